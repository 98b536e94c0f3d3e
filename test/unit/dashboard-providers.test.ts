// Providers as the dashboard reads and says them: limits, breakers, rates held against each other.
import { describe, expect, test } from 'vitest';
import type { Provider, RatesComparison } from '../../src/dashboard/client/providers.ts';
import { budgetText, problemsFrom, readBudget } from '../../src/dashboard/state/budget-form.ts';
import {
  apartText,
  breakerText,
  breakerVerbs,
  budgetLines,
  latestWithRates,
  percentText,
  rateFigure,
  slotsInUse,
} from '../../src/dashboard/view/provider-view.ts';

const provider = (change: Partial<Provider> = {}): Provider => ({
  id: 'app-store-1',
  kind: 'source',
  budget: null,
  breaker: { mode: 'closed', since: null, until: null, trips: 0, by: 'automatic', reason: 'never opened' },
  pausedUntil: null,
  recent: { requests: 0, failures: 0 },
  processes: 0,
  slotsHeld: 0,
  ...change,
});
const BUDGET = {
  requestsPerSecond: 20,
  burst: 5,
  maxConcurrent: 10,
  accountShare: 0.25,
  updatedBy: 'ada',
  reason: 'contract',
  updatedAt: '2026-11-22T10:00:00.000Z',
};

describe('limits of a provider', () => {
  test('are said in words, with how much is in use', () => {
    expect(budgetLines(provider())).toEqual(['unlimited']);
    expect(budgetLines(provider({ budget: BUDGET }))).toEqual([
      '20 a second, 5 at once after a pause',
      '10 under way at most',
      '25 % of them for one account',
    ]);
    expect(slotsInUse(provider({ slotsHeld: 3 }))).toBeNull();
    expect(slotsInUse(provider({ budget: BUDGET, slotsHeld: 3 }))).toEqual({ used: 3, of: 10 });
  });

  test('are read as they are typed; empty is no limit', () => {
    expect(readBudget(budgetText(provider({ budget: BUDGET }))).budget).toEqual({
      requestsPerSecond: 20,
      burst: 5,
      maxConcurrent: 10,
      accountShare: 0.25,
    });
    expect(readBudget(budgetText(provider())).budget).toEqual({
      requestsPerSecond: null,
      burst: 1,
      maxConcurrent: null,
      accountShare: null,
    });
  });

  test.each([
    [{ requestsPerSecond: 'many' }, 'requestsPerSecond', /A number from 0\.01 to 10000/],
    [{ requestsPerSecond: '0' }, 'requestsPerSecond', /A number from/],
    [{ burst: '1.5' }, 'burst', /A whole number/],
    [{ burst: '5' }, 'burst', /Needs a rate/],
    [{ requestsPerSecond: '1', burst: '61' }, 'burst', /At most 60/],
    [{ maxConcurrent: '-1' }, 'maxConcurrent', /A whole number/],
    [{ maxConcurrent: '4', accountShare: '2' }, 'accountShare', /A share above 0/],
    [{ accountShare: '0.5' }, 'accountShare', /Needs a number of requests at once/],
  ] as const)('that make no sense are named beside their field: %o', (typed, field, message) => {
    const { budget, problems } = readBudget({ ...budgetText(provider()), ...typed });
    expect(budget).toBeNull();
    expect(problems?.[field]).toMatch(message);
  });

  test('take what the API found wrong as well', () => {
    const errors = [
      { path: 'burst', message: 'too many' },
      { path: 'by', message: 'is missing' },
    ];
    expect(problemsFrom(errors)).toEqual({ burst: 'too many' });
  });
});

describe('a breaker', () => {
  const at = (mode: 'closed' | 'open' | 'half-open', trips = 0) => ({
    breaker: { ...provider().breaker, mode, trips },
  });

  test('can be opened and closed, and reset when it tripped lately', () => {
    const verbs = (given: Pick<Provider, 'breaker'>) => breakerVerbs(given).map(({ verb }) => verb);
    expect(verbs(at('closed'))).toEqual(['Open']);
    expect(verbs(at('closed', 2))).toEqual(['Open', 'Reset']);
    expect(verbs(at('open', 1))).toEqual(['Close']);
    expect(verbs(at('half-open'))).toEqual(['Close', 'Open']);
  });

  test('says why it is open, and until when', () => {
    const opened = { mode: 'open', since: null, until: null, trips: 0, by: 'ada', reason: 'maintenance' } as const;
    expect(breakerText(provider({ breaker: opened }))).toBe('ada: maintenance · until somebody closes it');
    expect(breakerText(provider())).toBe('');
  });
});

test('rates are held against each other; days that cannot be compared say so', () => {
  const comparison: RatesComparison = {
    date: '2026-11-20',
    base: 'EUR',
    comparedAt: '2026-11-21T06:00:00.000Z',
    quoteDates: { a: '2026-11-20', b: '2026-11-20' },
    currencies: 1,
    limitPercent: 1,
    alerted: false,
    differences: [{ currency: 'USD', a: 1.08251234, b: 1.1, percent: 0.1234 }],
  };
  const apart = { ...comparison, currencies: 0, differences: [] };
  expect(apartText(comparison)).toBe('0.123 % (USD)');
  const same = [{ currency: 'AUD', a: 1.7, b: 1.7, percent: 0 }];
  expect(apartText({ ...comparison, differences: same })).toBe('all the same');
  expect(apartText({ ...apart, quoteDates: { a: '2026-11-20', b: '2026-11-19' } })).toContain('different days');
  expect(apartText(apart)).toBe('not comparable');
  expect(latestWithRates([apart, comparison])).toBe(comparison);
  expect([percentText(2), rateFigure(1.08251234), rateFigure(163.2)]).toEqual(['2.00 %', '1.08251', '163.2']);
  expect([rateFigure(19274.512), rateFigure(0.00001234567)]).toEqual(['19,274.5', '0.0000123457']);
});
