// Forecasts that were made here a moment ago, with what they were made from: their gate need not read all of it again.
import type { ForecastInput } from '../domain/forecast/model.ts';
import type { Forecast } from '../domain/forecast/types.ts';
import type { AccountId, IsoDate } from '../domain/ids.ts';
import type { Recent } from './recent.ts';

/** A new revision: nobody has decided about it yet. */
export interface Draft {
  readonly forecast: Forecast;
  readonly history: ForecastInput;
  /** The business date of its model. */
  readonly trainedOn: IsoDate;
}

export type Drafts = Recent<Draft>;

/** Above the account days a worker has in hand; a draft takes some 10 KB. */
export const DRAFTS_MOST = 500;

interface DraftRef {
  readonly accountId: AccountId;
  readonly date: IsoDate;
  readonly revision: number;
}

export const draftKey = ({ accountId, date, revision }: DraftRef): string => `${date}/${revision}/${accountId}`;
