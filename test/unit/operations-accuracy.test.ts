// Reports on accuracy and backtests: exact figures on small cases, nothing made up where nothing is known.
import { describe, expect, test } from 'vitest';
import type { BacktestBucket } from '../../src/domain/forecast/model.ts';
import { listScores, reportAccuracy } from '../../src/operations/accuracy.ts';
import { reportBacktests } from '../../src/operations/backtests.ts';
import type { OperationsDeps } from '../../src/operations/deps.ts';
import { accountId, anAccount, currency, isoDate } from '../helpers/builders.ts';
import { operationsStack, textOf } from '../helpers/operations-stack.ts';
import { model, score } from '../storage/forecast-builders.ts';

const U1 = accountId('u1');
const EUR = currency('EUR');

describe('the accuracy report', () => {
  /** Two days: 10 too low, then 30 too high. */
  async function withScores(): Promise<OperationsDeps> {
    const deps = await operationsStack('u1', 'u2');
    const of = (businessDate: string, differences: Parameters<typeof score>[0]) =>
      score({ accountId: U1, businessDate: isoDate(businessDate), ...differences });
    await deps.store.scores.save([
      of('2026-11-19', { actual: 100, mean: 90, modelMean: 90, naiveMean: 60 }),
      of('2026-11-20', { actual: 100, mean: 130, modelMean: 100, naiveMean: 140, inside80: false, width80: 14.5 }),
    ]);
    return deps;
  }

  test('has error, percentage error, bias, coverage, skill and width of a group', async () => {
    const { rows } = await reportAccuracy(await withScores());
    expect(rows).toEqual([
      {
        group: 'all',
        currency: 'EUR',
        n: 2,
        meanAbsoluteError: 20,
        wape: 0.2,
        bias: 10,
        coverage80: 0.5,
        coverage95: 1,
        skill: 0.5,
        modelSkill: 1 - 10 / 80,
        meanWidth80: 20,
      },
    ]);
  });

  test.each([
    ['account', 'u1'],
    ['cohort', 'default'],
    ['step', '1'],
  ])('by %s names the group %s', async (by, group) => {
    const { rows } = await reportAccuracy(await withScores(), { by });
    expect(rows).toMatchObject([{ group, n: 2 }]);
  });

  test('is about target dates of a range, the last 30 complete days without one', async () => {
    const deps = await withScores();
    expect(await reportAccuracy(deps)).toMatchObject({ from: '2026-10-23', to: '2026-11-21' });
    const { rows } = await reportAccuracy(deps, { from: '2026-11-20', to: '2026-11-20' });
    expect(rows).toMatchObject([{ n: 1, bias: -10 }]);
  });

  test('of nothing has no rows', async () => {
    const deps = await operationsStack('u1');
    expect((await reportAccuracy(deps, { by: 'account' })).rows).toEqual([]);
    expect((await reportAccuracy(deps)).rows).toEqual([]);
  });

  test('says null where last week was right, or nothing came in', async () => {
    const deps = await operationsStack('u1');
    const nothing = { actual: 0, naiveMean: 0 };
    await deps.store.scores.save([score({ accountId: U1, businessDate: isoDate('2026-11-20'), ...nothing })]);
    expect((await reportAccuracy(deps)).rows).toMatchObject([{ wape: null, skill: null, modelSkill: null }]);
  });

  test('by account comes a page of accounts at a time', async () => {
    const deps = await withScores();
    const first = await reportAccuracy(deps, { by: 'account', limit: 1 });
    expect([first.rows.map(({ group }) => group), first.next]).toEqual([['u1'], 'u1']);
    const second = await reportAccuracy(deps, { by: 'account', limit: 1, after: 'u1' });
    expect([second.rows, second.next]).toEqual([[], null]);
  });

  test.each([
    [{ by: 'month' }, 'INVALID_REQUEST'],
    [{ maxStep: 29 }, 'INVALID_REQUEST'],
    [{ from: '2026-13-01' }, 'INVALID_DATE'],
    [{ from: '2000-01-01' }, 'RANGE_TOO_LONG'],
  ])('refuses %j with %s', async (query, code) => {
    await expect(reportAccuracy(await operationsStack(), query)).rejects.toMatchObject({ code });
  });
});

describe('scores of an account', () => {
  test('are of its currency and of steps up to the asked one', async () => {
    const deps = await operationsStack();
    await deps.store.accounts.add(anAccount({ id: U1, currency: EUR }));
    const businessDate = isoDate('2026-11-18');
    await deps.store.scores.save([1, 2, 3].map((step) => score({ accountId: U1, businessDate, step })));
    expect((await listScores(deps, 'u1')).map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(await listScores(deps, 'u1', { maxStep: 1 })).toHaveLength(1);
    expect(await listScores(deps, 'u1', { currency: 'USD' })).toEqual([]);
    await expect(listScores(deps, 'u1', { currency: 'EURO' })).rejects.toMatchObject({ code: 'UNKNOWN_CURRENCY' });
    await expect(listScores(deps, 'u1', { from: '2025-01-01' })).rejects.toMatchObject({ code: 'RANGE_TOO_LONG' });
  });
});

describe('the backtest report', () => {
  const bucket = (step: number, error: number | null, naive: number | null): BacktestBucket => ({
    step,
    n: error === null ? 0 : 40,
    meanAbsoluteError: error,
    meanAbsoluteActual: error === null ? null : 100,
    naiveMeanAbsoluteError: naive,
    sigma: error ?? 1,
    naiveSigma: naive ?? 1,
    bias: error === null ? null : 1.5,
    scores: null,
  });

  async function withModels(): Promise<OperationsDeps> {
    const deps = await operationsStack('u1', 'u2', 'u3');
    const add = (id: string, buckets: readonly BacktestBucket[]) =>
      deps.store.models.register(
        model(`model-${id}`, { accountId: accountId(id), backtest: { origins: 40, buckets } }),
      );
    await add('u1', [bucket(1, 10, 20), bucket(2, 16, 16), bucket(4, null, null)]);
    await add('u2', [bucket(1, 1_000, 500), bucket(2, 100, 400)]);
    await add('u3', [bucket(1, 0, 5)]);
    return deps;
  }

  test('has a row per model and steps, in the currency of the account', async () => {
    const text = await textOf(reportBacktests(await withModels(), { format: 'csv' }));
    expect(text.trimEnd().split('\n')).toEqual([
      'account,cohort,version,stage,kind,businessDate,currency,fromStep,toStep,n,meanAbsoluteError,naiveMeanAbsoluteError,wape,skill,bias',
      'u1,default,1,challenger,combination,2026-03-10,EUR,1,1,40,10,20,0.1,0.5,1.5',
      'u1,default,1,challenger,combination,2026-03-10,EUR,2,3,40,16,16,0.16,0,1.5',
      'u2,default,1,challenger,combination,2026-03-10,EUR,1,1,40,1000,500,10,-1,1.5',
      'u2,default,1,challenger,combination,2026-03-10,EUR,2,3,40,100,400,1,0.75,1.5',
      'u3,default,1,challenger,combination,2026-03-10,EUR,1,1,40,0,5,0,1,1.5',
    ]);
  });

  test('of a cohort is the geometric mean of ratios, in which a large account counts as much as a small one', async () => {
    const rows: unknown = JSON.parse(await textOf(reportBacktests(await withModels(), { by: 'cohort' })));
    expect(rows).toMatchObject([
      { cohort: 'default', stage: 'challenger', fromStep: 1, toStep: 1, models: 2, leftOut: 1, n: 80 },
      { fromStep: 2, toStep: 3, models: 2, leftOut: 0, n: 80, errorRatio: 0.5, skill: 0.5 },
    ]);
    // 10/20 and 1000/500: as much better as worse.
    expect(rows).toMatchObject([{ errorRatio: expect.closeTo(1, 12) }, {}]);
  });

  test('covers the named accounts only, and refuses an unknown one before the first row', async () => {
    const deps = await withModels();
    const text = await textOf(reportBacktests(deps, { accounts: ['u3'] }));
    expect(JSON.parse(text)).toMatchObject([{ account: 'u3' }]);
    await expect(textOf(reportBacktests(deps, { accounts: ['u1', 'none'] }))).rejects.toMatchObject({
      code: 'ACCOUNT_NOT_FOUND',
    });
    await expect(textOf(reportBacktests(deps, { accounts: ['u1'], cohort: 'default' }))).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
  });

  test('of nothing is an empty array, or the header of a CSV', async () => {
    const deps = await operationsStack();
    expect(await textOf(reportBacktests(deps))).toBe('[]\n');
    expect(await textOf(reportBacktests(deps, { format: 'csv', by: 'cohort' }))).toMatch(/^cohort,stage,.*\n$/);
  });
});
