// Messages of backfills and of housekeeping.
import type { Tier } from '../../domain/account.ts';
import type { DateSpan } from '../../domain/calendar/ranges.ts';
import type { AccountId, IsoDate } from '../../domain/ids.ts';
import type { HistoryPiece, RepairMode } from '../../domain/repair/plan-account.ts';
import type { RunScope } from '../workflow-ids.ts';
import type { FetchedReport } from './revenue-steps.ts';
import type { RunRecordRequest } from './run-record.ts';
import type { RunTally } from './tally.ts';

export interface BackfillInput extends RunScope {
  readonly from: IsoDate;
  readonly to: IsoDate;
  /** Absent: begun by 0.2, which read everything again without a plan. */
  readonly mode?: RepairMode;
  /** Set when it continues as new: where it stands and what it has counted. */
  readonly resume?: BackfillResume;
}

export interface BackfillResume {
  readonly after: AccountId | null;
  readonly tally: RunTally;
  /** Absent: begun by 0.2. */
  readonly counts?: BackfillCounts;
}

/** What the plan said when the backfill began. Others may have filled in days meanwhile. */
export interface BackfillEstimate {
  /** Accounts that need a report or a merge. */
  readonly accounts: number;
  /** Account days to write. */
  readonly days: number;
  /** Range reports, each counted once. */
  readonly requests: number;
  /** Days that need rates; null: none does. */
  readonly priced: DateSpan | null;
}

/** Published figures that turned out to be restated, and what became of their forecasts. */
export interface RestatedCounts {
  readonly accounts: number;
  readonly published: number;
  readonly held: number;
  /** Failed, cancelled, or in hand elsewhere: the next backfill finds them again. */
  readonly notDone: number;
  /** At most 5. */
  readonly samples: readonly AccountId[];
}

/** How far a backfill is. */
export interface BackfillCounts {
  readonly planned: BackfillEstimate;
  /** When the first account began, in ms since 1970. */
  readonly beganAtMs: number;
  /** Requests of accounts that have ended, however they ended. */
  readonly requests: number;
  readonly days: number;
  readonly added: number;
  readonly revised: number;
  readonly restated: RestatedCounts;
}

/** Answer of the query `progress`, and the result. */
export interface BackfillProgress extends RunTally {
  readonly backfill: BackfillCounts & {
    readonly requestsLeft: number;
    /** At the rate so far; null: nothing was done yet. */
    readonly secondsLeft: number | null;
  };
}

export interface BackfillRequest extends RunScope {
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly mode: RepairMode;
}

export interface BackfillPageRequest extends BackfillRequest {
  readonly after: AccountId | null;
  /** Accounts with work, at most. */
  readonly limit: number;
}

export interface PageAccount {
  readonly accountId: AccountId;
  readonly requests: number;
  /** Whose turns it shares. */
  readonly cohort: string;
  readonly tier: Tier;
}

export interface BackfillPage {
  readonly accounts: readonly PageAccount[];
  /** The last account that was looked at; null: there was none. */
  readonly through: AccountId | null;
  /** Where the next page begins; null when there are no more accounts. */
  readonly next: AccountId | null;
}

export interface RestatedRequest extends RunScope {
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly after: AccountId | null;
  readonly through: AccountId;
}

export interface RestatedAccounts {
  /** Accounts whose newest published forecast is of the date; at most 100 in each group. */
  readonly groups: readonly { readonly date: IsoDate; readonly accounts: readonly AccountId[] }[];
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
  /** Absent: begun by 0.2. */
  readonly mode?: RepairMode;
}

export interface AccountHistoryPlan {
  readonly pieces: readonly HistoryPiece[];
}

export interface HousekeepingInput {
  readonly date: IsoDate;
}

export interface HistoryImportRequest {
  readonly accountId: AccountId;
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly reports: readonly FetchedReport[];
  /** Only these days are written, sources without a report as they are stored. Absent: every day, from the reports alone. */
  readonly days?: readonly DateSpan[];
}

export interface HistoryImport {
  readonly days: number;
  readonly added: number;
  readonly revised: number;
}

export interface BackfillFinishRequest extends RunRecordRequest {
  readonly tally: RunTally;
  /** Absent: begun by 0.2. */
  readonly backfill?: BackfillCounts;
  readonly status: 'completed' | 'cancelled' | 'failed';
}

export interface RetentionResult {
  readonly deleted: Readonly<Record<string, number>>;
}
