// An envelope of another form is refused with the place of the difference, and never quoted.
import { describe, expect, test } from 'vitest';
import { readAdExchangeTable } from '../../src/domain/revenue/dialects/ad-exchange-table.ts';
import { readStoreDaily } from '../../src/domain/revenue/dialects/store-daily.ts';
import { readStoreFlat } from '../../src/domain/revenue/dialects/store-flat.ts';
import { readStoreMicros } from '../../src/domain/revenue/dialects/store-micros.ts';
import { daily, flat, refusalOf } from './revenue-pages.ts';

describe('an envelope that is not the documented one', () => {
  test.each([
    ['no page at all', () => readAdExchangeTable([]), ''],
    ['another table', () => readAdExchangeTable(['{"unexpected":true}']), 'report'],
    ['a list', () => readStoreFlat(['[]']), ''],
    ['a negative count', () => readStoreFlat([flat({ count: -1 })]), 'count'],
    ['a total that is a number', () => readStoreFlat([flat({ total: 3 })]), 'total'],
    ['a total that is no decimal', () => readStoreFlat([flat({ total: '3,00' })]), 'total'],
    ['no currency', () => readStoreFlat([flat({ currency: '' })]), 'currency'],
    ['no transactions', () => readStoreMicros(['{"meta":{}}']), 'data'],
    ['days as a list', () => readStoreDaily([daily({ days: [] })]), 'export.days'],
    [
      'purchases as text',
      () => readStoreDaily([daily({ days: { x: { purchases: 'p' } } })]),
      'export.days.x.purchases',
    ],
  ])('such as %s is refused with its place', (_, read, path) => {
    const refusal = refusalOf(read);
    expect(refusal.code).toBe('SOURCE_SCHEMA_INVALID');
    expect(refusal.facts['path']).toBe(path);
    expect(refusal.message).toMatch(/^Page \d+ of the report.*: expected \S/);
    expect(refusal.message).not.toMatch(/Invalid|Too small|expected expected/);
  });

  test('is never quoted in the error, not even when it is no JSON', () => {
    const refusal = refusalOf(() => readStoreFlat(['<html>customer 4711 owes us</html>']));
    expect(refusal.message).toBe('Page 1 of the report: expected JSON (got 34 characters of something else).');
    expect(JSON.stringify([refusal, refusal.stack])).not.toContain('4711');
  });
});
