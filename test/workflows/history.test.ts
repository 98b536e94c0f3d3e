// Older days and old rows: range reports into the store, retention out of it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BACKFILL_PAGE } from '../../src/contract/limits.ts';
import type { RunTally } from '../../src/contract/messages.ts';
import { DEFAULT_QUEUE } from '../../src/contract/queues.ts';
import { WORKFLOWS, backfillRunId, housekeepingId } from '../../src/contract/workflow-ids.ts';
import { accountId, anAccount, isoDate, sourceId, u1, u2 } from '../helpers/builders.ts';
import { startWorkflowStack, type WorkflowStack } from '../helpers/workflow-stack.ts';

let stack: WorkflowStack;
const range = { from: isoDate('2025-11-01'), to: isoDate('2026-02-28') };

beforeAll(async () => {
  stack = await startWorkflowStack();
  await stack.store.accounts.save(u1());
  await stack.store.accounts.save(u2());
  await stack.store.accounts.save(anAccount({ id: accountId('imports-only'), sources: [] }));
});
afterAll(async () => {
  expect(await stack.replayAll()).toBeGreaterThan(0);
  await stack.close();
});

const backfill = (): Promise<RunTally> =>
  stack.execute<RunTally>(WORKFLOWS.backfillRun, backfillRunId(range.from, range.to), range, DEFAULT_QUEUE);

describe('a backfill', () => {
  test('brings in every day of the range for every account, priced by the rates of each day', async () => {
    expect(await backfill()).toMatchObject({ accounts: 3, published: 3, failed: 0 });

    const days = await stack.store.revenue.listDays(accountId('u1'), range);
    expect(days).toHaveLength(120);
    expect(days.every(({ currency, rates }) => currency === 'EUR' && rates !== null)).toBe(true);
    expect(await stack.store.runs.find(backfillRunId(range.from, range.to))).toMatchObject({ status: 'completed' });
  });

  test('asks each source for long ranges, not day by day', async () => {
    const asked = stack.outside.requests.filter((request) => request.startsWith('ad-exchange u2'));
    expect(asked).toEqual(['ad-exchange u2 2025-11-01..2026-01-31', 'ad-exchange u2 2026-02-01..2026-02-28']);
  });

  test('run again writes nothing new', async () => {
    await backfill();
    expect(await stack.store.revenue.listDayRevisions(accountId('u2'), range.from)).toHaveLength(1);
  });

  test('that fails for one account brings in the others', async () => {
    stack.outside.fail({ code: 'SOURCE_UNAUTHORIZED', account: accountId('u1'), source: sourceId('app-store-1') });
    expect(await backfill()).toMatchObject({ published: 2, failed: 1, failuresByCode: { SOURCE_UNAUTHORIZED: 1 } });
    stack.outside.heal();
  });
});

describe('a backfill of more accounts than one run takes', () => {
  test('continues as new and counts every account once', async () => {
    for (let index = 0; index < BACKFILL_PAGE + 5; index += 1) {
      await stack.store.accounts.save(anAccount({ id: accountId(`many-${index}`), sources: [], cohort: 'many' }));
    }
    const few = { from: isoDate('2026-01-01'), to: isoDate('2026-01-02'), cohort: 'many' };
    const id = backfillRunId(few.from, few.to, few);

    expect(await stack.execute<RunTally>(WORKFLOWS.backfillRun, id, few, DEFAULT_QUEUE)).toMatchObject({
      accounts: BACKFILL_PAGE + 5,
      failed: 0,
    });
    expect(await stack.store.runs.find(id)).toMatchObject({ status: 'completed' });
  });
});

describe('an account without sources', () => {
  test('is trained, predicted and published from imported revenue', async () => {
    const id = accountId('imports-only');
    const date = isoDate('2026-02-28');
    await stack.importDays(id, date, ['10.00', '20.00', '30.00', '40.00']);
    const day = await stack.startDay({ pipeline: 'daily', date, horizonDays: 2, accounts: [id] });

    expect(await day.result()).toMatchObject({ accounts: 1, published: 1 });
    const forecast = await stack.store.forecasts.findLatest(id, date);
    expect(forecast).toMatchObject({ status: 'published', modelKind: 'few-values', confidence: 'low' });
    const [first, second] = forecast?.days ?? [];
    expect(Number(first?.revenue)).toBeGreaterThan(25);
    expect(Number(first?.revenue)).toBeLessThan(40);
    expect(second?.revenue).toBe(first?.revenue);
  });

  test('fails with a clear code when the day was not imported', async () => {
    const date = isoDate('2026-03-15');
    const day = await stack.startDay({
      pipeline: 'daily',
      date,
      horizonDays: 2,
      accounts: [accountId('imports-only')],
    });
    expect(await day.result()).toMatchObject({ failed: 1, failuresByCode: { REVENUE_NOT_IMPORTED: 1 } });
  });
});

describe('housekeeping', () => {
  test('deletes revenue older than retention and keeps the rest', async () => {
    const date = isoDate('2027-01-15');
    await stack.execute(WORKFLOWS.housekeeping, housekeepingId(date), { date }, DEFAULT_QUEUE);
    const days = await stack.store.revenue.listDays(accountId('u2'), { from: range.from, to: date });
    expect(days.at(0)?.date).toBe('2026-01-15');
  });
});
