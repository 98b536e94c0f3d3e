// Four formats, one shape: rows are found wherever the source put them, and left to be judged later.
import { describe, expect, test } from 'vitest';
import { readAdExchangeTable } from '../../src/domain/revenue/dialects/ad-exchange-table.ts';
import { readStoreDaily } from '../../src/domain/revenue/dialects/store-daily.ts';
import { readStoreFlat } from '../../src/domain/revenue/dialects/store-flat.ts';
import { readStoreMicros } from '../../src/domain/revenue/dialects/store-micros.ts';
import { daily, flat, micros, refusalOf, table, transaction } from './revenue-pages.ts';

describe('the table of the ad exchange', () => {
  test('is joined from all pages, with columns found by name on each', () => {
    const turned = table({ columns: ['earnings', 'date', 'row_id'], rows: [['2', '2026-11-21', 'x-2']] });
    expect(readAdExchangeTable([table(), turned])).toEqual({
      currency: 'USD',
      declaredRows: 2,
      declaredTotal: '3.345678',
      rows: [
        { id: 'x-1', date: '2026-11-20', amount: '1.345678' },
        { id: 'x-2', date: '2026-11-21', amount: '2' },
      ],
    });
  });

  test('leaves short and strange rows to be judged later', () => {
    const { rows } = readAdExchangeTable([table({ rows: [['2026-11-20', 'x-1'], 'nonsense', null] })]);
    expect(rows).toEqual([
      { id: 'x-1', date: '2026-11-20', amount: undefined },
      { id: undefined, date: undefined, amount: undefined },
      { id: undefined, date: undefined, amount: undefined },
    ]);
  });

  test.each([
    ['currency', { currency: 'EUR' }],
    ['row count', { rowCount: 3 }],
    ['control total', { controlTotal: '3.345679' }],
  ])('is refused when its pages state another %s', (figure, change) => {
    expect(refusalOf(() => readAdExchangeTable([table(), table(change)]))).toMatchObject({
      code: 'SOURCE_SCHEMA_INVALID',
      facts: { page: 2, expected: `the ${figure} of the first page` },
    });
  });

  test.each([[['date', 'row_id']], [['date', 'row_id', 'earnings', 'earnings']]])(
    'is refused without exactly one column of earnings: %j',
    (columns) => {
      expect(refusalOf(() => readAdExchangeTable([table({ columns })])).facts).toEqual({
        page: 1,
        path: 'report.columns',
        expected: 'one column "earnings"',
      });
    },
  );
});

describe('the flat list of app store 1', () => {
  test('is read with refunds as they are, negative', () => {
    expect(readStoreFlat([flat()])).toEqual({
      currency: 'EUR',
      declaredRows: 2,
      declaredTotal: '3.00',
      rows: [
        { id: 's1-1', date: '2026-11-20', amount: '4.99' },
        { id: 's1-2', date: '2026-11-20', amount: '-1.99' },
      ],
    });
  });

  test('leaves strange sales to be judged later', () => {
    const { rows } = readStoreFlat([flat({ sales: [7, { id: 's1-1', proceeds: 4.99 }] })]);
    expect(rows).toEqual([{}, { id: 's1-1', amount: 4.99 }]);
  });

  test('is refused when it comes in two pages', () => {
    expect(refusalOf(() => readStoreFlat([flat(), flat()])).code).toBe('SOURCE_SCHEMA_INVALID');
  });
});

describe('the transactions of app store 2', () => {
  test('become decimal text, refunds negative, over all pages', () => {
    const refund = transaction({ transaction_id: 's2-2', type: 'REFUND', amount_micros: '7990000' });
    expect(readStoreMicros([micros([transaction()]), micros([refund])])).toEqual({
      currency: 'USD',
      declaredRows: 2,
      declaredTotal: '-3.000000',
      rows: [
        { id: 's2-1', date: '2026-11-20', amount: '4.990000' },
        { id: 's2-2', date: '2026-11-20', amount: '-7.990000' },
      ],
    });
  });

  test.each([
    ['no number', { amount_micros: 'abc' }, 'abc'],
    ['a JSON number', { amount_micros: 4990000 }, 4990000],
    ['decimal text', { amount_micros: '4.99' }, null],
    ['a negative sale', { amount_micros: '-4990000' }, null],
    ['a negative refund', { type: 'REFUND', amount_micros: '-4990000' }, null],
    ['an unknown type', { type: 'CHARGEBACK' }, null],
    ['more than anyone earns', { amount_micros: '1'.repeat(22) }, '1'.repeat(22)],
  ])('with %s keep a value that is no amount', (_, change, amount) => {
    expect(readStoreMicros([micros([transaction(change)])]).rows[0]?.amount).toBe(amount);
  });

  test('are refused when a page states another total', () => {
    const other = micros([], { net_total_micros: '1' });
    expect(refusalOf(() => readStoreMicros([micros([]), other])).facts).toMatchObject({ page: 2 });
  });

  test('are refused when the total is no count of micros', () => {
    expect(refusalOf(() => readStoreMicros([micros([], { net_total_micros: '1.5' })])).facts).toMatchObject({
      path: 'meta.net_total_micros',
    });
  });
});

describe('the daily export of app store 3', () => {
  test('is read day by day, refunds negative', () => {
    expect(readStoreDaily([daily()])).toEqual({
      currency: 'GBP',
      declaredRows: 2,
      declaredTotal: '3.00',
      rows: [
        { id: 's3-1', date: '2026-11-20', amount: '4.99' },
        { id: 's3-2', date: '2026-11-20', amount: '-1.990000' },
      ],
    });
  });

  test('may lack days, or one of the two lists', () => {
    expect(readStoreDaily([daily({ days: {} })]).rows).toEqual([]);
    expect(readStoreDaily([daily({ days: { '2026-11-20': {} } })]).rows).toEqual([]);
  });

  test.each([
    ['purchases', '-4.99'],
    ['refunds', '-4.99'],
    ['refunds', 'abc'],
    ['purchases', 4.99],
  ])('keeps %s of %j as a value that is no amount', (list, value) => {
    const { rows } = readStoreDaily([daily({ days: { '2026-11-20': { [list]: [{ ref: 's3-1', value }] } } })]);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.amount === null || rows[0]?.amount === value).toBe(true);
    expect(rows[0]?.amount).not.toBe('-4.99');
    expect(rows[0]?.amount).not.toBe('4.99');
  });
});
