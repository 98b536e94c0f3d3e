// When an account is served last week's value instead of its model, and when it gets its model back.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Served, ServedInput } from '../../src/domain/forecast/registry/served.ts';
import { chooseServed } from '../../src/domain/forecast/registry/served.ts';

const RUNS = { seed: 20261127, numRuns: 300 };

/** `n` resolved forecasts in which the model saves that share of last week's error. */
const resolvedWith = (skill: number, n = 14) =>
  Array.from({ length: n }, () => ({ modelError: 100 * (1 - skill), naiveError: 100 }));
const choose = (change: Partial<ServedInput>) =>
  chooseServed({ resolved: [], current: 'model', backtest: null, inflation: 1, ...change });

describe('with 14 resolved forecasts', () => {
  test.each<{ name: string; skill: number; current: Served; served: Served }>([
    { name: 'a better model goes on', skill: 0.3, current: 'model', served: 'model' },
    { name: 'a model as good as last week goes on', skill: 0, current: 'model', served: 'model' },
    { name: 'a worse model gives way', skill: -0.01, current: 'model', served: 'naive' },
    { name: 'a worse model stays away', skill: -0.3, current: 'naive', served: 'naive' },
    { name: 'a model 1 % better stays away for now', skill: 0.01, current: 'naive', served: 'naive' },
    { name: 'a model 3 % better comes back', skill: 0.03, current: 'naive', served: 'model' },
  ])('$name', ({ skill, current, served }) => {
    const decision = choose({ resolved: resolvedWith(skill), current });
    expect(decision).toMatchObject({ served, flagged: served === 'naive', n: 14 });
    expect(decision.skill).toBeCloseTo(skill, 12);
  });

  test('the backtest is not asked any more', () => {
    const backtest = { modelError: 500, naiveError: 100 };
    expect(choose({ resolved: resolvedWith(0.1), backtest })).toMatchObject({ served: 'model', n: 14 });
  });

  test('nothing changes while last week is always right', () => {
    const resolved = Array.from({ length: 14 }, () => ({ modelError: 3, naiveError: 0 }));
    expect(choose({ resolved, current: 'naive' })).toMatchObject({ served: 'naive', skill: null });
    expect(choose({ resolved, current: 'model' })).toMatchObject({ served: 'model', skill: null });
  });

  test('errors that are no numbers do not count', () => {
    const resolved = [...resolvedWith(-1, 13), { modelError: Number.NaN, naiveError: 1 }];
    expect(choose({ resolved })).toMatchObject({ served: 'model', n: 0 });
  });
});

describe('before that', () => {
  test.each<{ name: string; backtest: ServedInput['backtest']; inflation: number; served: Served }>([
    { name: 'a model that was never tested is served', backtest: null, inflation: 2, served: 'model' },
    {
      name: 'a better model is served',
      backtest: { modelError: 80, naiveError: 100 },
      inflation: 1.25,
      served: 'model',
    },
    {
      name: 'a slightly worse model is served',
      backtest: { modelError: 80, naiveError: 100 },
      inflation: 1.3,
      served: 'model',
    },
    {
      name: 'a clearly worse model is not',
      backtest: { modelError: 80, naiveError: 100 },
      inflation: 1.5,
      served: 'naive',
    },
    {
      name: 'a model that meets a perfect last week is served',
      backtest: { modelError: 80, naiveError: 0 },
      inflation: 1,
      served: 'model',
    },
  ])('$name, by its corrected backtest', ({ backtest, inflation, served }) => {
    expect(choose({ resolved: resolvedWith(-5, 13), backtest, inflation })).toMatchObject({ served, n: 0 });
  });
});

test('the reason says how many forecasts and how much', () => {
  expect(choose({ resolved: resolvedWith(0.25, 20) }).reason).toBe(
    "In 20 resolved forecasts the model saved 25.0 % of the error of last week's value.",
  );
});

describe('whatever the errors', () => {
  const errors = fc.record({
    modelError: fc.oneof(fc.double({ min: 0, max: 1e12, noNaN: true }), fc.constantFrom(0, Infinity, 1e-300)),
    naiveError: fc.oneof(fc.double({ min: 0, max: 1e12, noNaN: true }), fc.constantFrom(0, 1e-300)),
  });
  const current = fc.constantFrom('model' as const, 'naive' as const);

  test('asking again with the same days changes nothing: no account goes back and forth', () => {
    fc.assert(
      fc.property(fc.array(errors, { maxLength: 40 }), fc.option(errors), current, (resolved, backtest, now) => {
        const once = choose({ resolved, backtest, current: now });
        expect(choose({ resolved, backtest, current: once.served })).toEqual(once);
        expect(JSON.parse(JSON.stringify(once))).toEqual(once);
      }),
      RUNS,
    );
  });
});
