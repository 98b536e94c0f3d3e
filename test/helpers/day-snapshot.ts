// Everything that is stored of one day, in a form that two moments can be compared by.
import type { Store } from '../../src/ports/store.ts';
import { accountId, isoDate } from './builders.ts';
import type { RawDay } from './raw-totals.ts';

/** Day, sources and forecasts with every revision and its hash, for every account. */
export async function snapshotDay(store: Store, accounts: readonly string[], day: string): Promise<readonly unknown[]> {
  const date = isoDate(day);
  const range = { from: date, to: date };
  return Promise.all(
    accounts.map(async (account) => {
      const id = accountId(account);
      const [days, sources, forecasts] = await Promise.all([
        store.revenue.listDayRevisions(id, date),
        store.revenue.listSources(id, range),
        store.forecasts.listRevisions(id, date),
      ]);
      return { account, days, sources, forecasts };
    }),
  );
}

/** One account's day as it is stored now, in the form of the independent computation; null when there is none. */
export async function storedDay(store: Store, account: string, day: string): Promise<RawDay | null> {
  const date = isoDate(day);
  const [stored] = await store.revenue.listDays(accountId(account), { from: date, to: date });
  if (stored === undefined) return null;
  const { amount, currency, shares, rates } = stored;
  return {
    amount,
    currency,
    shares: shares.map(({ sourceId, originalAmount, originalCurrency, amount: price }) => ({
      sourceId,
      originalAmount,
      originalCurrency,
      amount: price,
    })),
    quoteDate: rates?.quoteDate ?? null,
  };
}
