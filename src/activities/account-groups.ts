// Which accounts of a page share their turns: groups by cohort and tier, as small as a history wants them.
import type { AccountGroup } from '../contract/messages.ts';
import type { Account } from '../domain/account.ts';

/** A page of a hundred tiny cohorts would otherwise outgrow its payload; who is left over shares with the largest group. */
const GROUPS_MOST = 16;

/** The largest group names nobody: it takes all that the others leave. */
export function groupsOf(accounts: readonly Pick<Account, 'cohort' | 'tier'>[]): readonly AccountGroup[] {
  const groups = new Map<string, { readonly cohort: string; readonly tier: Account['tier']; members: number[] }>();
  for (const [at, { cohort, tier }] of accounts.entries()) {
    const key = `${tier} ${cohort}`;
    const group = groups.get(key) ?? { cohort, tier, members: [] };
    group.members.push(at);
    groups.set(key, group);
  }
  const largestFirst = [...groups.values()].toSorted((a, b) => b.members.length - a.members.length);
  return largestFirst.slice(0, GROUPS_MOST).map((group, rank) => (rank === 0 ? { ...group, members: null } : group));
}
