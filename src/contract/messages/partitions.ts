// Messages of partitions: which accounts each of them takes.
import type { Tier } from '../../domain/account.ts';
import type { AccountId, IsoDate } from '../../domain/ids.ts';
import type { VariableValues } from '../../domain/variables.ts';
import type { DayPipeline } from '../pipelines.ts';
import type { FailedDay, RunScope } from '../workflow-ids.ts';
import type { RatesOutcome } from './rates.ts';

export interface PartitionInput extends RunScope {
  readonly index: number;
  readonly pipeline: DayPipeline;
  readonly date: IsoDate;
  readonly force: boolean;
  readonly horizonDays: number;
  /** Accounts with id > `after` (null: from the start) up to and including `through`, read `limit` at a time. */
  readonly after: AccountId | null;
  /** Absent: one read, of at most `limit` accounts. */
  readonly through?: AccountId;
  readonly limit: number;
  readonly failedOn?: FailedDay;
  /** Set when the rates were known before the partition started. */
  readonly rates: RatesOutcome | null;
  /** As the day run read them; absent: nobody has set any. */
  readonly variables?: VariableValues;
}

/** Active accounts of the scope with `after` < id <= `through`, at most `limit` of them; absent `through`: no upper end. */
export interface AccountPageRequest extends RunScope {
  readonly failedOn?: FailedDay;
  readonly after: AccountId | null;
  readonly through?: AccountId;
  readonly limit: number;
}

export interface AccountPage {
  readonly ids: readonly AccountId[];
  /** Whose turn each of them waits for; absent in pages that 0.2 read. Exactly one group takes everybody whom no other names. */
  readonly groups?: readonly AccountGroup[];
}

/** Accounts of one cohort and tier. */
export interface AccountGroup {
  readonly cohort: string;
  readonly tier: Tier;
  /** Places in `ids`, from 0; null: all that no other group names. */
  readonly members: readonly number[] | null;
}

export interface PartitionPlanRequest extends RunScope {
  readonly failedOn?: FailedDay;
  readonly after: AccountId | null;
}

/**
 * Where each partition begins and ends. Both ends are ids, so that accounts added or archived before a partition reads its
 * page neither push others out of it nor into the next one.
 */
export interface PartitionPlan {
  readonly partitions: readonly PlannedPartition[];
  /** Where the next plan begins; null when there are no more accounts. */
  readonly next: AccountId | null;
}

export type PlannedPartition = Pick<PartitionInput, 'after' | 'through' | 'limit'>;
