// Coverage of a range: what is there, what was given by hand, what is not merged, what was corrected after publication.
import { describe, expect, test } from 'vitest';
import { accountDayId } from '../../../src/contract/workflow-ids.ts';
import { addDays, listDates } from '../../../src/domain/calendar/dates.ts';
import type { SourceRevenue } from '../../../src/domain/revenue/types.ts';
import { accountId, currency, date, day, decimal, merged, range, run, source, sourceId, U1 } from '../builders.ts';
import { forecast, statusChange } from '../forecast-builders.ts';
import type { ContractContext } from '../contract.ts';

const MARCH = range('2026-03-01', '2026-03-31');
const on = (text: string) => date(`2026-03-${text}`);
const SHOP = sourceId('app-store-1');
const ADS = sourceId('ad-exchange');

export function repairContract({ store }: ContractContext): void {
  const covered = async () => (await store().repair.coverage([U1], MARCH))[0];
  const save = async (...rows: readonly SourceRevenue[]) => {
    await store().revenue.saveSources(rows);
    await store().revenue.saveDays([merged(rows)]);
  };

  describe('coverage', () => {
    test('of accounts without a row is empty, in the order that was asked for', async () => {
      const ids = ['b', 'a'].map(accountId);
      const nothing = { merged: [], given: [], sources: [], unmerged: [], published: null, corrected: [] };
      expect(await store().repair.coverage(ids, MARCH)).toEqual(ids.map((id) => ({ accountId: id, ...nothing })));
      expect(await store().repair.coverage([], MARCH)).toEqual([]);
    });

    test('tells consecutive days as spans, by source and for the merged day, within the range and the account', async () => {
      const days = ['01', '02', '03', '05', '31'].map(on);
      for (const each of [...days, date('2026-02-28'), date('2026-04-01')]) await save(source({ date: each }));
      await store().revenue.saveSources([source({ date: on('03'), sourceId: ADS })]);
      await save(source({ date: on('04'), accountId: accountId('u2') }));
      const spans = [
        range('2026-03-01', '2026-03-03'),
        range('2026-03-05', '2026-03-05'),
        range('2026-03-31', '2026-03-31'),
      ];
      expect(await covered()).toMatchObject({
        merged: spans,
        given: [],
        sources: [
          { sourceId: ADS, days: [range('2026-03-03', '2026-03-03')] },
          { sourceId: SHOP, days: spans },
        ],
      });
    });

    test('joins months and years, and counts a day once however often it was corrected', async () => {
      const dates = listDates(date('2025-12-30'), date('2026-03-02'));
      for (const cents of ['1.00', '2.00']) {
        const rows = dates.map((each) => source({ date: each, amount: decimal(cents) }));
        await store().revenue.saveSources(rows);
        await store().revenue.saveDays(rows.map((row) => merged([row])));
      }
      const whole = range('2025-12-30', '2026-03-02');
      expect(await store().repair.coverage([U1], range('2025-01-01', '2026-12-31'))).toMatchObject([
        { merged: [whole], sources: [{ days: [whole] }], unmerged: [] },
      ]);
    });

    test('keeps days apart that somebody gave, by what the day is now', async () => {
      await store().revenue.saveDays([
        day({ date: on('01'), origin: 'import' }),
        day({ date: on('02'), origin: 'api' }),
        day({ date: on('03'), origin: 'sources' }),
        day({ date: on('04'), origin: 'import' }),
      ]);
      await store().revenue.saveDays([day({ date: on('04'), origin: 'sources' })]);
      expect(await covered()).toMatchObject({
        given: [range('2026-03-01', '2026-03-02')],
        merged: [range('2026-03-03', '2026-03-04')],
      });
    });
  });

  describe('days that are not merged', () => {
    test('are those whose source says something else now', async () => {
      await save(source({ date: on('01') }));
      await save(source({ date: on('02') }));
      await save(source({ date: on('03') }));
      await store().revenue.saveSources([source({ date: on('01'), amount: decimal('99.000000') })]);
      await store().revenue.saveSources([source({ date: on('02'), currency: currency('GBP') })]);
      expect((await covered())?.unmerged).toEqual([
        { sourceId: SHOP, date: '2026-03-01' },
        { sourceId: SHOP, date: '2026-03-02' },
      ]);
    });

    test('are those that lack a source which came later, and no longer once they are merged again', async () => {
      const [first, late] = [source({ date: on('01') }), source({ date: on('01'), sourceId: ADS })];
      await save(first);
      await store().revenue.saveSources([late]);
      expect((await covered())?.unmerged).toEqual([{ sourceId: ADS, date: '2026-03-01' }]);
      await save(first, late);
      expect((await covered())?.unmerged).toEqual([]);
    });

    test('are not those where only the number of items changed, nor those that somebody gave', async () => {
      await save(source({ date: on('01') }));
      await store().revenue.saveSources([source({ date: on('01'), items: 9 })]);
      await store().revenue.saveDays([day({ date: on('02'), origin: 'import', shares: [] })]);
      await store().revenue.saveSources([source({ date: on('02') })]);
      expect((await covered())?.unmerged).toEqual([]);
    });
  });

  describe('days that were corrected after publication', () => {
    const publish = async (businessDate: string, observedDays = 90) => {
      const key = { accountId: U1, businessDate: date(businessDate) };
      const [saved] = await store().forecasts.save([forecast({ ...key, observedDays })]);
      await store().forecasts.setStatus([statusChange({ ...key, revision: saved?.revision ?? 0 })]);
    };
    const correct = (text: string, amount: string) =>
      store().revenue.saveDays([day({ date: on(text), amount: decimal(amount) })]);

    test('are told against the newest published forecast, up to its business date', async () => {
      for (const text of ['01', '02', '03', '11']) await correct(text, '1.00');
      await publish('2026-03-09');
      await publish('2026-03-10');
      await store().forecasts.save([forecast({ accountId: U1, businessDate: on('12') })]);
      expect(await covered()).toMatchObject({ published: '2026-03-10', corrected: [] });
      await correct('02', '2.00');
      await correct('03', '2.00');
      await correct('11', '2.00');
      await correct('04', '2.00');
      expect(await covered()).toMatchObject({ published: '2026-03-10', corrected: ['2026-03-02', '2026-03-03'] });
    });

    test('are not told any more once the forecast was made again', async () => {
      await correct('02', '1.00');
      await publish('2026-03-10', 5);
      await correct('02', '2.00');
      await publish('2026-03-10', 6);
      expect((await covered())?.corrected).toEqual([]);
    });

    test('are not told any more when the account day ran again and forecast the same, but are when that run failed', async () => {
      await correct('02', '1.00');
      await publish('2026-03-10');
      await correct('02', '2.00');
      const later = { startedAt: '2027-01-01T00:00:00.000Z', date: on('10') };
      const id = accountDayId('daily', on('10'), U1);
      await store().runs.save(run(id, { ...later, status: 'failed' }));
      expect((await covered())?.corrected).toEqual(['2026-03-02']);
      await store().runs.save(run(id, { ...later, status: 'published' }));
      expect((await covered())?.corrected).toEqual([]);
    });

    test('leave other accounts out', async () => {
      await correct('02', '1.00');
      await publish('2026-03-10');
      await correct('02', '2.00');
      const other = accountId('u2');
      await store().revenue.saveDays([day({ accountId: other, date: addDays(on('02'), 1) })]);
      expect(await store().repair.coverage([other, U1], MARCH)).toMatchObject([
        { accountId: 'u2', published: null, corrected: [] },
        { accountId: 'u1', published: '2026-03-10', corrected: ['2026-03-02'] },
      ]);
    });
  });
}
