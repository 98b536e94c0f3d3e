// Account days of a partition that gave their places away, and whether the partition may give away its own. Pure bookkeeping.
import { HANGING_ACCOUNTS_MAX } from '../contract/limits.ts';
import type { WaitsFor } from '../contract/messages.ts';
import type { AccountId } from '../domain/ids.ts';

export class Waiting {
  private readonly accounts = new Map<AccountId, WaitsFor | undefined>();

  /** @param waitsFor undefined: begun by an older version, which waited for rates or the end of its day. */
  add(account: AccountId, waitsFor: WaitsFor | undefined): void {
    this.accounts.set(account, waitsFor);
  }

  delete(account: AccountId): void {
    this.accounts.delete(account);
  }

  get ids(): readonly AccountId[] {
    return [...this.accounts.keys()];
  }

  /**
   * Nothing else is left, and few of them hang on their sources: where many do, a provider is down for everybody, and further
   * partitions would only ask it, too.
   * @param left account days that have not ended.
   */
  isAllThatIsLeft(left: number): boolean {
    if (this.accounts.size === 0 || this.accounts.size !== left) return false;
    return [...this.accounts.values()].filter((waitsFor) => waitsFor === 'sources').length <= HANGING_ACCOUNTS_MAX;
  }
}
