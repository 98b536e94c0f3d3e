// Messages of backfills and of housekeeping.
import type { AccountId, IsoDate } from '../../domain/ids.ts';
import type { RunTally } from '../messages.ts';
import type { RunScope } from '../workflow-ids.ts';

export interface BackfillInput extends RunScope {
  readonly from: IsoDate;
  readonly to: IsoDate;
  /** Set when it continues as new: where it stands and what it has counted. */
  readonly resume?: { readonly after: AccountId | null; readonly tally: RunTally };
}

export interface AccountHistoryResult {
  readonly accountId: AccountId;
  readonly days: number;
  readonly added: number;
  readonly revised: number;
}

export interface AccountHistoryInput {
  readonly accountId: AccountId;
  readonly from: IsoDate;
  readonly to: IsoDate;
}

export interface HousekeepingInput {
  readonly date: IsoDate;
}
