// When a new model takes over by itself, when a person must decide, and when it may not at all.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CurrencyCode } from '../../src/domain/ids.ts';
import { isApplicable } from '../../src/domain/forecast/registry/applicable.ts';
import type { PromotionInput } from '../../src/domain/forecast/registry/promotion.ts';
import { DEFAULT_PROMOTION_MARGINS, decidePromotion } from '../../src/domain/forecast/registry/promotion.ts';
import { parseCurrency } from '../../src/domain/money/currency.ts';

const RUNS = { seed: 20261126, numRuns: 300 };

/** A challenger that saves a tenth of the error in the backtest and on twenty resolved days. */
const winner = (change: Partial<PromotionInput> = {}): PromotionInput => ({
  mode: 'autonomous',
  hasChampion: true,
  challengerApplies: true,
  championApplies: true,
  backtest: { champion: 100, challenger: 90 },
  realised: { champion: 100, challenger: 90, days: 20 },
  margins: DEFAULT_PROMOTION_MARGINS,
  ...change,
});
const realised = (challenger: number, days = 20) => ({ champion: 100, challenger, days });

describe('a new model', () => {
  test.each<{ name: string; change: Partial<PromotionInput>; rule: string; decision: 'promote' | 'keep' }>([
    { name: 'wins in both', change: {}, rule: 'wins-both', decision: 'promote' },
    {
      name: 'wins by exactly 2 %',
      change: { backtest: { champion: 100, challenger: 98 }, realised: realised(98) },
      rule: 'wins-both',
      decision: 'promote',
    },
    { name: 'wins, but a person decides', change: { mode: 'manual' }, rule: 'manual-mode', decision: 'keep' },
    {
      name: 'is the first',
      change: { hasChampion: false, backtest: null, realised: null },
      rule: 'first-model',
      decision: 'promote',
    },
    {
      name: 'is the first where a person decides',
      change: { mode: 'manual', hasChampion: false, realised: null },
      rule: 'first-model',
      decision: 'promote',
    },
    {
      name: 'follows one of other settings',
      change: { mode: 'manual', championApplies: false, backtest: null },
      rule: 'champion-outdated',
      decision: 'promote',
    },
    {
      name: 'was made under other settings',
      change: { challengerApplies: false, hasChampion: false },
      rule: 'incompatible-settings',
      decision: 'keep',
    },
    {
      name: 'is 1 % better in the backtest',
      change: { backtest: { champion: 100, challenger: 99 } },
      rule: 'not-better-in-backtest',
      decision: 'keep',
    },
    { name: 'could not be tested', change: { backtest: null }, rule: 'not-better-in-backtest', decision: 'keep' },
    {
      name: 'meets a champion without error',
      change: { backtest: { champion: 0, challenger: 0 } },
      rule: 'not-better-in-backtest',
      decision: 'keep',
    },
    {
      name: 'has six resolved days',
      change: { realised: realised(50, 6) },
      rule: 'too-few-realised-days',
      decision: 'keep',
    },
    { name: 'has seven resolved days', change: { realised: realised(50, 7) }, rule: 'wins-both', decision: 'promote' },
    { name: 'has no resolved day', change: { realised: null }, rule: 'too-few-realised-days', decision: 'keep' },
    {
      name: 'is worse on real days',
      change: { realised: realised(120) },
      rule: 'not-better-realised',
      decision: 'keep',
    },
    {
      name: 'has an error that is no number',
      change: { backtest: { champion: 100, challenger: Number.NaN } },
      rule: 'not-finite',
      decision: 'keep',
    },
    {
      name: 'has an infinite error and is the first',
      change: { hasChampion: false, backtest: { champion: 0, challenger: Infinity } },
      rule: 'not-finite',
      decision: 'keep',
    },
    { name: 'has a negative error', change: { realised: realised(-1) }, rule: 'not-finite', decision: 'keep' },
  ])('that $name: $decision by $rule', ({ change, rule, decision }) => {
    expect(decidePromotion(winner(change))).toMatchObject({ rule, decision });
  });

  test('comes with the figures that decided', () => {
    const { figures } = decidePromotion(winner({ realised: realised(120) }));
    expect(figures.backtestGain).toBeCloseTo(0.1, 12);
    expect(figures.realisedGain).toBeCloseTo(-0.2, 12);
    expect(figures).toMatchObject({ realisedDays: 20, margins: DEFAULT_PROMOTION_MARGINS });
  });
});

describe('whatever the figures', () => {
  const error = fc.oneof(fc.double({ min: 0, max: 1e12 }), fc.constantFrom(0, Number.NaN, Infinity, 1e-300));
  const pair = fc.record({ champion: error, challenger: error });
  const input = fc.record({
    mode: fc.constantFrom('manual' as const, 'autonomous' as const),
    hasChampion: fc.boolean(),
    challengerApplies: fc.boolean(),
    championApplies: fc.boolean(),
    backtest: fc.option(pair),
    realised: fc.option(fc.tuple(pair, fc.nat(40)).map(([errors, days]) => ({ ...errors, days }))),
    margins: fc.constant(DEFAULT_PROMOTION_MARGINS),
  });

  test('no better model is passed over for a worse one: with a larger error the challenger never gains a promotion', () => {
    fc.assert(
      fc.property(input, fc.double({ min: 1, max: 10, noNaN: true }), (given, factor) => {
        const worse = (errors: { champion: number; challenger: number }) => errors.challenger * factor;
        const { backtest, realised: real } = given;
        const harder = {
          ...given,
          backtest: backtest === null ? null : { ...backtest, challenger: worse(backtest) },
          realised: real === null ? null : { ...real, challenger: worse(real) },
        };
        const kept = decidePromotion(given).decision === 'keep';
        expect(kept && decidePromotion(harder).decision === 'promote').toBe(false);
      }),
      RUNS,
    );
  });

  test('the decision is plain data', () => {
    fc.assert(
      fc.property(input, (given) => {
        const decision = decidePromotion(given);
        expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
      }),
      RUNS,
    );
  });
});

describe('a model applies to an account', () => {
  const euro: CurrencyCode = parseCurrency('EUR');
  const terms = { settings: { depthDays: 28, polynomialDegree: 2 as const }, currency: euro };

  test.each([
    { name: 'with the same settings and currency', account: terms, applies: true },
    { name: 'with another currency', account: { ...terms, currency: parseCurrency('USD') }, applies: false },
    {
      name: 'with another depth',
      account: { ...terms, settings: { ...terms.settings, depthDays: 7 } },
      applies: false,
    },
    {
      name: 'with another degree',
      account: { ...terms, settings: { ...terms.settings, polynomialDegree: 1 as const } },
      applies: false,
    },
  ])('$name: $applies', ({ account, applies }) => {
    expect(isApplicable(terms, account)).toBe(applies);
  });
});
