// Accounts that look alike: what is planned for one of them is planned for all. Most accounts lack nothing, or the same.
import type { Account } from '../account.ts';
import type { AccountId } from '../ids.ts';
import type { Coverage } from './coverage.ts';
import type { RangeToPlan } from './page.ts';
import { planAccount } from './plan-account.ts';
import { addPlan, NOTHING_PLANNED, type PlanTotals } from './plan-totals.ts';
import { untilOver } from './until-over.ts';

/** What of an account decides what it lacks. */
export type RepairSettings = Pick<Account, 'sources' | 'historyDepthDays' | 'convertCurrency' | 'timeZone'>;

export interface AlikeAccounts {
  readonly settings: RepairSettings;
  readonly coverage: Coverage;
  /** By id; at least one. */
  readonly accounts: readonly AccountId[];
}

/** Groups with the same settings and coverage as one; `some` may name each as often as it likes. */
export function groupAlike(some: Iterable<AlikeAccounts>): readonly AlikeAccounts[] {
  const groups = new Map<string, AlikeAccounts & { readonly accounts: AccountId[] }>();
  for (const { settings, coverage, accounts } of some) {
    const key = JSON.stringify([settings, coverage]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { settings, coverage, accounts: [...accounts] });
    else group.accounts.push(...accounts);
  }
  for (const { accounts } of groups.values()) accounts.sort();
  return [...groups.values()];
}

/** Each group up to the last day that is over where it lives. */
export function planAlike(groups: readonly AlikeAccounts[], { range, now, ...how }: RangeToPlan): PlanTotals {
  const overAt = untilOver(range, now);
  return groups.reduce((totals, { settings, coverage, accounts }) => {
    const [first] = accounts;
    if (first === undefined) return totals;
    const account = { id: first, ...settings };
    return addPlan(totals, planAccount({ account, coverage, range: overAt(settings.timeZone), ...how }), accounts);
  }, NOTHING_PLANNED);
}
