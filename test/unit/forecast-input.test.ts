// What a model learns from: the account's days as they are stored, taken apart by source, with the holidays around them.
import { expect, test } from 'vitest';
import { loadForecastInput } from '../../src/activities/forecast-input.ts';
import { createHolidayCalendar } from '../../src/connectors/holiday-calendar.ts';
import type { Account } from '../../src/domain/account.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import type { DailyRevenue } from '../../src/domain/revenue/types.ts';
import type { Store } from '../../src/ports/store.ts';
import { accountId, anAccount, currency, decimal, isoDate, sourceId } from '../helpers/builders.ts';
import { scratchStore } from '../helpers/scratch-store.ts';

const ID = accountId('shop');
const DATE = isoDate('2026-04-04');
const USD = currency('USD');
const holidays = createHolidayCalendar();

/** A day made of what each source brought. */
const aDay = (daysAgo: number, parts: Readonly<Record<string, string>>, amount: string): DailyRevenue => ({
  accountId: ID,
  date: addDays(DATE, -daysAgo),
  amount: decimal(amount),
  currency: USD,
  shares: Object.entries(parts).map(([id, part]) => ({
    sourceId: sourceId(id),
    originalAmount: decimal(part),
    originalCurrency: USD,
    amount: decimal(part),
    rate: null,
  })),
  rates: null,
  origin: Object.keys(parts).length === 0 ? 'import' : 'sources',
});

async function inputOf(days: readonly DailyRevenue[], settings: Partial<Account> = {}) {
  const store: Store = await scratchStore();
  const account = anAccount({ id: ID, historyDepthDays: 4, ...settings });
  await store.accounts.save(account);
  await store.revenue.saveDays(days);
  return loadForecastInput({ store, holidays }, account, { date: DATE, currency: USD });
}

test('the history is the depth window, a day without a figure is unknown and not 0', async () => {
  const input = await inputOf([aDay(5, {}, '1'), aDay(3, {}, '10'), aDay(1, {}, '0'), aDay(0, {}, '12.5')]);
  expect(input).toEqual({ start: '2026-04-01', values: [10, null, 0, 12.5] });
});

test('an account without a single day has an empty history, which is an answer too', async () => {
  expect((await inputOf([])).values).toEqual([null, null, null, null]);
});

test('sources that earn are kept apart; one that reports nothing on a day earned nothing', async () => {
  const input = await inputOf([
    aDay(1, { 'ad-exchange': '7', 'app-store-1': '3' }, '10'),
    aDay(0, { 'ad-exchange': '8.123456', 'app-store-2': '0' }, '8.12'),
  ]);
  expect(input.sources).toEqual([
    { sourceId: 'ad-exchange', values: [null, null, 7, 8.123456] },
    { sourceId: 'app-store-1', values: [null, null, 3, 0] },
  ]);
});

test('of a day that was imported as one figure nobody knows the parts', async () => {
  const input = await inputOf([aDay(1, {}, '100'), aDay(0, { 'ad-exchange': '7', 'app-store-1': '3' }, '10')]);
  expect(input.values).toEqual([null, null, 100, 10]);
  expect(input.sources?.map(({ values }) => values)).toEqual([
    [null, null, null, 7],
    [null, null, null, 3],
  ]);
});

test('an account of one source has nothing to take apart', async () => {
  expect(await inputOf([aDay(0, { 'ad-exchange': '7' }, '7')])).not.toHaveProperty('sources');
});

test('days in another currency, from before a change, count as missing', async () => {
  const yen = { ...aDay(1, {}, '9000'), currency: currency('JPY') };
  expect((await inputOf([yen, aDay(0, {}, '60')])).values).toEqual([null, null, null, 60]);
});

test("the country's holidays are known from the first day of the window to 28 days ahead", async () => {
  const { holidays: known } = await inputOf([aDay(0, {}, '1')], { country: 'DE' });
  // Good Friday, Easter Monday, and the first of May, which is 27 days ahead.
  expect(known).toEqual(['2026-04-03', '2026-04-06', '2026-05-01']);
});

test('without a country no holidays are looked at', async () => {
  expect(await inputOf([aDay(0, {}, '1')])).not.toHaveProperty('holidays');
});
