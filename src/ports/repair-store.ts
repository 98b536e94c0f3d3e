// What a repair is planned from, read by page of accounts.
import type { AccountId } from '../domain/ids.ts';
import type { StoredCoverage } from '../domain/repair/coverage.ts';
import type { DateRange } from './revenue-source.ts';

export interface RepairStore {
  /**
   * What is stored of each account, in the order of `accounts`; an account without a row has empty spans. A few grouped
   * queries, whatever the number of accounts; what they read grows with accounts x days x sources, what they answer does not.
   */
  coverage(accounts: readonly AccountId[], range: DateRange): Promise<readonly StoredCoverage[]>;
}
