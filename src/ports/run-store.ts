// What was recorded of runs and of the day of each account.
import type { DayCount } from '../domain/alerting/day-progress.ts';
import type { AccountId, IsoDate } from '../domain/ids.ts';
import type { FailureCause } from '../contract/messages.ts';
import type { AccountFilter } from './account-store.ts';
import type { ListPlace } from './request-store.ts';
import type { DateRange } from './revenue-source.ts';
import type { RunKind, RunStatus } from './run-status.ts';

/** One workflow run as we recorded it: what screens read, and the guard after Temporal's retention. Keyed by workflow id. */
export interface RunRecord {
  readonly id: string;
  readonly kind: RunKind;
  readonly pipeline: string;
  readonly date: IsoDate;
  readonly accountId: AccountId | null;
  readonly cohort: string | null;
  readonly status: RunStatus;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** Of an account day: why it failed last; kept while it is tried again, null as soon as it is done. */
  readonly failure: FailureCause | null;
  /** ISO instants; `finishedAt` null while running. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** Small facts for people: tally, totals. At most 16 KB of JSON. */
  readonly summary: Readonly<Record<string, unknown>> | null;
}

export type RunEnding = Pick<RunRecord, 'status' | 'errorCode' | 'errorMessage' | 'finishedAt'>;

export interface RunQuery {
  readonly kind?: RunKind;
  readonly pipeline?: string;
  readonly date?: IsoDate;
  /** Business dates, both ends included. */
  readonly dates?: DateRange;
  readonly accountId?: AccountId;
  readonly status?: RunStatus;
  /** Newest start first. */
  readonly limit: number;
  readonly after?: ListPlace;
}

export interface AccountDayMove {
  readonly pipeline: string;
  readonly date: IsoDate;
  readonly accounts: readonly AccountId[];
  readonly from: readonly RunStatus[];
  readonly to: RunStatus;
}

/** Account days of one pipeline and date that share why they failed. */
export interface FailureGroup extends FailureCause {
  readonly accounts: number;
  /** The first ones by id, with what one of them said. */
  readonly samples: readonly AccountId[];
  readonly message: string;
}

/** How one account's day stands: a tile of a heat map. */
export interface DayTile {
  readonly accountId: AccountId;
  readonly date: IsoDate;
  readonly status: RunStatus;
  readonly errorCode: string | null;
}

export interface TileQuery extends DateRange {
  readonly pipeline: string;
  readonly accounts: readonly AccountId[];
}

export interface RunStore {
  find(id: string): Promise<RunRecord | null>;
  /** Inserts or replaces. */
  save(run: RunRecord): Promise<void>;
  /**
   * Ends the run, no account day, that is recorded as running since that instant. False, and nothing is written: it has ended, or
   * one that began later has taken its place.
   */
  end(run: Pick<RunRecord, 'id' | 'startedAt'>, ending: RunEnding): Promise<boolean>;
  list(query: RunQuery): Promise<readonly RunRecord[]>;
  /** Changes the status of account days that have one of `from`; returns how many. */
  moveAccountDays(move: AccountDayMove): Promise<number>;
  /** Account days of a pipeline and date, counted by status. */
  countAccountDays(
    pipeline: string,
    date: IsoDate,
    filter: AccountFilter,
  ): Promise<Readonly<Partial<Record<RunStatus, number>>>>;
  /** Account days of these accounts, by account, then date. */
  listTiles(query: TileQuery): Promise<readonly DayTile[]>;
  /** Failed account days of a pipeline and date, counted by error code; one without a code counts as INTERNAL. */
  countFailures(pipeline: string, date: IsoDate, filter: AccountFilter): Promise<Readonly<Record<string, number>>>;
  /** How all active accounts of the filter stand with their day, also those that have no record of it. */
  countDay(pipeline: string, date: IsoDate, filter: AccountFilter): Promise<readonly DayCount[]>;
  /** Causes of failed account days of active accounts, and of those that are tried again and not done yet; most accounts first. */
  listFailures(pipeline: string, date: IsoDate, sampleSize: number): Promise<readonly FailureGroup[]>;
}
