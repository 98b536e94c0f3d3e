// The inside of runs on a real Temporal server with real workflows and steps: what each step did, how often it was tried, what was
// logged about it, and what is left of it when Temporal has forgotten the run.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountDayId, dayRunId } from '../../src/contract/workflow-ids.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import type { IsoDate } from '../../src/domain/ids.ts';
import { lastCompleteDay } from '../../src/operations/run-requests.ts';
import { startDayRun } from '../../src/operations/runs.ts';
import type { LinkedStep } from '../../src/operations/steps/run-steps.ts';
import { startApiStack, type ApiStack } from '../helpers/api-stack.ts';
import { accountId, anAccount, sourceId, u1 } from '../helpers/builders.ts';
import { startOrderStack, type OrderStack } from '../helpers/order-stack.ts';
import { waitFor } from '../helpers/wait-for.ts';

let stack: OrderStack;
let api: ApiStack;
let day: IsoDate;

const STORE_2 = sourceId('app-store-2');
const LOST = accountId('lost');

beforeAll(async () => {
  stack = await startOrderStack();
  api = await startApiStack({ change: () => stack.deps });
  day = lastCompleteDay(stack.deps);
  await stack.deps.store.accounts.add(u1());
  await stack.deps.store.accounts.add(anAccount({ id: LOST, sources: [sourceId('ad-exchange')] }));
  stack.outside.fail({ code: 'SOURCE_UNAVAILABLE', times: 3, account: accountId('u1'), source: STORE_2 });
  stack.outside.fail({ code: 'SOURCE_UNAUTHORIZED', account: LOST });
  const { id } = await startDayRun(stack.deps, { date: day, pipeline: 'revenue' });
  await stack.withDefaultWorker(() => stack.client.workflow.getHandle(id).result());
});

afterAll(async () => {
  await api?.close();
  await stack?.stop();
});

const ofAccount = (account: string, date = day): string => accountDayId('revenue', date, accountId(account));
const pathOf = (id: string, what: string): string => `/api/runs/${encodeURIComponent(id)}/${what}`;

async function stepsOf(id: string, query = ''): Promise<{ readonly steps: readonly LinkedStep[] }> {
  const answer = await api.call('GET', `${pathOf(id, 'steps')}${query}`);
  expect(answer.status).toBe(200);
  return answer.body as { readonly steps: readonly LinkedStep[] };
}

async function stepOf(id: string, name: string, label: string | null = null): Promise<LinkedStep> {
  const { steps } = await stepsOf(id);
  const found = steps.find((step) => step.name === name && step.label === label);
  if (found === undefined) throw new Error(`No step ${name} of ${label}: ${JSON.stringify(steps)}`);
  return found;
}

describe('the steps of an account day', () => {
  test('tell what each was, what came out, and which versions did it', async () => {
    const answer = await api.call('GET', pathOf(ofAccount('u1'), 'steps'));
    expect(answer.body).toMatchObject({
      source: 'temporal',
      workflowType: 'accountDay',
      parentId: `partition/${dayRunId('revenue', day)}/0`,
      isRunning: false,
      complete: true,
      version: { morrow: '9.9.9', build: expect.stringContaining('@temporalio/worker@') },
      input: { value: { accountId: 'u1', date: day, pipeline: 'revenue' }, cut: false },
      output: { value: { outcome: 'collected' } },
      next: null,
    });
    const merged = await stepOf(ofAccount('u1'), 'mergeRevenue');
    expect(merged).toMatchObject({ state: 'done', attempts: 1, output: { value: { currency: 'EUR', revision: 1 } } });
    expect(merged.input).toBeNull();
  });

  test('show the fast and the slow path of a step as one, with every attempt, its time and its code', async () => {
    const fetched = await stepOf(ofAccount('u1'), 'fetchReport', STORE_2);
    expect(fetched).toMatchObject({
      state: 'done',
      attempts: 4,
      queue: 'default',
      input: { value: { accountId: 'u1', sourceId: STORE_2 } },
      output: { value: { sourceId: STORE_2 } },
    });
    const failed = { state: 'failed', errorCode: 'SOURCE_UNAVAILABLE', startedAt: expect.any(String) };
    expect(fetched.tries).toEqual([
      expect.objectContaining({ ...failed, path: 'local', attempt: 1 }),
      expect.objectContaining({ ...failed, path: 'ordinary', attempt: 1 }),
      expect.objectContaining({ ...failed, path: 'ordinary', attempt: 2 }),
      expect.objectContaining({ path: 'ordinary', attempt: 3, state: 'done', errorCode: null }),
    ]);
    expect(fetched.waitedMs).toBeGreaterThan(2_500);
  });

  test('say why the one that failed did, and lead to its event in the Web UI', async () => {
    const { steps } = await stepsOf(ofAccount('lost'), '?states=failed&kinds=step');
    expect(steps).toMatchObject([{ name: 'fetchReport', errorCode: 'SOURCE_UNAUTHORIZED', attempts: 1 }]);
    const workflow = encodeURIComponent(ofAccount('lost'));
    expect(steps[0]?.links.temporal).toMatch(
      new RegExp(`/namespaces/default/workflows/${workflow}/[0-9a-f-]{36}/history/events/\\d+$`),
    );
  });

  test('come a page at a time', async () => {
    const whole = (await stepsOf(ofAccount('u1'))).steps.map(({ id }) => id);
    const paged: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const query: string = after === '' ? '?limit=3' : `?limit=3&after=${after}`;
      const answer = await api.call('GET', `${pathOf(ofAccount('u1'), 'steps')}${query}`);
      const page = answer.body as { steps: readonly LinkedStep[]; next: string | null; total: number };
      expect(page.total).toBe(whole.length);
      paged.push(...page.steps.map(({ id }) => id));
      after = page.next;
    }
    expect(paged).toEqual(whole);
  });

  test('that is waiting for its next attempt say when it comes', async () => {
    const date = addDays(day, -3);
    stack.outside.fail({ code: 'SOURCE_UNAVAILABLE', times: 4, account: accountId('u1'), source: STORE_2 });
    const { id } = await startDayRun(stack.deps, { date, pipeline: 'revenue', accounts: ['u1'] });
    await stack.withDefaultWorker(async () => {
      await waitFor('a step that waits', async () => {
        const { state, nextTryAt, tries } = await stepOf(ofAccount('u1', date), 'fetchReport', STORE_2);
        return state === 'waiting' && nextTryAt !== null && tries.length >= 3;
      });
      const waiting = await stepOf(ofAccount('u1', date), 'fetchReport', STORE_2);
      expect(waiting.errorCode).toBe('SOURCE_UNAVAILABLE');
      await stack.client.workflow.getHandle(id).result();
    });
    expect(await stepOf(ofAccount('u1', date), 'fetchReport', STORE_2)).toMatchObject({
      state: 'done',
      nextTryAt: null,
    });
  });
});

describe('a day run', () => {
  test('leads over its partitions to its account days, the failed ones by themselves', async () => {
    const run = dayRunId('revenue', day);
    const { steps } = await stepsOf(run, '?kinds=child');
    const partition = steps.find(({ name }) => name === 'partition');
    expect(partition).toMatchObject({ state: 'done', childId: `partition/${run}/0` });
    const failed = await stepsOf(partition?.childId ?? '', '?kinds=child&states=failed');
    expect(failed.steps).toMatchObject([
      { name: 'accountDay', childId: ofAccount('lost'), errorCode: 'SOURCE_UNAUTHORIZED' },
    ]);
    expect(failed.steps[0]?.links.steps).toBe(pathOf(ofAccount('lost'), 'steps'));
  });

  test('says how long it took, and when it landed', async () => {
    const answer = await api.call('GET', `${pathOf(ofAccount('u1'), 'durations')}?days=5&step=fetchReport`);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ runs: [{ date: addDays(day, -3) }, { date: day, status: 'collected' }] });
  });
});

describe('the log of a run', () => {
  test('has the attempts that failed, and only those of the step that is asked for', async () => {
    const answer = await api.call('GET', `${pathOf(ofAccount('u1'), 'log')}?step=fetchReport`);
    expect(answer.body).toMatchObject({ source: 'files', find: { workflowId: ofAccount('u1'), step: 'fetchReport' } });
    const { lines } = answer.body as {
      lines: readonly { level: string; message: string; facts: Record<string, unknown> }[];
    };
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      expect(line).toMatchObject({ level: 'warn', message: 'step failed', process: 'worker-default' });
      expect(line.facts).toMatchObject({ account: 'u1', date: day, code: 'SOURCE_UNAVAILABLE', step: 'fetchReport' });
    }
    const other = await api.call('GET', `${pathOf(ofAccount('u1'), 'log')}?step=mergeRevenue`);
    expect(other.body).toMatchObject({ lines: [] });
  });

  test('of a run that nobody knows is not found, and that of a partition is', async () => {
    for (const id of [ofAccount('nobody'), 'partition/day/daily/2020-01-01/0', 'something else']) {
      expect(await api.call('GET', pathOf(id, 'log'))).toMatchObject({ status: 404, body: { code: 'RUN_NOT_FOUND' } });
    }
    const known = await api.call('GET', pathOf(`partition/${dayRunId('revenue', day)}/0`, 'log'));
    expect(known).toMatchObject({ status: 200, body: { source: 'files' } });
  });

  test('is said to be elsewhere where no files are kept, with what to look for', async () => {
    const { logs: _, ...without } = stack.deps;
    const bare = await startApiStack({ change: () => without });
    const answer = await bare.call('GET', pathOf(ofAccount('u1'), 'log'));
    await bare.close();
    expect(answer.body).toMatchObject({ source: 'elsewhere', lines: [], find: { workflowId: ofAccount('u1') } });
  });
});

describe('a run that Temporal does not know any more', () => {
  test('shows what was recorded, and says so', async () => {
    const gone = accountDayId('revenue', addDays(day, -300), LOST);
    const record = await stack.deps.store.runs.find(ofAccount('lost'));
    if (record === null) throw new Error('The failed day is not recorded.');
    await stack.deps.store.runs.save({ ...record, id: gone, date: addDays(day, -300) });
    const answer = await api.call('GET', pathOf(gone, 'steps'));
    expect(answer.body).toMatchObject({
      source: 'record',
      note: expect.stringContaining('has forgotten'),
      version: { morrow: '9.9.9', build: null },
      steps: [{ name: 'fetching', label: 'ad-exchange', state: 'failed', errorCode: 'SOURCE_UNAUTHORIZED', tries: [] }],
    });
  });

  test('nor Morrow is not found, like what is no run', async () => {
    for (const id of [ofAccount('nobody'), 'temporal-sys-scheduler:x', '../../etc/passwd', 'gate/x']) {
      const answer = await api.call('GET', pathOf(id, 'steps'));
      expect(answer).toMatchObject({ status: 404, body: { code: 'RUN_NOT_FOUND' } });
    }
  });

  test('a wrong execution of a run that is there falls back to the record', async () => {
    const answer = await api.call('GET', `${pathOf(ofAccount('u1'), 'steps')}?run=no-such-run`);
    expect(answer).toMatchObject({ status: 200, body: { source: 'record' } });
  });
});
