// Who goes first, as workflow code asks for it: the child of an account gets its account's share and inherits its run's priority.
import { workflowInfo } from '@temporalio/workflow';
import type { Priority } from '@temporalio/common';
import type { AccountGroup, AccountPage } from '../contract/messages.ts';
import { accountShare } from '../contract/priorities.ts';
import { TIERS } from '../domain/account.ts';
import type { AccountId } from '../domain/ids.ts';

/** What the accounts of one or several pages are owed. */
export class Shares {
  private readonly groups = new Map<AccountId, AccountGroup>();

  constructor(...pages: readonly AccountPage[]) {
    for (const page of pages) this.add(page);
  }

  add({ ids, groups = [] }: AccountPage): void {
    const rest = groups.find(({ members }) => members === null);
    const named = new Map(groups.flatMap((group) => (group.members ?? []).map((at) => [at, group] as const)));
    for (const [at, id] of ids.entries()) {
      const group = named.get(at) ?? rest;
      if (group !== undefined) this.groups.set(id, group);
    }
  }

  /** Options for the child of an account; empty for one of a page that does not say, as those of 0.2. */
  of(account: AccountId): { readonly priority?: Priority } {
    const group = this.groups.get(account);
    return group === undefined ? {} : { priority: accountShare(group) };
  }

  /** Those of the most urgent tier first; otherwise as they come. */
  inOrder(ids: readonly AccountId[]): readonly AccountId[] {
    return TIERS.flatMap((tier) => ids.filter((id) => (this.groups.get(id)?.tier ?? TIERS[0]) === tier));
  }
}

/** The priority that this run was started with, for what Temporal does not pass on: local steps. Undefined: none was named. */
export const ownPriority = (): number | undefined => workflowInfo().priority?.priorityKey || undefined;
