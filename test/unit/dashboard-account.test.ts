// What an account's page makes of figures and of what is typed, without any page.
import { describe, expect, test } from 'vitest';
import { curveOption } from '../../src/dashboard/charts/curve-option.ts';
import { stackedOption } from '../../src/dashboard/charts/stacked-option.ts';
import type { Account, ForecastReasons } from '../../src/dashboard/client/types.ts';
import { readAccountSearch } from '../../src/dashboard/state/account-search.ts';
import {
  changedFields,
  changesOf,
  draftOf,
  meanwhile,
  problemsByField,
  rebase,
} from '../../src/dashboard/view/account-form.ts';
import {
  describeRates,
  describeSkill,
  reasonRows,
  shortAmount,
  sourceDaysOf,
} from '../../src/dashboard/view/account-view.ts';
import type { DayPoint } from '../../src/dashboard/view/overview-view.ts';

const account: Account = {
  id: 'koi-pond',
  name: 'Koi Pond',
  sources: ['ad-exchange', 'app-store-1'],
  currency: 'EUR',
  convertCurrency: true,
  historyDepthDays: 'auto',
  polynomialDegree: 1,
  country: null,
  timeZone: 'UTC',
  tier: 'standard',
  cohort: 'default',
  status: 'active',
};

describe('a form', () => {
  test('sends nothing that was not changed, and what was in the shapes of the API', () => {
    const draft = draftOf(account);
    expect(changedFields(draft, account)).toEqual([]);
    const typed = {
      ...draft,
      sources: 'ad-exchange,  app-store-2 ',
      historyDepthDays: '28',
      polynomialDegree: '2',
      convertCurrency: 'no',
      country: 'DE',
      name: ' Pond ',
    };
    expect(changesOf(typed, account)).toEqual({
      sources: ['ad-exchange', 'app-store-2'],
      historyDepthDays: 28,
      polynomialDegree: 2,
      convertCurrency: false,
      country: 'DE',
      name: 'Pond',
    });
  });

  test('leaves what makes no sense to the API, and takes a country away with nothing', () => {
    const draft = { ...draftOf({ ...account, country: 'DE' }), country: '', historyDepthDays: 'many', sources: '' };
    expect(changesOf(draft, { ...account, country: 'DE' })).toEqual({
      country: null,
      historyDepthDays: 'many',
      sources: [],
    });
  });

  test('says each problem beside its field, once', () => {
    const problems = problemsByField([
      { path: 'sources.1', message: 'no source "x"' },
      { path: 'sources.2', message: 'no source "y"' },
      { path: 'historyDepthDays', message: 'Invalid input' },
      { path: '', message: 'strange' },
    ]);
    expect(problems).toEqual({
      sources: 'no source "x"',
      historyDepthDays: 'must be a whole number of days from 1 to 180, or auto',
    });
  });

  test('tells what somebody else changed, and whether it is what one typed oneself', () => {
    const theirs: Account = { ...account, name: 'Theirs', tier: 'critical', cohort: 'north' };
    const draft = { ...draftOf(account), name: 'Mine', cohort: 'north', country: 'AT' };
    expect(meanwhile(draft, account, theirs)).toEqual([
      { field: 'name', before: 'Koi Pond', theirs: 'Theirs', mine: 'Mine' },
      { field: 'tier', before: 'standard', theirs: 'critical', mine: null },
      { field: 'cohort', before: 'default', theirs: 'north', mine: null },
    ]);
    const next = rebase(draft, account, theirs);
    expect(next).toMatchObject({ name: 'Mine', tier: 'critical', cohort: 'north', country: 'AT' });
    expect(changesOf(next, theirs)).toEqual({ name: 'Mine', country: 'AT' });
  });
});

const point = (date: string, sources: readonly (readonly [string, string])[]): DayPoint => ({
  date,
  accounts: null,
  row: {
    currency: 'EUR',
    fact: null,
    forecast: null,
    compared: null,
    sources: sources.map(([sourceId, amount]) => ({ sourceId, amount })),
  },
});
const colors = {
  text: 't',
  muted: 'm',
  line: 'l',
  surface: 's',
  fact: 'f',
  forecast: 'p',
  band: 'b',
  slices: ['one', 'two'],
};

describe('sources', () => {
  const days = sourceDaysOf([
    point('2026-11-20', [['b', '2.000000']]),
    point('2026-11-21', [
      ['a', '1.500000'],
      ['b', '3.129999'],
    ]),
  ]);

  test('have an amount or a gap for every day', () => {
    expect(days).toEqual([
      { sourceId: 'a', amounts: [null, '1.500000'] },
      { sourceId: 'b', amounts: ['2.000000', '3.129999'] },
    ]);
    expect(['3.129999', '12', '1.5', '-0.129'].map(shortAmount)).toEqual(['3.12', '12', '1.5', '-0.12']);
  });

  test('are drawn on top of each other', () => {
    const { series } = stackedOption(['2026-11-20', '2026-11-21'], days, colors);
    expect(series.map(({ name, stack, data }) => ({ name, stack, data }))).toEqual([
      { name: 'a', stack: 'revenue', data: [null, 1.5] },
      { name: 'b', stack: 'revenue', data: [2, 3.129999] },
    ]);
  });
});

test('a curve is drawn as a line over its points', () => {
  const { series } = curveOption([{ date: '2026-11-20', observed: null, fitted: 3 }], colors);
  expect(series.map(({ name, data }) => ({ name, data }))).toEqual([
    { name: 'Model', data: [3] },
    { name: 'Revenue', data: [null] },
  ]);
});

describe('reasons', () => {
  const reasons: ForecastReasons = {
    mean: '100.00',
    observed: 30,
    contributions: [
      { name: 'level', amount: '0.00' },
      { name: 'trend', amount: '-5.00' },
      { name: 'weekday', amount: '20.00' },
      { name: 'holiday', amount: '0.00' },
      { name: 'limit', amount: '0.00' },
      { name: 'served', amount: '0.00' },
      { name: 'changed', amount: '0.00' },
      { name: 'rounding', amount: '0.01' },
    ],
    members: [],
    bySource: false,
    lastWeek: null,
  };

  test('are those that add something, beside level, trend and weekday', () => {
    expect(reasonRows(reasons, '2026-11-22')).toEqual([
      { label: 'Level of late, against that mean', amount: '0.00', share: 0 },
      { label: 'Trend', amount: '-5.00', share: 0.25 },
      { label: 'Weekday: Sunday', amount: '20.00', share: 1 },
      { label: 'Rounding', amount: '0.01', share: 0.0005 },
    ]);
  });

  test('of an account that earns nothing have no bars', () => {
    const nothing = { ...reasons, contributions: reasons.contributions.map((one) => ({ ...one, amount: '0' })) };
    expect(reasonRows(nothing, '2026-11-22').map(({ share }) => share)).toEqual([0, 0, 0]);
  });
});

test('rates are said with provider, quote date and each pair once', () => {
  const conversions = [
    { sourceId: 'a', from: 'USD', rate: '0.926500000000' },
    { sourceId: 'b', from: 'USD', rate: '0.926500000000' },
    { sourceId: 'c', from: 'JPY', rate: '100' },
  ];
  const day = { date: '2026-11-21', provider: 'rates-b', quoteDate: '2026-11-20', synthetic: true, conversions };
  expect(describeRates(day)).toBe('rates-b, quoted 20 Nov, made up by an emulator: 1 USD = 0.9265, 1 JPY = 100');
});

test('skill is said as better or worse', () => {
  expect([0.123, -0.05, null].map(describeSkill)).toEqual([
    '12 % better than last week’s value',
    '5.0 % worse than last week’s value',
    null,
  ]);
});

test('an address of an account keeps its days and nothing else', () => {
  expect(readAccountSearch({ days: '7', account: 'x', cohort: 'y' })).toEqual({ days: 7 });
  expect(readAccountSearch({ from: '2026-11-01', to: '2026-11-02', days: 90 })).toEqual({
    from: '2026-11-01',
    to: '2026-11-02',
  });
  expect(readAccountSearch({ from: 'x' })).toEqual({});
});
