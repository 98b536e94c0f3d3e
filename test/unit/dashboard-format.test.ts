// How the dashboard writes amounts, shares, dates and times.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  daysBetween,
  formatDate,
  formatDayMonth,
  formatDuration,
  formatFarInstant,
  formatInstant,
  isDate,
} from '../../src/dashboard/format/dates.ts';
import {
  amountOf,
  formatAlike,
  formatAmount,
  formatComputed,
  formatChange,
  formatPercent,
  formatShort,
  formatSigned,
  formatSignedPercent,
} from '../../src/dashboard/format/money.ts';

describe('amounts', () => {
  test.each([
    ['0', '0'],
    ['999.5', '999.5'],
    ['1234567.50', '1,234,567.50'],
    ['-1234.00', '−1,234.00'],
    ['999999999999999.999999', '999,999,999,999,999.999999'],
  ])('are grouped and keep every digit: %s', (text, shown) => {
    expect(formatAmount(text)).toBe(shown);
  });

  test('lose nothing to the grouping', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 15n), 10n ** 15n), (whole) => {
        expect(formatAmount(`${whole}.25`).replaceAll(',', '').replace('−', '-')).toBe(`${whole}.25`);
      }),
    );
  });

  test('that were added up have the same digits one below the other: those of their currency, or none where they are large', () => {
    expect(formatAlike([1_234.5, 20], 'EUR')).toEqual(['1,234.50', '20.00']);
    expect(formatAlike([273_218.3, 76_193.92, -5.2], 'EUR')).toEqual(['273,218', '76,194', '−5']);
    expect(formatAlike([1_234.4, 20], 'JPY')).toEqual(['1,234', '20']);
    expect(formatAlike([], 'EUR')).toEqual([]);
    expect([formatAlike([-0.4, 200_000], 'EUR'), formatComputed(-0.001, 'EUR')]).toEqual([['0', '200,000'], '0.00']);
    expect([formatComputed(31.466, 'EUR'), formatComputed(31.466, 'JPY'), formatComputed(null, 'EUR')]).toEqual([
      '31.47',
      '31',
      '–',
    ]);
    expect([formatComputed(-0.004, 'EUR'), ...formatAlike([-0.004, -0.006], 'EUR')]).toEqual(['0.00', '0.00', '−0.01']);
  });

  test('carry their sign where they are a difference', () => {
    expect(['1234.5', '-20.00', '0.00'].map(formatSigned)).toEqual(['+1,234.5', '−20.00', '0.00']);
  });

  test('that are not there are a dash', () => {
    expect([amountOf(null), amountOf(undefined), amountOf({ amount: '1000' })]).toEqual(['–', '–', '1,000']);
  });

  test.each([
    [0, '0'],
    [950, '950'],
    [1_500, '1.5k'],
    [20_000, '20k'],
    [123_456_789, '123M'],
    [-2_500_000_000, '−2.5B'],
  ])('on an axis are short: %d', (value, shown) => {
    expect(formatShort(value)).toBe(shown);
  });
});

describe('shares', () => {
  test.each([
    [100, 103.2, '+3.2 %'],
    [100, 96, '−4.0 %'],
    [100, 100.01, '0.0 %'],
    [-100, -50, '+50.0 %'],
    [10, 45, '+350 %'],
  ])('of a change from %d to %d are signed', (from, to, shown) => {
    expect(formatChange(from, to)).toBe(shown);
  });

  test('of nothing are none', () => {
    expect(formatChange(0, 5)).toBeNull();
  });

  test('keep a digit while they are small', () => {
    expect([formatPercent(0.027), formatPercent(0.451), formatSignedPercent(-0.0004)]).toEqual([
      '2.7 %',
      '45 %',
      '0.0 %',
    ]);
  });
});

describe('dates', () => {
  test('are calendar days, whatever the zone of the machine', () => {
    expect(formatDate('2026-11-21')).toBe('Sat, 21 Nov 2026');
    expect(formatDayMonth('2026-03-01')).toBe('1 Mar');
  });

  test('step over months, leap days and the hours that zones skip', () => {
    expect([addDays('2028-02-28', 1), addDays('2026-03-28', 2), addDays('2026-01-01', -1)]).toEqual([
      '2028-02-29',
      '2026-03-30',
      '2025-12-31',
    ]);
    expect(daysBetween('2026-03-01', '2026-04-01')).toBe(31);
  });

  test.each([
    ['2026-11-21', true],
    ['2026-02-30', false],
    ['2026-1-1', false],
    ['21.11.2026', false],
  ])('are real ones only: %s', (text, isReal) => {
    expect(isDate(text)).toBe(isReal);
  });

  test('instants carry the zone they are shown in', () => {
    expect(formatInstant('2026-11-22T06:05:00Z', 'Europe/Berlin')).toBe('22 Nov, 07:05 CET');
    expect(formatFarInstant('2025-11-22T06:05:00Z', 'Europe/Berlin')).toBe('22 Nov 2025, 07:05 CET');
  });

  test.each([
    [0, '0 s'],
    [51, '< 1 s'],
    [900, '1 s'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
    [-5, '0 s'],
  ])('durations are as long as they need: %d ms', (ms, shown) => {
    expect(formatDuration(ms)).toBe(shown);
  });
});
