// What the overview makes of addresses and figures, without any page.
import { describe, expect, test } from 'vitest';
import type { Overview, OverviewCurrency } from '../../src/dashboard/client/types.ts';
import { revenueLines } from '../../src/dashboard/charts/revenue-option.ts';
import { datesOf, rangeProblem, readOverviewSearch } from '../../src/dashboard/state/overview-search.ts';
import { historyCsv } from '../../src/dashboard/view/history-csv.ts';
import {
  bandOfTotal,
  currenciesOf,
  errorShareOf,
  historyOf,
  isInside,
  pointsOf,
  sharesOf,
} from '../../src/dashboard/view/overview-view.ts';

describe('an address of the overview', () => {
  test('is read back as it was made', () => {
    const search = { days: 90, account: 'koi-pond', currency: 'JPY' } as const;
    expect(readOverviewSearch(search)).toEqual(search);
    expect(readOverviewSearch({ days: '7', cohort: 'north' })).toEqual({ days: 7, cohort: 'north' });
    expect(readOverviewSearch({ from: '2026-11-01', to: '2026-11-21' })).toEqual({
      from: '2026-11-01',
      to: '2026-11-21',
    });
  });

  test.each([
    [{ days: '8' }],
    [{ days: ['7'] }],
    [{ from: '2026-11-01' }],
    [{ from: '2026-11-21', to: '2026-11-01' }],
    [{ from: '2020-01-01', to: '2026-11-01' }],
    [{ account: '<script>' }],
    [{ account: '../x' }],
    [{ currency: 'euro' }],
    [{ currency: { toString: 1 } }],
    [{ unknown: 'x' }],
  ])('keeps nothing of what makes no sense: %j', (search) => {
    expect(readOverviewSearch(search)).toEqual({});
  });

  test('is about an account or a cohort, not both', () => {
    expect(readOverviewSearch({ account: 'a', cohort: 'b' })).toEqual({ account: 'a' });
  });

  test('asks for dates only where it differs from what the API takes by default', () => {
    expect(datesOf({}, '2026-11-21')).toEqual({});
    expect(datesOf({ days: 7 }, '2026-11-21')).toEqual({ from: '2026-11-15', to: '2026-11-28' });
    expect(datesOf({ from: '2026-10-01', to: '2026-10-05' }, null)).toEqual({ from: '2026-10-01', to: '2026-10-05' });
  });

  test('a range says what is wrong with it', () => {
    expect(rangeProblem('2026-11-01', '')).toBe('Both dates are needed.');
    expect(rangeProblem('2026-11-02', '2026-11-01')).toBe('The last day is before the first.');
    expect(rangeProblem('2025-11-01', '2026-12-31')).toBe('At most 400 days.');
    expect(rangeProblem('2026-11-01', '2026-11-01')).toBeNull();
  });
});

const row = (differences: Partial<OverviewCurrency> = {}): OverviewCurrency => ({
  currency: 'EUR',
  fact: { amount: '110.00', accounts: 2 },
  forecast: { amount: '100.00', accounts: 2, band: { lo80: '80.00', hi80: '120.50', method: 'sum-of-bounds' } },
  compared: { fact: '110.00', forecast: '100.00', error: '10.00', accounts: 2 },
  sources: [
    { sourceId: 'ads', amount: '70.000000' },
    { sourceId: 'store', amount: '40.000000' },
  ],
  ...differences,
});

const anOverview = (days: Overview['days'], differences: Partial<Overview> = {}): Overview => ({
  from: '2026-11-19',
  to: '2026-11-22',
  timeZone: 'UTC',
  lastCompleteDay: '2026-11-21',
  account: null,
  cohort: null,
  days,
  refreshing: [],
  runs: [],
  openAlerts: 0,
  openHolds: 0,
  ...differences,
});

const ahead = row({ fact: null, compared: null, sources: [] });
const usual = anOverview([
  {
    date: '2026-11-20',
    currencies: [row(), row({ currency: 'JPY', fact: { amount: '5', accounts: 1 }, forecast: null })],
    accounts: { expected: 3, done: 2, held: 0, failed: 1, cancelled: 0 },
  },
  { date: '2026-11-22', currencies: [ahead], accounts: null },
]);

describe('the figures of the overview', () => {
  test('come one currency at a time, that of most accounts first, that of an account before all', () => {
    expect(currenciesOf(usual)).toEqual(['EUR', 'JPY']);
    const account = { id: 'j', name: 'j', currency: 'JPY', status: 'active', cohort: 'x' };
    expect(currenciesOf({ ...usual, account })).toEqual(['JPY', 'EUR']);
    expect(currenciesOf(anOverview([]))).toEqual([]);
  });

  test('say how the band of a total comes about', () => {
    const withMethods = (...methods: readonly ('account' | 'measured' | 'sum-of-bounds')[]) =>
      bandOfTotal(
        methods.map((method) => ({
          date: '2026-11-20',
          row: row({ forecast: { amount: '1.00', accounts: 2, band: { lo80: '0.00', hi80: '2.00', method } } }),
          accounts: null,
        })),
      );
    expect(withMethods('sum-of-bounds')).toMatchObject({ legend: '80 % bounds, added up' });
    expect(withMethods('measured')?.note).toMatch(/four of five totals of the eight weeks before/);
    expect(withMethods('measured', 'sum-of-bounds')?.note).toMatch(/it adds up the accounts’ 80 % bounds/);
    expect(withMethods('account')).toBeNull();
  });

  test('have a point for every calendar day, and a row for days with figures, newest first', () => {
    const points = pointsOf(usual, 'EUR');
    expect(points.map(({ date }) => date)).toEqual(['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22']);
    expect(historyOf(points).map(({ date }) => date)).toEqual(['2026-11-22', '2026-11-20']);
  });

  test('are lines with gaps where nothing is known, and a band that stands on its lower bound', () => {
    expect(revenueLines(pointsOf(usual, 'EUR'))).toEqual({
      fact: [null, 110, null, null],
      forecast: [null, 100, null, 100],
      lower: [null, 80, null, 80],
      bandWidth: [null, 40.5, null, 40.5],
    });
  });

  test('are shares of what is positive, the largest first', () => {
    const refund = anOverview([
      {
        date: '2026-11-20',
        currencies: [
          row({
            sources: [
              { sourceId: 'ads', amount: '-5' },
              { sourceId: 'store', amount: '20' },
            ],
          }),
        ],
        accounts: null,
      },
    ]);
    expect(sharesOf(pointsOf(refund, 'EUR'))).toEqual([
      { sourceId: 'store', amount: 20, share: 1 },
      { sourceId: 'ads', amount: -5, share: 0 },
    ]);
    expect(sharesOf(pointsOf(usual, 'EUR')).map(({ share }) => share.toFixed(2))).toEqual(['0.64', '0.36']);
  });

  test('take the mean error from days that have both, and from nothing when none has', () => {
    expect(errorShareOf(pointsOf(usual, 'EUR'))).toEqual({ share: 10 / 110, days: 1 });
    expect(errorShareOf(pointsOf(anOverview([]), 'EUR'))).toBeNull();
  });

  test('say whether a fact lies in its band, where there is one', () => {
    expect(isInside(row())).toBe(true);
    expect(isInside(row({ compared: { fact: '121.00', forecast: '100.00', error: '21.00', accounts: 2 } }))).toBe(
      false,
    );
    expect(isInside(ahead)).toBeNull();
  });

  test('hold against a band no revenue of accounts that it knows nothing of', () => {
    expect(isInside(row({ fact: { amount: '900.00', accounts: 3 } }))).toBe(true);
    const late = { fact: '40.00', forecast: '50.00', error: '-10.00', accounts: 1 };
    expect(isInside(row({ fact: { amount: '40.00', accounts: 1 }, compared: late }))).toBeNull();
  });

  test('leave as a file with the amounts as they came, oldest first', () => {
    expect(historyCsv(pointsOf(usual, 'EUR'), 'EUR').split('\n')).toEqual([
      'date,currency,fact,forecast,lo80,hi80,error,accounts_with_revenue,accounts_with_forecast,accounts_compared,accounts_done,accounts_held,accounts_failed',
      '2026-11-20,EUR,110.00,100.00,80.00,120.50,10.00,2,2,2,2,0,1',
      '2026-11-22,EUR,,100.00,80.00,120.50,,,2,,,,',
      '',
    ]);
  });
});
