// The gate of one account's forecast: what it holds, what it only says, and that it lets plausible forecasts pass.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../src/domain/calendar/dates.ts';
import type { ForecastUnderTest } from '../../src/domain/forecast/gates/types.ts';
import type { Case } from './gates-builders.ts';
import { BUSINESS_DATE, forecastOf, foundBy, judge, repeat } from './gates-builders.ts';

const RUNS = { seed: 20261123, numRuns: 200 };

/** Four calm weeks with a weekly profile, and the week that follows. */
const WEEK = [100, 110, 105, 120, 130, 80, 70];
const CALM = [WEEK, WEEK, WEEK, WEEK].flatMap((week, index) => week.map((value) => value + 2 * index));
const calm = (change: Partial<Case> = {}): ForecastUnderTest =>
  forecastOf({ values: CALM, means: WEEK, width80: 20, ...change });
/** The calm forecast with one step changed. */
const withStep = (index: number, change: Partial<ForecastUnderTest['steps'][number]>): ForecastUnderTest => ({
  ...calm(),
  steps: calm().steps.map((step, at) => (at === index ? { ...step, ...change } : step)),
});

describe('a plausible forecast is published', () => {
  test.each<Case & { name: string }>([
    { name: 'four calm weeks', values: CALM, means: WEEK, width80: 20 },
    { name: 'a single day', values: [42.5], means: repeat(42.5, 7), width80: 60 },
    { name: 'two very different days', values: [5, 900], means: repeat(407, 7), width80: 800 },
    { name: 'six days', values: [10, 12, 9, 14, 11, 10], means: repeat(11, 7), width80: 9 },
    { name: 'a day with a gap before it', values: [null, null, 7], means: repeat(7, 7) },
    { name: 'an account that sells now and then', values: zeroHeavy(), means: repeat(1.7, 7), width80: 6 },
    {
      name: 'an account forecast at nothing on a closed day',
      values: closedSundays(),
      means: closedSundays().slice(0, 7),
    },
    { name: 'the same amount every day', values: repeat(19.99, 28), means: repeat(19.99, 7) },
    {
      name: 'the same amount every day, a little more ahead',
      values: repeat(20, 28),
      means: repeat(21, 7),
      width80: 2,
    },
    { name: 'nothing but zeros', values: repeat(0, 28), means: repeat(0, 7) },
    { name: 'losses', values: CALM.map((value) => -value), means: WEEK.map((value) => -value), width80: 20 },
    {
      name: 'gains and refunds in turn',
      values: [50, -40, 60, -55, 45, -50, 40, -45],
      means: repeat(-5, 7),
      width80: 130,
    },
    { name: 'fractions of a cent', values: [0.001, 0.002, 0, 0.003], means: repeat(0.004, 7), width80: 0.004 },
    { name: 'trillions', values: CALM.map((value) => value * 1e10), means: WEEK.map((value) => value * 1e10) },
    { name: 'half as much again, in a sale', values: CALM, means: WEEK.map((value) => value * 1.5) },
    { name: 'a step only', values: CALM, means: [101] },
  ])('for $name', ({ values, means, width80 = 0 }) => {
    expect(judge(forecastOf({ values, means, width80 }))).toMatchObject({ decision: 'publish', findings: [] });
  });

  function zeroHeavy(): readonly number[] {
    return Array.from({ length: 56 }, (_, day) => (day % 11 === 3 ? 19 : 0));
  }
  function closedSundays(): readonly number[] {
    return [WEEK, WEEK, WEEK, WEEK].flatMap((week) => [...week.slice(0, 6), 0]);
  }
});

describe('a broken forecast is held', () => {
  test.each<{ name: string; candidate: ForecastUnderTest; found: readonly string[] }>([
    { name: 'a mean is no number', candidate: withStep(3, { mean: Number.NaN }), found: ['hold not-finite'] },
    { name: 'a band is infinite', candidate: withStep(6, { hi95: Infinity }), found: ['hold not-finite'] },
    { name: 'a band crosses the forecast', candidate: withStep(2, { lo80: 106 }), found: ['hold band-crossed'] },
    {
      name: 'the 95 % band lies inside the 80 % band',
      candidate: withStep(0, { hi95: 105 }),
      found: ['hold band-crossed'],
    },
    { name: 'there is no step', candidate: calm({ means: [] }), found: ['hold wrong-days'] },
    {
      name: 'it starts on another day',
      candidate: { ...calm(), businessDate: addDays(BUSINESS_DATE, 1) },
      found: ['hold wrong-days'],
    },
    {
      name: 'it is ten times the account',
      candidate: calm({ means: WEEK.map((value) => value * 10) }),
      found: ['hold out-of-range', 'hold jump', 'hold week-jump'],
    },
    {
      name: 'it is negative without a negative day',
      candidate: calm({ means: WEEK.map((value) => -value / 100) }),
      found: ['hold jump', 'hold week-jump', 'hold sign'],
    },
    {
      name: 'it is nothing for an account that always earns',
      candidate: calm({ means: repeat(0, 7) }),
      found: ['hold jump', 'hold week-jump', 'hold vanished'],
    },
    {
      name: 'one day of it is wild',
      candidate: calm({ means: [...WEEK.slice(0, 5), 999, 70] }),
      found: ['hold out-of-range'],
    },
    { name: 'the next day falls off', candidate: calm({ means: [20, ...WEEK.slice(1)] }), found: ['hold jump'] },
    { name: 'the band is fifty levels wide', candidate: calm({ width80: 5000 }), found: ['hold band-too-wide'] },
    {
      name: 'a constant account moves by its tenfold',
      candidate: calm({ values: repeat(20, 28), means: repeat(200, 7) }),
      found: ['hold out-of-range', 'hold jump', 'hold week-jump'],
    },
    {
      name: 'an account of zeros earns',
      candidate: calm({ values: repeat(0, 28), means: repeat(5, 7), width80: 0 }),
      found: ['hold out-of-range', 'hold jump', 'hold week-jump'],
    },
    {
      name: 'it loses money for a week after one refund in four weeks',
      candidate: calm({ values: [...CALM.slice(0, 27), -90], means: repeat(-60, 7) }),
      found: ['hold jump', 'hold week-jump', 'hold sign'],
    },
  ])('when $name', ({ candidate, found }) => {
    const verdict = judge(candidate);
    expect(verdict.decision).toBe('hold');
    expect(foundBy(verdict)).toEqual(found);
  });
});

describe('the inputs', () => {
  test.each<{ name: string; inputs: Case['inputs']; found: readonly string[] }>([
    { name: 'a day of two days ago', inputs: { daysSinceObservation: 2 }, found: [] },
    { name: 'a day of three days ago', inputs: { daysSinceObservation: 3 }, found: ['warn stale-inputs'] },
    { name: 'a day of a week ago', inputs: { daysSinceObservation: 7 }, found: ['warn stale-inputs'] },
    { name: 'a day of eight days ago', inputs: { daysSinceObservation: 8 }, found: ['hold stale-inputs'] },
    { name: 'no day ever', inputs: { daysSinceObservation: null }, found: ['hold stale-inputs'] },
    { name: 'three days missing in a week', inputs: { missingLast7: 3 }, found: [] },
    { name: 'four days missing in a week', inputs: { missingLast7: 4 }, found: ['hold partial-inputs'] },
    { name: 'half of four weeks missing', inputs: { missingLast28: 14 }, found: [] },
    { name: 'more than half of four weeks missing', inputs: { missingLast28: 15 }, found: ['hold partial-inputs'] },
    { name: 'a source missing', inputs: { sourcesReported: 1 }, found: ['hold partial-inputs'] },
    { name: 'no source to wait for', inputs: { sourcesExpected: 0, sourcesReported: 0 }, found: [] },
    { name: 'two of a hundred rows rejected', inputs: { rejectedShare: 0.02 }, found: ['warn partial-inputs'] },
    { name: 'a model of two weeks', inputs: { modelTrainedOn: addDays(BUSINESS_DATE, -14) }, found: [] },
    { name: 'an older model', inputs: { modelTrainedOn: addDays(BUSINESS_DATE, -15) }, found: ['warn stale-model'] },
    { name: 'a model of unknown age', inputs: { modelTrainedOn: null }, found: [] },
  ])('with $name are judged so', ({ inputs = {}, found }) => {
    expect(foundBy(judge(calm({ inputs })))).toEqual(found);
  });

  test('that are only worth a warning do not hold the forecast', () => {
    expect(judge(calm({ inputs: { rejectedShare: 0.5, daysSinceObservation: 5 } })).decision).toBe('publish');
  });
});

test('a finding names its figure, its limit and the day', () => {
  const [finding] = judge(calm({ means: [...WEEK.slice(0, 6), 900] })).findings;
  expect(finding).toEqual({
    rule: 'out-of-range',
    severity: 'hold',
    figure: 900,
    limit: 238.85115384615384,
    message: "2026-11-29 is forecast at 900 EUR; the account's own days allow -32.85 to 238.9 EUR.",
  });
});

describe('whatever the history and the forecast', () => {
  const amount = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom(0, 1e12, -1e12, 1e-9));
  const values = fc.array(fc.option(amount, { freq: 5 }), { minLength: 1, maxLength: 60 });
  const figure = fc.oneof(amount, fc.constantFrom(Number.NaN, Infinity, -Infinity));
  const means = fc.array(figure, { maxLength: 14 });

  test('the verdict is plain data that storage gives back unchanged', () => {
    fc.assert(
      fc.property(values, means, amount, (past, ahead, width80) => {
        const verdict = judge(forecastOf({ values: past, means: ahead, width80 }));
        expect(JSON.parse(JSON.stringify(verdict, keepNothingOdd))).toEqual(verdict);
      }),
      RUNS,
    );
  });

  test('another currency unit changes no verdict', () => {
    const large = fc.array(fc.integer({ min: 100, max: 10_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(large, large, (past, ahead) => {
        const scaled = (factor: number) =>
          foundBy(judge(forecastOf({ values: past.map((v) => v * factor), means: ahead.map((v) => v * factor) })));
        expect(scaled(1024)).toEqual(scaled(1));
      }),
      RUNS,
    );
  });

  test('repeating the mean of a short history is published', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 6 }), (past) => {
        const mean = past.reduce((sum, value) => sum + value, 0) / past.length;
        expect(judge(forecastOf({ values: past, means: repeat(mean, 7) })).findings).toEqual([]);
      }),
      RUNS,
    );
  });

  /** JSON would turn NaN into null silently. */
  function keepNothingOdd(_key: string, value: unknown): unknown {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('not finite');
    return Object.is(value, -0) ? 0 : value;
  }
});
