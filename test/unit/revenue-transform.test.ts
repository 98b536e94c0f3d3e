// From report to source revenue: what counts, what is put aside and why, and what fails the whole report.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReportedRow } from '../../src/domain/revenue/types.ts';
import { PROPERTY, anyAmount } from './money-builders.ts';
import { goodRows, report, row, transform } from './revenue-builders.ts';

const revenueOf = (rows: readonly ReportedRow[]): unknown[] =>
  transform(report(rows), '2026-11-19', '2026-11-21').days.map(({ date, amount, items }) => [date, amount, items]);

describe('the revenue of a source', () => {
  test('is one figure for every day of the range, zero included, refunds taken off', () => {
    const rows = [row('a', '4.99'), row('b', '-1.995'), row('c', '7', '2026-11-22')];
    expect(transform(report(rows), '2026-11-20', '2026-11-22')).toEqual({
      rejectedTotal: 0,
      days: [
        { ...keys, date: '2026-11-20', amount: '2.995000', items: 2 },
        { ...keys, date: '2026-11-21', amount: '0.000000', items: 0 },
        { ...keys, date: '2026-11-22', amount: '7.000000', items: 1 },
      ],
    });
  });
  const keys = {
    accountId: 'u1',
    sourceId: 'app-store-1',
    payloadId: 'payload-1',
    currency: 'EUR',
    rejected: 0,
    rejects: [],
  };

  test('may be negative on a day of refunds, and zero without any row', () => {
    expect(transform(report([row('a', '-3.50')])).days[0]?.amount).toBe('-3.500000');
    expect(transform(report([])).days).toMatchObject([{ amount: '0.000000', items: 0 }]);
  });

  test('counts a row once that came twice, however its amount is written', () => {
    const rows = [row('a', '4.9'), row('b', '1'), row('a', '4.90'), row('a', '4.900000')];
    const result = transform(report(rows, { declaredRows: 2, declaredTotal: '5.9' }));
    expect(result).toMatchObject({ rejectedTotal: 0, days: [{ amount: '5.900000', items: 2, rejected: 0 }] });
  });

  const anyRows = fc.uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1 }).filter((id) => id.trim() !== ''),
      date: fc.constantFrom('2026-11-19', '2026-11-20', '2026-11-21'),
      amount: anyAmount,
    }),
    { selector: ({ id }) => id },
  );

  test('does not depend on the order of the rows', () => {
    const anyTwoOrders = anyRows.chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
    );
    fc.assert(
      fc.property(anyTwoOrders, ([rows, shuffled]) => {
        expect(revenueOf(shuffled)).toEqual(revenueOf(rows));
      }),
      PROPERTY,
    );
  });

  test('does not change when rows are repeated anywhere in the report', () => {
    const anyRepetition = anyRows.chain((rows) => fc.tuple(fc.constant(rows), fc.subarray(rows)));
    fc.assert(
      fc.property(anyRepetition, ([rows, repeated]) => {
        const { declaredRows, declaredTotal } = report(rows);
        const again = transform(
          report([...repeated, ...rows], { declaredRows, declaredTotal }),
          '2026-11-19',
          '2026-11-21',
        );
        expect(again.days.map(({ date, amount, items }) => [date, amount, items])).toEqual(revenueOf(rows));
      }),
      PROPERTY,
    );
  });
});

describe('an unusable row', () => {
  test.each([
    ['missing-id', row(undefined, '1')],
    ['missing-id', row('  ', '1')],
    ['missing-id', row(17, '1')],
    ['invalid-date', row('bad', '1', '2026-02-30')],
    ['invalid-date', row('bad', '1', 20261120)],
    ['date-out-of-range', row('bad', '1', '2026-11-19')],
    ['date-out-of-range', row('bad', '1', '2026-11-21')],
    ['invalid-amount', row('bad', 'abc')],
    ['invalid-amount', row('bad', 4.99)],
    ['invalid-amount', row('bad', '1e3')],
    ['invalid-amount', row('bad', undefined)],
  ])('is put aside as %s and does not count: %j', (reason, bad) => {
    const { days, rejectedTotal } = transform(report([...goodRows(99), bad]));
    expect(rejectedTotal).toBe(1);
    const id = bad.id === 'bad' ? 'bad' : null;
    expect(days).toMatchObject([{ amount: '99.000000', items: 99, rejected: 1, rejects: [{ row: 99, id, reason }] }]);
  });

  test('is put aside when it contradicts the first row of its id, whatever the source counted', () => {
    const rows = [...goodRows(99), row('a', '5'), row('a', '6')];
    const readings = [
      { declaredRows: 100, declaredTotal: '104' },
      { declaredRows: 101, declaredTotal: '110' },
    ];
    for (const stated of readings) {
      expect(transform(report(rows, stated)).days).toMatchObject([
        { amount: '104.000000', items: 100, rejects: [{ row: 100, id: 'a', reason: 'conflicting-duplicate' }] },
      ]);
    }
  });

  test('is put aside once when it came twice', () => {
    const rows = [...goodRows(99), row('bad', 'abc'), row('bad', 'abc')];
    expect(transform(report(rows, { declaredRows: 100 })).rejectedTotal).toBe(1);
  });

  test('is listed on its own day, or on the first one when its date is of no use', () => {
    const bad = [row('x', 'abc', '2026-11-21'), row('y', '1', 'soon'), row('z', '1', '2026-12-01')];
    const { days } = transform(report([...goodRows(300), ...bad]), '2026-11-20', '2026-11-21');
    expect(days.map(({ rejects }) => rejects.map(({ id }) => id))).toEqual([['y', 'z'], ['x']]);
  });

  test('is counted but no longer listed beyond the fiftieth of a day', () => {
    const bad = Array.from({ length: 60 }, (_, n) => row(`bad-${n}`, 'abc'));
    const [only] = transform(report([...goodRows(6000), ...bad])).days;
    expect(only?.rejected).toBe(60);
    expect(only?.rejects.map(({ id }) => id)).toEqual(bad.slice(0, 50).map(({ id }) => id));
  });
});
