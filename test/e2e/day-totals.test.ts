// A business day through all processes equals what the sources' raw answers and the published rates add up to, to the cent.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountId, isoDate } from '../helpers/builders.ts';
import { snapshotDay, storedDay } from '../helpers/day-snapshot.ts';
import { demoAccounts } from '../helpers/many-accounts.ts';
import { rawDay, sumAmounts } from '../helpers/raw-totals.ts';
import { startRealStack, type RealStack } from '../helpers/real-stack.ts';

/** Four sources and none converted, cents and none, one foreign source or all of them. */
const ACCOUNTS = demoAccounts([
  'u1',
  'u2',
  'demo-amber-quest',
  'demo-koi-pond',
  'demo-burger-bistro',
  'demo-paper-lantern',
  'demo-fjord-racing',
  'demo-prairie-farm',
]);
const IDS = ACCOUNTS.map(({ id }) => id);

let stack: RealStack;

beforeAll(async () => {
  stack = await startRealStack();
  await stack.putAccounts(ACCOUNTS);
});
afterAll(() => stack?.stop());

const dayAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

const rawDays = (date: string) => Promise.all(ACCOUNTS.map((account) => rawDay(stack.env, account, date)));
const storedDays = (date: string) => Promise.all(IDS.map((id) => storedDay(stack.store, id, date)));
const snapshot = (date: string) => snapshotDay(stack.store, IDS, date);

describe('the day of every account', () => {
  test.each([
    { date: '2026-10-21', what: 'a weekday', quoted: '2026-10-21' },
    { date: '2026-10-24', what: 'a Saturday, priced by Friday', quoted: '2026-10-23' },
    { date: '2026-10-25', what: 'a Sunday, priced by Friday', quoted: '2026-10-23' },
    { date: '2026-04-03', what: 'Good Friday, when no rates are published', quoted: '2026-04-02' },
    { date: '2026-04-06', what: 'Easter Monday, four days after the last rates', quoted: '2026-04-02' },
    { date: '2025-12-26', what: 'Boxing Day, priced by Christmas Eve', quoted: '2025-12-24' },
  ])('$date ($what) comes to what its sources report, to the cent', async ({ date, quoted }) => {
    const run = await stack.runDay({ date });
    const expected = await rawDays(date);

    expect(run).toMatchObject({ status: 'completed', tally: { accounts: IDS.length, published: IDS.length } });
    expect(await storedDays(date)).toEqual(expected);
    expect(new Set(expected.map(({ quoteDate }) => quoteDate))).toEqual(new Set([null, quoted]));
    expect(run.totals).toEqual(totalsOf(expected));
  });

  test('ends in a published forecast of the next four weeks with its bands', async () => {
    const date = '2026-10-20';
    await stack.runDay({ date });

    for (const { id, currency } of ACCOUNTS) {
      const forecast = await stack.store.forecasts.findLatest(accountId(id), isoDate(date));
      expect(forecast).toMatchObject({ status: 'published', currency, revision: 1 });
      expect(forecast?.days.map(({ targetDate }) => targetDate)).toEqual(
        Array.from({ length: 28 }, (_, index) => dayAfter(date, index + 1)),
      );
      for (const { revenue, lo80, hi80, lo95, hi95 } of forecast?.days ?? []) {
        const ordered = [lo95, lo80, revenue, hi80, hi95].map(Number);
        expect(ordered).toEqual([...ordered].sort((a, b) => a - b));
      }
    }
  });

  test('is computed from amounts, not from zeros', async () => {
    const sold = (await rawDays('2026-10-21')).flatMap(({ shares }) => shares);

    expect(sold.filter(({ amount }) => Number(amount) > 0).length).toBeGreaterThan(15);
  });
});

describe('the same day again', () => {
  test('changes nothing and asks no source again', async () => {
    const date = '2026-09-15';
    await stack.runDay({ date });
    const before = await snapshot(date);
    const asked = await stack.faults.requests();

    const again = await stack.runDay({ date });

    expect(again.tally).toMatchObject({ accounts: IDS.length, published: 0, alreadyDone: IDS.length, failed: 0 });
    expect(await snapshot(date)).toEqual(before);
    expect(await stack.faults.requests()).toEqual(asked);
  });

  test('forced without any change in the sources adds no revision', async () => {
    const date = '2026-09-16';
    await stack.runDay({ date });
    const before = await snapshot(date);
    const asked = await stack.faults.requests();

    const again = await stack.runDay({ date, force: true });

    expect(again.tally).toMatchObject({ accounts: IDS.length, alreadyDone: 0, failed: 0 });
    expect((await stack.faults.requests())['ad-exchange']).toBeGreaterThan(asked['ad-exchange'] ?? 0);
    expect(await snapshot(date)).toEqual(before);
  });

  test('forced after a source changed its past adds a revision and keeps what was published', async () => {
    const date = '2026-09-17';
    const [u1, isoDay] = [accountId('u1'), isoDate(date)];
    await stack.runDay({ date });
    const [others, published] = [await othersOf('u1', date), await stack.store.revenue.listDayRevisions(u1, isoDay)];
    const [firstForecast] = await stack.store.forecasts.listRevisions(u1, isoDay);

    await stack.faults.add({ source: 'app-store-1', account: 'u1', date, kind: 'changed-past', percent: 20 });
    await stack.runDay({ date, force: true });
    const expected = await rawDays(date);
    await stack.faults.clear();

    const revisions = await stack.store.revenue.listDayRevisions(u1, isoDay);
    expect(revisions.map(({ revision }) => revision)).toEqual([1, 2]);
    expect(revisions[0]).toEqual(published[0]);
    expect(revisions[1]?.amount).not.toBe(published[0]?.amount);
    expect(await storedDays(date)).toEqual(expected);
    expect(await othersOf('u1', date)).toEqual(others);
    const forecasts = await stack.store.forecasts.listRevisions(u1, isoDay);
    expect(forecasts.map(({ revision }) => revision)).toEqual([1, 2]);
    expect(forecasts[0]).toEqual(firstForecast);
  });
});

const othersOf = (id: string, date: string) =>
  snapshotDay(
    stack.store,
    IDS.filter((other) => other !== id),
    date,
  );

/** One exact total per currency, by currency. */
function totalsOf(days: readonly { readonly amount: string; readonly currency: string }[]) {
  return [...new Set(days.map(({ currency }) => currency))].sort().map((currency) => {
    const amounts = days.filter((day) => day.currency === currency).map(({ amount }) => amount);
    return { currency, amount: sumAmounts(amounts, currency), accounts: amounts.length };
  });
}
