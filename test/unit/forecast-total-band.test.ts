// The band of a total: as wide as it had to be for the totals of the days before.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TOTAL_BAND_DAYS_MIN, totalBandScale, type TotalDay } from '../../src/domain/forecast/total-band.ts';
import type { OverviewDay } from '../../src/operations/overview-days.ts';
import { scaleBands } from '../../src/operations/total-bands.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { decimal, isoDate } from '../helpers/builders.ts';

/** A day whose total missed the forecast of 100 by so much; its added bounds are 60 below and 20 above. */
const missedBy = (error: number): TotalDay => ({ fact: 100 + error, forecast: 100, lo80: 40, hi80: 120 });

describe('the scale of a band', () => {
  test('is the error that four of five days stayed below, in widths of its own side', () => {
    const below = Array.from({ length: 24 }, (_, index) => missedBy(-index));
    const above = Array.from({ length: 25 }, (_, index) => missedBy(index / 3));
    // 50 steps of 1/60 on both sides but for the one that both begin with.
    expect(totalBandScale([...below, ...above])).toBeCloseTo(19 / 60, 10);
  });

  test('is above 1 where totals erred more than all bounds together', () => {
    expect(totalBandScale(Array.from({ length: 30 }, () => missedBy(30)))).toBeCloseTo(1.5, 10);
  });

  test('is not known from fewer than four weeks, nor from days without a width', () => {
    const days = Array.from({ length: TOTAL_BAND_DAYS_MIN }, () => missedBy(5));
    expect(totalBandScale(days)).not.toBeNull();
    expect(totalBandScale(days.slice(1))).toBeNull();
    const flat = { fact: 100, forecast: 100, lo80: 100, hi80: 100 };
    expect(totalBandScale([...days.slice(1), flat])).toBeNull();
  });

  test('is wider where a day missed a band that had no width on its side', () => {
    const days = Array.from({ length: 40 }, (_, index) => missedBy(index / 4));
    const missed = { fact: 90, forecast: 100, lo80: 100, hi80: 120 };
    const without = totalBandScale(days) ?? 0;
    expect(totalBandScale([...days, missed, missed, missed])).toBeGreaterThan(without);
  });

  test('is not known where such days are more than one in five: no scale would have held them', () => {
    const days = Array.from({ length: 30 }, (_, index) => missedBy(index / 4));
    const missed = Array.from({ length: 10 }, () => ({ fact: 90, forecast: 100, lo80: 100, hi80: 100 }));
    expect(totalBandScale([...days, ...missed])).toBeNull();
  });

  test('holds at least four of five of the days it comes from, whatever they were', () => {
    const days = fc.array(fc.double({ min: -200, max: 200, noNaN: true }), { minLength: 28, maxLength: 56 });
    fc.assert(
      fc.property(days, (errors) => {
        const scale = totalBandScale(errors.map(missedBy)) ?? 0;
        const inside = errors.filter((error) => error <= scale * 20 + 1e-9 && error >= -scale * 60 - 1e-9);
        expect(inside.length).toBeGreaterThanOrEqual(0.8 * errors.length);
      }),
      { seed: 20_261_126 },
    );
  });
});

const FIRST = isoDate('2026-09-01');
const band = { lo80: decimal('40.00'), hi80: decimal('120.00'), method: 'sum-of-bounds' } as const;

function aDay(index: number, error: number | null, accounts = 20): OverviewDay {
  const fact = error === null ? null : decimal((100 + error).toFixed(2));
  const compared =
    fact === null || error === null
      ? null
      : { fact, forecast: decimal('100.00'), error: decimal(error.toFixed(2)), accounts };
  return {
    date: addDays(FIRST, index),
    currencies: [
      {
        currency: 'EUR',
        fact: fact === null ? null : { amount: fact, accounts },
        forecast: { amount: decimal('100.00'), accounts: 20, band },
        compared,
        sources: [],
      },
    ],
    accounts: null,
  };
}

const bandsOf = (days: readonly OverviewDay[]) =>
  scaleBands(days).map(({ currencies }) => currencies[0]?.forecast?.band ?? null);

describe('bands of totals', () => {
  test('go by the days before each of them, and add bounds up until enough are known', () => {
    const days = [...Array.from({ length: 30 }, (_, index) => aDay(index, 5)), aDay(30, null), aDay(31, null)];
    const bands = bandsOf(days);
    const measured = { lo80: '85.00', hi80: '105.00', method: 'measured' };
    expect(bands.slice(0, 28)).toEqual(Array(28).fill(band));
    expect(bands.slice(28)).toEqual(Array(4).fill(measured));
  });

  test('learn nothing from days on which many accounts have no revenue', () => {
    const days = [...Array.from({ length: 30 }, (_, index) => aDay(index, 5, 18)), aDay(30, null)];
    expect(bandsOf(days)).toEqual(Array(31).fill(band));
  });

  test('leave alone what is no total, or has no band', () => {
    const days = Array.from({ length: 30 }, (_, index) => aDay(index, 5));
    const own = { ...band, method: 'account' } as const;
    const withBand = (changed: typeof own | null): OverviewDay => ({
      ...aDay(30, null),
      currencies: aDay(30, null).currencies.map((one) => ({
        ...one,
        forecast: one.forecast && { ...one.forecast, band: changed },
      })),
    });
    expect(bandsOf([...days, withBand(own)]).at(-1)).toEqual(own);
    expect(bandsOf([...days, withBand(null)]).at(-1)).toBeNull();
  });
});
