// The days before the round's date, brought from the calm store into the stack's: both train on the very same figures.
import type { Account } from '../../src/domain/account.ts';
import { listDates } from '../../src/domain/calendar/dates.ts';
import type { IsoDate } from '../../src/domain/ids.ts';
import type { Store } from '../../src/ports/store.ts';
import { historyBefore } from './calm-day.ts';
import { inLanes } from './lanes.ts';

const LANES = 50;

export async function copyHistory(
  calm: Store,
  stack: Store,
  accounts: readonly Account[],
  date: IsoDate,
): Promise<void> {
  const range = historyBefore(date);
  for (const day of listDates(range.from, range.to)) await stack.rates.save(await calm.rates.findByDate(day));
  await inLanes(LANES, accounts, async (account) => {
    await stack.accounts.save(account);
    await stack.revenue.saveSources(await calm.revenue.listSources(account.id, range));
    await stack.revenue.saveDays(await calm.revenue.listDays(account.id, range));
  });
}
