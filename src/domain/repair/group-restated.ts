// Restated accounts by the forecast that is made again, in groups that one day run may name.
import type { AccountId, IsoDate } from '../ids.ts';
import type { AccountPlan } from './plan-account.ts';

export interface RestatedGroup {
  readonly date: IsoDate;
  readonly accounts: readonly AccountId[];
}

/** Oldest date first; at most `size` accounts each. */
export function groupRestated(
  plans: readonly Pick<AccountPlan, 'accountId' | 'forecastAgain'>[],
  size: number,
): readonly RestatedGroup[] {
  const groups: { date: IsoDate; accounts: AccountId[] }[] = [];
  for (const { accountId, forecastAgain: date } of plans) {
    if (date === null) continue;
    const open = groups.find((group) => group.date === date && group.accounts.length < size);
    if (open === undefined) groups.push({ date, accounts: [accountId] });
    else open.accounts.push(accountId);
  }
  return groups.sort((a, b) => (a.date < b.date ? -1 : Number(a.date > b.date)));
}
