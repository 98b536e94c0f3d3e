// When a whole report is refused: too many bad rows, or figures that do not add up.
import { describe, expect, test } from 'vitest';
import { goodRows, report, row, transform } from './revenue-builders.ts';

describe('a report fails', () => {
  test('when more than one row in a hundred is unusable, with the first reasons', () => {
    const rows = [row('a', 'abc'), ...goodRows(197), row('b', '1', 'soon'), row(null, '1')];
    expect(() => transform(report(rows))).toThrow(
      expect.objectContaining({
        code: 'TOO_MANY_REJECTS',
        facts: {
          source: 'app-store-1',
          rejected: 3,
          rows: 200,
          first: 'row 0: invalid-amount, row 198: invalid-date, row 199: missing-id',
        },
      }),
    );
  });

  test('only then: two in two hundred are borne', () => {
    const rows = [row('a', 'abc'), ...goodRows(198), row('b', '1', 'soon')];
    expect(transform(report(rows)).rejectedTotal).toBe(2);
  });

  test.each([
    ['a row is missing', { declaredRows: 100, declaredTotal: '100.000000' }],
    ['only the count differs', { declaredRows: 100, declaredTotal: '99.000000' }],
    ['only the total differs, by a millionth', { declaredRows: 99, declaredTotal: '99.000001' }],
  ])('when %s, with both figures', (_, stated) => {
    expect(() => transform(report(goodRows(99), stated))).toThrow(
      expect.objectContaining({
        code: 'CONTROL_TOTAL_MISMATCH',
        facts: {
          source: 'app-store-1',
          ...stated,
          countedRows: 99,
          countedTotal: '99.000000',
        },
      }),
    );
  });

  test('when it fits the one reading of contradicting rows by count and the other by total', () => {
    const rows = [...goodRows(99), row('a', '5'), row('a', '6')];
    expect(() => transform(report(rows, { declaredRows: 100, declaredTotal: '110' }))).toThrow(
      expect.objectContaining({ code: 'CONTROL_TOTAL_MISMATCH' }),
    );
  });

  test('when rejected rows with an amount are not part of the declared total', () => {
    const rows = [...goodRows(99), row('late', '5', '2026-12-01')];
    expect(() => transform(report(rows, { declaredTotal: '99' }))).toThrow(
      expect.objectContaining({ code: 'CONTROL_TOTAL_MISMATCH' }),
    );
  });

  test('by its row count alone when a rejected row hides its amount', () => {
    const rows = [...goodRows(99), row('a', 'abc')];
    expect(transform(report(rows, { declaredTotal: '104' })).rejectedTotal).toBe(1);
    expect(() => transform(report(rows, { declaredRows: 101 }))).toThrow(
      expect.objectContaining({
        code: 'CONTROL_TOTAL_MISMATCH',
        facts: expect.objectContaining({ countedTotal: null }),
      }),
    );
  });

  test.each([
    ['UNKNOWN_CURRENCY', { currency: 'EURO' }],
    ['SOURCE_SCHEMA_INVALID', { declaredTotal: '1,00' }],
  ])('with %s when it states %j', (code, stated) => {
    expect(() => transform(report([row('a', '1')], stated))).toThrow(expect.objectContaining({ code }));
  });

  test('when it is asked for a range that ends before it begins', () => {
    expect(() => transform(report([]), '2026-11-20', '2026-11-19')).toThrow(
      expect.objectContaining({ code: 'INVALID_DATE' }),
    );
  });
});
