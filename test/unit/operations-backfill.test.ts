// What a backfill would do and cost, and the question before a large one. Nobody is where Temporal should be: who is refused for
// that has passed the question.
import { describe, expect, test } from 'vitest';
import { listDates } from '../../src/domain/calendar/dates.ts';
import type { IsoDate } from '../../src/domain/ids.ts';
import { costOf, reasonToConfirm } from '../../src/domain/repair/cost.ts';
import { planBackfill } from '../../src/operations/backfill-plan.ts';
import { startBackfill, WHATEVER_IT_COSTS } from '../../src/operations/backfill.ts';
import type { OperationsDeps } from '../../src/operations/deps.ts';
import { setProviderBudget } from '../../src/operations/providers.ts';
import { accountId, anAccount, aRatesSet, currency, decimal, isoDate, sourceId } from '../helpers/builders.ts';
import { LAST_DAY, operationsStack } from '../helpers/operations-stack.ts';

const TEN_YEARS = { from: '2016-11-21', to: LAST_DAY };
const november = { from: '2026-11-01', to: LAST_DAY };

async function earn(deps: OperationsDeps, id: string, dates: readonly IsoDate[]): Promise<void> {
  const [account, ads] = [accountId(id), sourceId('ad-exchange')];
  const amount = decimal('1.00');
  const usd = currency('USD');
  const share = { sourceId: ads, amount, originalAmount: amount, originalCurrency: usd, rate: null };
  const common = { accountId: account, amount, currency: usd };
  const source = { ...common, sourceId: ads, items: 1, rejected: 0, rejects: [], payloadId: null };
  const day = { ...common, shares: [share], rates: null, origin: 'sources' as const };
  await deps.store.revenue.saveSources(dates.map((date) => ({ ...source, date })));
  await deps.store.revenue.saveDays(dates.map((date) => ({ ...day, date })));
}

const limitAds = (deps: OperationsDeps, requestsPerSecond: number) =>
  setProviderBudget(deps, 'ad-exchange', { requestsPerSecond, by: 'ada', reason: 'a test' });

describe('the plan of a backfill', () => {
  test('compares calendar and accounts with what is stored', async () => {
    const deps = await operationsStack('full', 'half', 'none');
    await deps.store.accounts.add(anAccount({ id: accountId('by-hand'), sources: [] }));
    await earn(deps, 'full', listDates(isoDate('2026-11-01'), LAST_DAY));
    await earn(deps, 'half', listDates(isoDate('2026-11-01'), isoDate('2026-11-10')));
    expect(await planBackfill(deps, november)).toMatchObject({
      accounts: 4,
      toRepair: 2,
      days: 32,
      holes: {
        accounts: 2,
        days: 32,
        samples: [
          { accountId: 'half', days: 11, from: '2026-11-11', to: '2026-11-21' },
          { accountId: 'none', days: 21 },
        ],
      },
      toImport: { accounts: 1, days: 21, samples: [{ accountId: 'by-hand' }] },
      providers: [{ id: 'ad-exchange', requests: 2, minutes: null }],
      requests: 2,
      minutes: null,
      confirm: null,
    });
  });

  test('keeps to the accounts that are named', async () => {
    const deps = await operationsStack('a', 'b', 'c');
    expect(await planBackfill(deps, { ...november, accounts: ['a', 'c'] })).toMatchObject({ accounts: 2, requests: 2 });
  });

  test('asks nobody for what is there, unless it is to be read again', async () => {
    const deps = await operationsStack('u1');
    await earn(deps, 'u1', listDates(isoDate('2026-11-01'), LAST_DAY));
    expect(await planBackfill(deps, november)).toMatchObject({ requests: 0, providers: [], days: 0 });
    expect(await planBackfill(deps, { ...november, reread: true })).toMatchObject({ requests: 1, days: 21 });
  });

  test('costs the requests and the minutes of the slowest provider at its present budget', async () => {
    const deps = await operationsStack('a', 'b', 'c');
    await limitAds(deps, 0.05);
    expect(await planBackfill(deps, { from: '2026-01-01', to: LAST_DAY })).toMatchObject({
      providers: [{ id: 'ad-exchange', requests: 12, requestsPerSecond: 0.05, minutes: 4 }],
      minutes: 4,
    });
  });

  test('counts the requests for rates that are not stored, when an account converts', async () => {
    const deps = await operationsStack();
    await deps.store.accounts.add(anAccount({ id: accountId('u1'), convertCurrency: true }));
    const range = { from: '2026-06-01', to: LAST_DAY };
    expect(await planBackfill(deps, range)).toMatchObject({
      providers: [
        { id: 'rates-a', requests: 3 },
        { id: 'ad-exchange', requests: 2 },
      ],
    });
    await deps.store.rates.save(listDates(isoDate('2026-06-01'), LAST_DAY).map((date) => aRatesSet({ date })));
    expect((await planBackfill(deps, range)).providers.map(({ id }) => id)).toEqual(['ad-exchange']);
  });

  test.each([
    ['over the future', { from: '2026-11-01', to: '2027-11-01' }, 'DATE_NOT_COMPLETE'],
    ['of more than ten years', { from: '2016-11-01', to: LAST_DAY }, 'RANGE_TOO_LONG'],
    ['that ends before it begins', { from: LAST_DAY, to: '2026-11-01' }, 'INVALID_REQUEST'],
    ['of nobody', { ...november, accounts: ['stranger'] }, 'ACCOUNT_NOT_FOUND'],
  ])('%s is refused', async (_, request, code) => {
    const deps = await operationsStack('u1');
    await expect(planBackfill(deps, request)).rejects.toMatchObject({ code });
    await expect(startBackfill(deps, request)).rejects.toMatchObject({ code });
  });
});

describe('a backfill', () => {
  test('of ten years by mistake is refused with its cost, and nothing is started', async () => {
    const deps = await operationsStack('u1', 'u2');
    await expect(startBackfill(deps, TEN_YEARS)).rejects.toMatchObject({
      code: 'BACKFILL_NOT_CONFIRMED',
      message: expect.stringMatching(/its range is 3653 days.*: 80 requests, .*, 7306 days of 2 accounts\./),
      facts: { requests: 80, days: 7306, accounts: 2, minutes: null },
    });
    expect(await deps.store.runs.list({ limit: 10 })).toEqual([]);
  });

  test('goes on when somebody agrees to what it costs, and not when it costs more than that', async () => {
    const deps = await operationsStack('u1', 'u2');
    const start = (confirm: number) => startBackfill(deps, { ...TEN_YEARS, confirm });
    await expect(start(79)).rejects.toMatchObject({ code: 'BACKFILL_NOT_CONFIRMED' });
    await expect(start(80)).rejects.toMatchObject({ code: 'TEMPORAL_UNREACHABLE' });
    await expect(start(WHATEVER_IT_COSTS)).rejects.toMatchObject({ code: 'TEMPORAL_UNREACHABLE' });
  }, 30_000);

  test('of few days, or of which nearly all is there, starts without a question', async () => {
    const deps = await operationsStack('u1');
    await expect(startBackfill(deps, november)).rejects.toMatchObject({ code: 'TEMPORAL_UNREACHABLE' });
    await earn(deps, 'u1', listDates(isoDate(TEN_YEARS.from), LAST_DAY));
    await expect(startBackfill(deps, TEN_YEARS)).rejects.toMatchObject({ code: 'TEMPORAL_UNREACHABLE' });
  }, 30_000);
});

describe('the question before a backfill', () => {
  const cost = (requests: number, requestsPerSecond: number | null) =>
    costOf({ [sourceId('ad-exchange')]: requests }, [
      { id: sourceId('ad-exchange'), budget: { requestsPerSecond, maxConcurrent: null }, breaker: 'closed' },
    ]);

  test.each([
    ['a range of more than 400 days', cost(1, null), 401, /401 days/],
    ['more than 10,000 requests', cost(10_001, null), 30, /10001 requests/],
    ['more than an hour of a provider', cost(3_700, 1), 30, /61.7 minutes/],
  ])('is asked for %s', (_, found, days, reason) => {
    expect(reasonToConfirm(found, days)).toMatch(reason);
  });

  test('goes by the slowest provider, as they are asked side by side; one without a rate counts for nothing', () => {
    const ids = ['quick', 'slow', 'unlimited'].map(sourceId);
    const [quick, slow, unlimited] = ids.map((id, index) => ({
      id,
      budget: index === 2 ? null : { requestsPerSecond: index === 0 ? 10 : 0.5, maxConcurrent: null },
      breaker: 'closed' as const,
    }));
    if (quick === undefined || slow === undefined || unlimited === undefined) throw new Error('Three are needed.');
    const requests = Object.fromEntries(ids.map((id) => [id, 600]));
    expect(costOf(requests, [quick, slow, unlimited])).toMatchObject({ requests: 1_800, minutes: 20 });
    expect(costOf(requests, [unlimited])).toMatchObject({ requests: 600, minutes: null });
  });

  test('is not asked for less, nor when there is nothing to ask anybody for', () => {
    expect(reasonToConfirm(cost(3_600, 1), 400)).toBeNull();
    expect(reasonToConfirm(cost(0, 1), 3_660)).toBeNull();
  });
});
