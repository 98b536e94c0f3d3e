// Accounts, their cohorts, and how a part of them is named: what most other stores ask by.
import type { Account } from '../domain/account.ts';
import type { CohortSettings } from '../domain/cohort.ts';
import type { AccountId } from '../domain/ids.ts';
import type { FailedDay, RunScope } from '../contract/workflow-ids.ts';
import type { DateRange } from './revenue-source.ts';
import type { RunStatus } from './run-status.ts';

export interface AccountFilter extends RunScope {
  readonly includeArchived?: boolean;
  /** Only accounts whose id or name holds this text, whatever the case of its ASCII letters. */
  readonly search?: string;
  /** Only accounts with a recorded day of that pipeline and date that failed. */
  readonly failedOn?: FailedDay;
  /** Only accounts with a recorded day like this. */
  readonly recorded?: RecordedDay;
}

/** An account day by how it stands. */
export interface RecordedDay extends DateRange {
  readonly pipeline: string;
  readonly status?: RunStatus;
  readonly errorCode?: string;
}

/** Keyset paging by id, ascending: `after` < id <= `through`; absent `through`: to the end. */
export interface PageRequest {
  readonly after: AccountId | null;
  readonly through?: AccountId;
  readonly limit: number;
}

export interface AccountStore {
  find(id: AccountId): Promise<Account | null>;
  /** Inserts. @throws MorrowError ACCOUNT_EXISTS (not retryable). */
  add(account: Account): Promise<void>;
  /** Inserts or replaces, whatever somebody else wrote meanwhile. */
  save(account: Account): Promise<void>;
  /**
   * Writes `after` as long as the account is still as `before` says, field by field, as one atomic step. False: it was changed or
   * purged meanwhile, and nothing was written; read it again. Repeating a write that went through answers false.
   */
  replace(before: Account, after: Account): Promise<boolean>;
  list(filter: AccountFilter, page: PageRequest): Promise<readonly Account[]>;
  listIds(filter: AccountFilter, page: PageRequest): Promise<readonly AccountId[]>;
  count(filter: AccountFilter): Promise<number>;
}

export interface CohortStore {
  /** What was saved, or the defaults. */
  find(cohort: string): Promise<CohortSettings>;
  /** Inserts or replaces. */
  save(settings: CohortSettings): Promise<void>;
  /** Every cohort that has an active account or settings of its own, by name, with its active accounts. */
  list(): Promise<readonly (CohortSettings & { readonly accounts: number })[]>;
}
