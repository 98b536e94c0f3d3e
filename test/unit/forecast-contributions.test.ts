// The parts of a forecast as money: whatever is rounded, they add up to the forecast to the last cent.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contributionsTo, type ContributionName, type Difference } from '../../src/domain/forecast/contributions.ts';
import type { Explanation, ForecastParts } from '../../src/domain/forecast/explain.ts';
import type { Served } from '../../src/domain/forecast/types.ts';
import type { CurrencyCode } from '../../src/domain/ids.ts';
import { roundNumberToCurrency } from '../../src/domain/money/currency.ts';
import { exactSum } from '../../src/domain/money/exact-sum.ts';
import { currency, decimal } from '../helpers/builders.ts';

const figure = fc.double({ min: -1e9, max: 1e9, noNaN: true });
const CURRENCIES = ['EUR', 'JPY', 'KWD', 'CLF'] as const;

const explained = (parts: Partial<ForecastParts>, mean = 100): Explanation => ({
  parts: { level: 0, trend: 0, weekday: 0, holiday: 0, limit: 0, value: 0, ...parts },
  mean,
  observed: 10,
  members: [],
  bySource: false,
  curve: [],
});

interface Made {
  readonly model: number;
  readonly naive: number;
  readonly served: Served;
  readonly code: CurrencyCode;
}

function published({ model, naive, served, code }: Made) {
  const [modelRevenue, naiveRevenue] = [roundNumberToCurrency(model, code), roundNumberToCurrency(naive, code)];
  const revenue = served === 'naive' ? naiveRevenue : modelRevenue;
  return { day: { revenue, modelRevenue, naiveRevenue }, served, currency: code };
}

const sumOf = ({ mean, contributions }: Difference) => exactSum([mean, ...contributions.map(({ amount }) => amount)]);
const amountOf = ({ contributions }: Difference, wanted: ContributionName) =>
  contributions.find(({ name }) => name === wanted)?.amount;

describe('the contributions to a forecast', () => {
  test('and the mean add up to it exactly, in any currency, whatever was served and whatever changed since', () => {
    fc.assert(
      fc.property(
        fc.tuple(figure, figure, figure, figure, figure, figure, figure, figure),
        fc.constantFrom<Served>('model', 'naive'),
        fc.constantFrom(...CURRENCIES),
        ([level, trend, weekday, holiday, limit, mean, model, naive], served, code) => {
          const value = level + trend + weekday + holiday + limit;
          const made = published({ model, naive, served, code: currency(code) });
          const difference = contributionsTo(made, explained({ level, trend, weekday, holiday, limit, value }, mean));
          expect(sumOf(difference)).toBe(made.day.revenue);
        },
      ),
    );
  });

  test('leave less than a cent per part to rounding', () => {
    const parts = { level: 90.004, trend: 1.004, weekday: 8.004, value: 99.012 };
    const made = published({ model: 99.012, naive: 50, served: 'model', code: currency('EUR') });
    const difference = contributionsTo(made, explained(parts));
    expect(difference.contributions.map(({ amount }) => amount)).toEqual([
      '-10.00',
      '1.00',
      '8.00',
      '0.00',
      '0.00',
      '0.00',
      '0.00',
      '0.01',
    ]);
  });

  test('name what is served instead of the model, and what changed since', () => {
    const made = published({ model: 120, naive: 80, served: 'naive', code: currency('EUR') });
    const difference = contributionsTo(made, explained({ level: 110, value: 110 }));
    expect(amountOf(difference, 'level')).toBe('10.00');
    expect(amountOf(difference, 'served')).toBe('-40.00');
    expect(amountOf(difference, 'changed')).toBe('10.00');
    expect(amountOf(difference, 'rounding')).toBe(decimal('0.00'));
  });
});
