// A CSV that is forecast on the spot: series per account, exact sums, and every bad line with its reason.
import { describe, expect, test } from 'vitest';
import { judgeSeriesRows } from '../../src/domain/import/series-csv.ts';

const judge = (header: string, ...rows: readonly string[]) =>
  judgeSeriesRows(
    header.split(','),
    rows.map((row, index) => ({ line: index + 2, cells: row.split(',') })),
  );

describe('a file of dates and revenue', () => {
  test('is one series, oldest day first, in no currency', () => {
    expect(judge('date,revenue', '2026-11-02,2.5', '2026-11-01,1')).toEqual({
      series: [
        {
          name: 'series',
          currency: null,
          points: [
            { date: '2026-11-01', revenue: 1 },
            { date: '2026-11-02', revenue: 2.5 },
          ],
        },
      ],
      rejected: [],
      repeatedLines: [],
      ignoredColumns: [],
    });
  });

  test('may name a currency, and keeps that of the first good line', () => {
    const { series, rejected } = judge(
      'Date,Revenue,Currency',
      '2026-11-01,x,USD',
      '2026-11-02,2,EUR',
      '2026-11-03,3,USD',
    );
    expect(series).toMatchObject([{ currency: 'EUR', points: [{ date: '2026-11-02' }] }]);
    expect(rejected.map(({ line, code }) => [line, code])).toEqual([
      [2, 'invalid-amount'],
      [4, 'currency-mismatch'],
    ]);
  });

  test('may have other columns, which are named and not read', () => {
    const { series, ignoredColumns } = judge('date,orders,revenue', '2026-11-01,77,5');
    expect(series).toMatchObject([{ points: [{ revenue: 5 }] }]);
    expect(ignoredColumns).toEqual(['orders']);
  });

  test('may hold 20 years of days', () => {
    const rows = Array.from({ length: 7305 }, (_, index) => {
      const date = new Date(Date.UTC(2006, 10, 1 + index)).toISOString().slice(0, 10);
      return `${date},${index}`;
    });
    expect(judge('date,revenue', ...rows).series[0]?.points).toHaveLength(7305);
  });

  test.each([
    ['2026-13-01,5', 'invalid-date'],
    ['2026-11-01,NaN', 'invalid-amount'],
    ['2026-11-01', 'wrong-cell-count'],
    ['2026-11-01,5,6', 'wrong-cell-count'],
  ])('keeps the line %s aside as %s', (row, code) => {
    const { series, rejected } = judge('date,revenue', row);
    expect(series).toEqual([]);
    expect(rejected).toMatchObject([{ line: 2, code }]);
  });

  test('counts a repeated line once and rejects another figure for the same day', () => {
    const { series, rejected, repeatedLines } = judge('date,revenue', '2026-11-01,5', '2026-11-01,5.0', '2026-11-01,6');
    expect(series[0]?.points).toEqual([{ date: '2026-11-01', revenue: 5 }]);
    expect(repeatedLines).toEqual([3]);
    expect(rejected).toMatchObject([{ line: 4, code: 'conflicting-duplicate' }]);
  });

  test.each([
    ['date', /no column "revenue"/],
    ['day,revenue', /no column "date"; expected are date,revenue,\[account\],\[currency\],\[source\]/],
    ['date\trevenue', /separated by/],
  ])('with the header %j is refused as a whole', (header, message) => {
    expect(() => judge(header)).toThrow(
      expect.objectContaining({ code: 'INVALID_CSV', message: expect.stringMatching(message) }),
    );
  });
});

describe('a file of several accounts', () => {
  test('is one series for each, in the order of the file', () => {
    const { series } = judge('account,date,revenue', 'Shop B,2026-11-01,1', ',2026-11-01,2', 'Shop B,2026-11-02,3');
    expect(series.map(({ name, points }) => [name, points.length])).toEqual([
      ['Shop B', 2],
      ['series', 1],
    ]);
  });

  test('adds up the sources of a day exactly', () => {
    const { series } = judge(
      'account,date,revenue,currency,source',
      'a,2026-11-01,0.1,EUR,web',
      'a,2026-11-01,0.2,EUR,kiosk',
      'a,2026-11-01,-0.3,EUR,',
    );
    expect(series).toEqual([{ name: 'a', currency: 'EUR', points: [{ date: '2026-11-01', revenue: 0 }] }]);
  });

  test('may have a currency for each account', () => {
    const { series, rejected } = judge('account,date,revenue,currency', 'a,2026-11-01,1,EUR', 'b,2026-11-01,1,JPY');
    expect(series.map(({ currency }) => currency)).toEqual(['EUR', 'JPY']);
    expect(rejected).toEqual([]);
  });

  test.each([['\u001b[31mred'], ['x'.repeat(81)]])('rejects the unprintable or endless name %j', (name) => {
    expect(judge('account,date,revenue', `${name},2026-11-01,1`).rejected).toMatchObject([{ code: 'invalid-account' }]);
  });
});
