// Totals per day: added up from base rows, stale as soon as one of them changes, and never counted twice.
import { beforeEach, describe, expect, test } from 'vitest';
import { addDays } from '../../../src/domain/calendar/dates.ts';
import type { IsoDate } from '../../../src/domain/ids.ts';
import type { CurrencyDay, DayTotals } from '../../../src/ports/store.ts';
import { account, accountId, currency, cutoffs, date, DAY, day, decimal, range, run, sourceId } from '../builders.ts';
import type { ContractContext } from '../contract.ts';
import { forecast, forecastDay, statusChange } from '../forecast-builders.ts';

const TODAY = range(DAY, DAY);
const EVE = addDays(DAY, -1);

export function totalsContract({ store, another }: ContractContext): void {
  const earn = (id: string, amount: string, more: object = {}) =>
    store().revenue.saveDays([
      day({ accountId: accountId(id), amount: decimal(amount), shares: sharesOf(amount), ...more }),
    ]);
  const forecastFor = async (id: string, revenue: string, businessDate: IsoDate = EVE, more: object = {}) => {
    const days = [1, 2].map((step) => forecastDay(businessDate, step, revenue));
    const [saved] = await store().forecasts.save([forecast({ accountId: accountId(id), businessDate, days, ...more })]);
    await store().forecasts.setStatus([
      statusChange({ accountId: accountId(id), businessDate, revision: saved?.revision ?? 0 }),
    ]);
  };
  const refreshed = async (of: IsoDate = DAY): Promise<readonly DayTotals[]> => {
    await store().totals.recompute(of);
    return store().totals.list({ from: of, to: of });
  };
  const stale = async (wanted = TODAY) => (await store().totals.listStale(wanted)).map((found) => found.date);
  const inCurrency = (totals: readonly DayTotals[], code: string): CurrencyDay | undefined =>
    totals[0]?.currencies.find((found) => found.currency === code);

  describe('totals of a day', () => {
    beforeEach(async () => {
      for (const id of ['a', 'b', 'c']) await store().accounts.save(account(id));
      await store().accounts.save(account('n', { cohort: 'north' }));
    });

    test('sum revenue exactly, per cohort and currency, with the share of each source', async () => {
      await earn('a', '0.10');
      await earn('b', '0.20');
      await earn('c', '700', { currency: currency('JPY') });
      await earn('n', '5.55');
      await refreshed();
      const totals = await store().totals.list(TODAY, 'all');
      expect(totals.map(({ cohort }) => cohort)).toEqual(['all']);
      expect(inCurrency(totals, 'EUR')).toEqual({
        currency: 'EUR',
        fact: { amount: '0.30', accounts: 2 },
        forecast: null,
        compared: null,
        sources: [
          { sourceId: 'ads', amount: '0.30' },
          { sourceId: 'store', amount: '0.000000' },
        ],
      });
      expect(inCurrency(totals, 'JPY')?.fact).toEqual({ amount: '700', accounts: 1 });
      expect(await store().totals.list(TODAY, 'north')).toMatchObject([
        { cohort: 'north', currencies: [{ fact: { amount: '5.55' } }] },
      ]);
    });

    test('of all cohorts together are one row a day', async () => {
      await earn('a', '0.10');
      await earn('n', '5.55');
      await earn('c', '700', { currency: currency('JPY') });
      await forecastFor('a', '1.00');
      await forecastFor('n', '4.00', EVE, { observedDays: 0 });
      await store().runs.save(run('1', { accountId: accountId('a'), status: 'published' }));
      await store().runs.save(run('2', { accountId: accountId('n'), status: 'published' }));
      expect(await refreshed()).toMatchObject([
        {
          date: DAY,
          cohort: null,
          accountDays: { published: 2 },
          currencies: [
            {
              currency: 'EUR',
              fact: { amount: '5.65', accounts: 2 },
              forecast: { amount: '5.00', lo80: '204.00', hi80: '334.50', accounts: 2, withoutBand: 1 },
              compared: { fact: '5.65', forecast: '5.00', accounts: 2 },
              sources: [{ sourceId: 'ads' }, { sourceId: 'store' }],
            },
            { currency: 'JPY', fact: { amount: '700', accounts: 1 }, forecast: null, compared: null },
          ],
        },
      ]);
    });

    test('count the current revision of a corrected day, and it once', async () => {
      await earn('a', '10.00');
      await earn('a', '12.00');
      await refreshed();
      expect(inCurrency(await refreshed(), 'EUR')?.fact).toEqual({ amount: '12.00', accounts: 1 });
    });

    test('sum what is served: of each account the newest forecast that is published and reaches the day', async () => {
      await forecastFor('a', '1.00', addDays(DAY, -2));
      await forecastFor('a', '2.00');
      await forecastFor('b', '10.00', addDays(DAY, -2));
      await store().forecasts.save([forecast({ accountId: accountId('b'), businessDate: EVE })]);
      await forecastFor('c', '100.00', addDays(DAY, -2));
      await forecastFor('c', '900.00', EVE, { days: [] });
      expect(inCurrency(await refreshed(), 'EUR')?.forecast).toEqual({
        amount: '112.00',
        lo80: '600.00',
        hi80: '991.50',
        accounts: 3,
        withoutBand: 0,
      });
    });

    test('take a forecast without intervals as its own bounds, and say how many there are', async () => {
      await forecastFor('a', '5.00', EVE, { observedDays: 0 });
      expect(inCurrency(await refreshed(), 'EUR')?.forecast).toMatchObject({
        lo80: '5.00',
        hi80: '5.00',
        withoutBand: 1,
      });
    });

    test('compare only accounts that have both, in one currency', async () => {
      await earn('a', '110.00');
      await forecastFor('a', '100.00');
      await earn('b', '7.00');
      await forecastFor('c', '9.00');
      await earn('n', '3', { currency: currency('JPY') });
      await forecastFor('n', '4.00');
      expect(inCurrency(await refreshed(), 'EUR')?.compared).toEqual({
        fact: '110.00',
        forecast: '100.00',
        accounts: 1,
      });
      const [north] = await store().totals.list(TODAY, 'north');
      expect(north?.currencies.map(({ compared }) => compared)).toEqual([null, null]);
    });

    test('keep the revenue of archived accounts, and their forecasts of days that they earned on', async () => {
      await earn('a', '1.00');
      await forecastFor('a', '2.00');
      await forecastFor('b', '3.00');
      for (const id of ['a', 'b']) await store().accounts.save(account(id, { status: 'archived' }));
      expect(inCurrency(await refreshed(), 'EUR')).toMatchObject({
        fact: { amount: '1.00' },
        forecast: { amount: '2.00', accounts: 1 },
      });
    });

    test('count account days of the daily pipeline by how they stand', async () => {
      await store().runs.save(run('1', { accountId: accountId('a'), status: 'published' }));
      await store().runs.save(run('2', { accountId: accountId('b'), status: 'failed' }));
      await store().runs.save(run('3', { accountId: accountId('c'), status: 'published' }));
      await store().runs.save(run('4', { accountId: accountId('c'), pipeline: 'revenue', status: 'collected' }));
      expect((await refreshed())[0]?.accountDays).toEqual({ published: 2, failed: 1 });
    });

    test('of nothing are no rows, and not stale', async () => {
      expect(await refreshed()).toEqual([]);
      expect(await stale()).toEqual([]);
    });
  });

  describe('a day of the totals', () => {
    beforeEach(async () => {
      await store().accounts.save(account('a'));
      await earn('a', '10.00');
      await forecastFor('a', '9.00');
      await store().runs.save(run('r', { accountId: accountId('a') }));
    });

    test('is stale until it is added up, and says whether it ever was', async () => {
      expect(await store().totals.listStale(TODAY)).toEqual([{ date: DAY, known: false }]);
      await store().totals.recompute(DAY);
      expect(await stale()).toEqual([]);
      await earn('a', '11.00');
      expect(await store().totals.listStale(TODAY)).toEqual([{ date: DAY, known: true }]);
    });

    const changes: Readonly<Record<string, () => Promise<unknown>>> = {
      'revenue is corrected': () => earn('a', '11.00'),
      'a forecast of it is published': () => forecastFor('a', '8.00'),
      'a published forecast is taken back': () =>
        store().forecasts.setStatus([
          statusChange({
            accountId: accountId('a'),
            businessDate: EVE,
            from: ['published'],
            to: { status: 'rejected', findings: [], facts: null, holdId: null },
          }),
        ]),
      'an account day goes on': () => store().runs.save(run('r', { accountId: accountId('a'), status: 'failed' })),
      'the account changes its cohort': () => store().accounts.save(account('a', { cohort: 'south' })),
      'the account is archived': () => store().accounts.save(account('a', { status: 'archived' })),
      'the account as it was seen is archived': () =>
        store().accounts.replace(account('a'), account('a', { status: 'archived' })),
    };

    test.each(Object.keys(changes))('is stale when %s', async (name) => {
      await store().totals.recompute(DAY);
      await changes[name]?.();
      expect(await stale()).toEqual([DAY]);
    });

    test('is stale when an account of it is purged, and holds nothing of it afterwards', async () => {
      await store().accounts.save(account('a', { status: 'archived' }));
      await store().totals.recompute(DAY);
      await store().purgeAccount(accountId('a'));
      expect(await stale()).toEqual([DAY]);
      expect(await refreshed()).toEqual([]);
    });

    test('stays stale when rows change while it is added up', async () => {
      const second = await another();
      await Promise.all([store().totals.recompute(DAY), second.revenue.saveDays([day({ accountId: accountId('a') })])]);
      for (const wanted of await stale()) await store().totals.recompute(wanted);
      expect(inCurrency(await store().totals.list(TODAY), 'EUR')?.fact?.amount).toBe('11.10');
    });

    test('is the days that a forecast reaches, too', async () => {
      expect(await stale(range('2026-01-01', '2026-12-31'))).toHaveLength(28);
    });

    test('goes with its revenue when retention takes that', async () => {
      await store().totals.recompute(DAY);
      await store().applyRetention(cutoffs({ revenueBefore: date('2027-01-01') }));
      expect(await store().totals.list(TODAY)).toEqual([]);
      expect(await stale()).toEqual([]);
    });
  });

  describe('tiles of accounts and days', () => {
    test('tell how each day of these accounts stands, by account, then date', async () => {
      const tiles = [
        ['b', '2026-03-11', 'failed', 'RATE_MISSING'],
        ['a', '2026-03-10', 'published', null],
        ['b', '2026-03-10', 'held', null],
        ['c', '2026-03-10', 'published', null],
        ['a', '2026-03-14', 'published', null],
      ] as const;
      for (const [id, on, status, errorCode] of tiles) {
        await store().runs.save(run(`${id}/${on}`, { accountId: accountId(id), date: date(on), status, errorCode }));
      }
      const query = {
        ...range('2026-03-09', '2026-03-12'),
        pipeline: 'daily',
        accounts: [accountId('b'), accountId('a')],
      };
      expect(await store().runs.listTiles(query)).toEqual([
        { accountId: 'a', date: '2026-03-10', status: 'published', errorCode: null },
        { accountId: 'b', date: '2026-03-10', status: 'held', errorCode: null },
        { accountId: 'b', date: '2026-03-11', status: 'failed', errorCode: 'RATE_MISSING' },
      ]);
    });

    test('are found by how a day stands and by its code, page by page', async () => {
      for (const id of ['a', 'b', 'c', 'd']) await store().accounts.save(account(id));
      const failed = { status: 'failed', errorCode: 'RATE_MISSING' } as const;
      await store().runs.save(run('1', { accountId: accountId('b'), ...failed }));
      await store().runs.save(run('2', { accountId: accountId('c'), status: 'failed', errorCode: 'SOURCE_REFUSED' }));
      await store().runs.save(run('3', { accountId: accountId('d'), ...failed, date: date('2026-04-01') }));
      await store().runs.save(run('4', { accountId: accountId('a') }));
      const found = (recorded: object, after: string | null = null) =>
        store().accounts.listIds(
          { recorded: { ...range('2026-03-01', '2026-03-31'), pipeline: 'daily', ...recorded } },
          { after: after === null ? null : accountId(after), limit: 10 },
        );
      expect(await found({ status: 'failed' })).toEqual(['b', 'c']);
      expect(await found({ status: 'failed' }, 'b')).toEqual(['c']);
      expect(await found({ errorCode: 'RATE_MISSING' })).toEqual(['b']);
      expect(await found({})).toEqual(['a', 'b', 'c']);
    });
  });
}

const sharesOf = (amount: string) => [
  { ...SHARE, sourceId: sourceId('ads'), amount: decimal(amount) },
  { ...SHARE, sourceId: sourceId('store'), amount: decimal('0.000000') },
];

const SHARE = { originalAmount: decimal('0.00'), originalCurrency: currency('EUR'), rate: null };
