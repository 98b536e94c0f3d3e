// What a repair is planned from: of a page of accounts one by one, of all of them together.
import type { AccountId } from '../domain/ids.ts';
import type { AlikeAccounts } from '../domain/repair/alike.ts';
import type { StoredCoverage } from '../domain/repair/coverage.ts';
import type { AccountFilter } from './account-store.ts';
import type { DateRange } from './revenue-source.ts';

export interface RepairStore {
  /**
   * What is stored of each account, in the order of `accounts`; an account without a row has empty spans. A few grouped
   * queries, whatever the number of accounts.
   */
  coverage(accounts: readonly AccountId[], range: DateRange): Promise<readonly StoredCoverage[]>;
  /**
   * All accounts of the filter, those together that have the same settings and coverage. `published` is told only of accounts
   * with corrected days.
   * @param range null: as if nothing were stored.
   */
  alike(filter: AccountFilter, range: DateRange | null): Promise<readonly AlikeAccounts[]>;
}
