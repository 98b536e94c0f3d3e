// Accounts that look alike, and what is stored of each whatever was written in which order.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Account } from '../../../src/domain/account.ts';
import { listDates } from '../../../src/domain/calendar/dates.ts';
import type { IsoDate } from '../../../src/domain/ids.ts';
import { spansOf } from '../../../src/domain/repair/coverage.ts';
import type { DateRange } from '../../../src/ports/revenue-source.ts';
import type { AccountFilter } from '../../../src/ports/store.ts';
import { account, accountId, cutoffs, date, DAY, day, decimal, merged, range, source, sourceId } from '../builders.ts';
import type { ContractContext } from '../contract.ts';
import { forecast, statusChange } from '../forecast-builders.ts';

const MARCH = range('2026-03-01', '2026-03-31');
const on = (text: string) => date(`2026-03-${text}`);
const SHOP = sourceId('app-store-1');
const ADS = sourceId('ad-exchange');

export function alikeContract({ store }: ContractContext): void {
  describe('accounts that look alike', () => {
    const alike = (filter: AccountFilter = {}, of: DateRange | null = MARCH) => store().repair.alike(filter, of);
    const add = async (id: string, differences: Partial<Account> = {}) => {
      await store().accounts.add(account(id, differences));
      return accountId(id);
    };
    const earn = (id: string, ...dates: readonly IsoDate[]) =>
      Promise.all(
        dates.map(async (each) => {
          const row = source({ accountId: accountId(id), date: each });
          await store().revenue.saveSources([row]);
          await store().revenue.saveDays([merged([row])]);
        }),
      );

    test('come together, by settings and by what is stored of the range', async () => {
      for (const id of ['c', 'a', 'b', 'empty']) await add(id);
      await add('elsewhere', { timeZone: 'Asia/Tokyo' });
      await earn('c', on('01'));
      for (const id of ['a', 'b', 'elsewhere']) {
        await earn(id, on('01'));
        await earn(id, on('02'));
      }
      await earn('b', date('2026-02-27'));
      const { sources, convertCurrency, historyDepthDays, timeZone } = account('a');
      const groups = await alike();
      expect(groups).toHaveLength(4);
      expect(groups).toContainEqual({
        settings: { sources, convertCurrency, historyDepthDays, timeZone },
        coverage: {
          merged: [range('2026-03-01', '2026-03-02')],
          given: [],
          sources: [{ sourceId: SHOP, days: [range('2026-03-01', '2026-03-02')] }],
          unmerged: [],
          published: null,
          corrected: [],
        },
        accounts: ['a', 'b'],
      });
      expect(groups.map(({ accounts }) => accounts.join()).sort()).toEqual(['a,b', 'c', 'elsewhere', 'empty']);
    });

    test('are those of the filter, without archived ones, and none where there are none', async () => {
      await add('a', { cohort: 'small' });
      await add('b');
      await add('gone', { status: 'archived' });
      const ids = async (filter: AccountFilter) => (await alike(filter)).flatMap(({ accounts }) => accounts).sort();
      expect(await ids({})).toEqual(['a', 'b']);
      expect(await ids({ cohort: 'small' })).toEqual(['a']);
      expect(await ids({ accounts: [accountId('b'), accountId('nobody')] })).toEqual(['b']);
      expect(await ids({ cohort: 'nobody' })).toEqual([]);
    });

    test('are told by their settings alone when no range is asked for', async () => {
      await add('a');
      await add('b');
      await earn('b', on('01'));
      expect(await alike({}, null)).toMatchObject([{ coverage: { merged: [], sources: [] }, accounts: ['a', 'b'] }]);
    });

    test('stay apart when a day was corrected since the forecast was published, and only then', async () => {
      for (const id of ['a', 'b', 'c']) {
        const key = { accountId: await add(id), businessDate: on('10') };
        await store().revenue.saveDays([day({ accountId: key.accountId, date: on('02'), amount: decimal('1.00') })]);
        // What was corrected before is in the forecast.
        await store().revenue.saveDays([day({ accountId: key.accountId, date: on('02'), amount: decimal('2.00') })]);
        const [saved] = await store().forecasts.save([forecast(key)]);
        await store().forecasts.setStatus([statusChange({ ...key, revision: saved?.revision ?? 0 })]);
      }
      expect(await alike()).toMatchObject([
        { accounts: ['a', 'b', 'c'], coverage: { published: null, corrected: [] } },
      ]);
      await store().revenue.saveDays([day({ accountId: accountId('b'), date: on('02'), amount: decimal('3.00') })]);
      expect(await alike()).toMatchObject([
        { accounts: ['a', 'c'], coverage: { published: null, corrected: [] } },
        { accounts: ['b'], coverage: { published: '2026-03-10', corrected: ['2026-03-02'] } },
      ]);
      expect(await alike({}, range('2026-03-03', '2026-03-31'))).toHaveLength(1);
    });

    test('are no longer told of days that were deleted, with the account or for their age', async () => {
      await add('a');
      for (const each of ['2026-03-09', '2026-03-10', '2026-03-11']) await earn('a', date(each));
      await store().applyRetention(cutoffs({ revenueBefore: DAY }));
      const kept = {
        merged: [range('2026-03-10', '2026-03-11')],
        sources: [{ days: [range('2026-03-10', '2026-03-11')] }],
      };
      expect(await alike()).toMatchObject([{ coverage: kept }]);
      await store().accounts.save(account('a', { status: 'archived' }));
      await store().purgeAccount(accountId('a'));
      await add('a');
      expect(await alike()).toMatchObject([{ coverage: { merged: [], sources: [] }, accounts: ['a'] }]);
    });
  });

  test('whatever was written in which order, the coverage says what the rows say', async () => {
    const dates = listDates(date('2026-02-26'), date('2026-03-05'));
    const write = fc.record({
      at: fc.nat({ max: dates.length - 1 }),
      days: fc.integer({ min: 1, max: 4 }),
      source: fc.constantFrom(SHOP, ADS),
      cents: fc.integer({ min: 1, max: 3 }),
      kind: fc.constantFrom('said', 'merged', 'given'),
    });
    let accounts = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 12 }), async (writes) => {
        const id = accountId(`any-${accounts++}`);
        for (const { at, days, source: from, cents, kind } of writes) {
          const amount = decimal(`${cents}.00`);
          const of = dates.slice(at, at + days).map((each) => ({ accountId: id, date: each, amount }));
          const said = of.map((each) => source({ ...each, sourceId: from }));
          // A day is merged from what is stored.
          if (kind !== 'given') await store().revenue.saveSources(said);
          if (kind === 'merged') await store().revenue.saveDays(said.map((each) => merged([each])));
          if (kind === 'given') await store().revenue.saveDays(of.map((each) => day({ ...each, origin: 'import' })));
        }
        const all = range('2026-02-27', '2026-03-04');
        const [found] = await store().repair.coverage([id], all);
        const stored = await store().revenue.listDays(id, all);
        const said = await store().revenue.listSources(id, all);
        expect(found).toEqual({
          accountId: id,
          merged: spansOf(stored.filter(({ origin }) => origin === 'sources').map((each) => each.date)),
          given: spansOf(stored.filter(({ origin }) => origin !== 'sources').map((each) => each.date)),
          sources: [ADS, SHOP].flatMap((each) => {
            const days = spansOf(said.filter((row) => row.sourceId === each).map((row) => row.date));
            return days.length === 0 ? [] : [{ sourceId: each, days }];
          }),
          unmerged: said
            .filter((row) =>
              stored.some(
                ({ date: on_, origin, shares }) =>
                  on_ === row.date &&
                  origin === 'sources' &&
                  !shares.some((share) => share.sourceId === row.sourceId && share.originalAmount === row.amount),
              ),
            )
            .map((row) => ({ sourceId: row.sourceId, date: row.date })),
          published: null,
          corrected: [],
        });
      }),
      { numRuns: 20, seed: 13 },
    );
  });
}
