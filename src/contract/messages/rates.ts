// Messages of the shared wait for rates.
import type { IsoDate } from '../../domain/ids.ts';
import type { RatesProviderId } from '../../domain/revenue/types.ts';
import type { ErrorCode } from '../errors.ts';

/** What asks a provider says how urgent it is: local steps do not inherit it. Absent: not named. */
export interface Urgent {
  readonly priority?: number;
}

/** How the shared wait for rates ended: an id to convert with, or the code it failed with. */
export type RatesOutcome = { readonly ratesId: string } | { readonly failure: ErrorCode; readonly message: string };

export interface RatesInput extends Urgent {
  readonly date: IsoDate;
}

export interface RatesRef {
  readonly ratesId: string;
  readonly provider: RatesProviderId;
  readonly quoteDate: IsoDate;
}

export interface RatesRangeRequest extends Urgent {
  readonly from: IsoDate;
  readonly to: IsoDate;
}
