// Starts that Temporal has taken and whose answer is lost: whoever sends the same request again gets that very run, and no second one.
import { Client, Connection } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MorrowError } from '../../src/contract/errors.ts';
import { accountDayId } from '../../src/contract/workflow-ids.ts';
import { LAST_DAY, type Answer } from '../helpers/api-stack.ts';
import { accountId } from '../helpers/builders.ts';
import { startDevServer } from '../helpers/dev-server.ts';
import { apiOfFile } from '../helpers/file-api.ts';
import { run } from '../storage/builders.ts';

const HOUR_MS = 3_600_000;
let connection: Connection;
let client: Client;
let losing = false;
let aheadMs = 0;

/** Temporal does as it is told, and then nobody hears of it. */
const loseAnswers = (): Client =>
  new Client({
    connection,
    interceptors: {
      workflow: [
        {
          startWithDetails: async (input, next) => {
            const started = await next(input);
            if (losing) throw new MorrowError('TEMPORAL_UNREACHABLE', 'No answer in time.');
            return started;
          },
        },
      ],
    },
  });

const api = apiOfFile({
  start: async (keep) => {
    const { address } = await keep(startDevServer(), (server) => server.stop());
    connection = await keep(Connection.connect({ address }), (open) => open.close());
    client = new Client({ connection });
    return {
      clock: { now: () => new Date(Date.now() + aheadMs) },
      change: (operations) => ({ ...operations, temporal: loseAnswers() }),
    };
  },
});

beforeEach(async () => {
  await api.call('POST', '/api/accounts', { json: { id: 'u1', currency: 'EUR' } });
  const owner = accountId('u1');
  const failed = { kind: 'account-day', status: 'failed', accountId: owner, date: LAST_DAY } as const;
  await api.store.runs.save(run(accountDayId('daily', LAST_DAY, owner), failed));
});

afterEach(async () => {
  losing = false;
  aheadMs = 0;
  for await (const { workflowId } of client.workflow.list({ query: 'ExecutionStatus = "Running"' })) {
    await client.workflow
      .getHandle(workflowId)
      .terminate('next test')
      .catch(() => undefined);
  }
});

interface Asked {
  readonly path: string;
  readonly json?: object;
}

const post = ({ path, json }: Asked, key?: string): Promise<Answer> =>
  api.call('POST', path, {
    ...(json === undefined ? {} : { json }),
    headers: key === undefined ? {} : { 'idempotency-key': key },
  });

async function lose(asked: Asked, key?: string): Promise<void> {
  losing = true;
  expect(await post(asked, key)).toMatchObject({ status: 503, body: { code: 'TEMPORAL_UNREACHABLE' } });
  losing = false;
}

const DAY = { path: '/api/runs', json: { date: LAST_DAY } };
const DAY_ID = `day/daily/${LAST_DAY}`;
const latestOf = async (id: string): Promise<string> => (await client.workflow.getHandle(id).describe()).runId;
let keys = 0;
const newKey = (): string => `key-${(keys += 1)}`;

describe('sent again under its key', () => {
  test.each<Asked & { what: string; id: string }>([
    { what: 'the run of a day', ...DAY, id: DAY_ID },
    { what: 'the run of accounts', path: '/api/runs', json: { date: LAST_DAY, accounts: ['u1'] }, id: 'day/' },
    { what: 'a backfill', path: '/api/backfills', json: { from: LAST_DAY, to: LAST_DAY }, id: 'backfill/' },
    { what: 'a retraining', path: '/api/retrains', json: { date: LAST_DAY }, id: 'retrain/' },
    { what: 'a retry', path: `/api/runs/${encodeURIComponent(DAY_ID)}/retry`, id: DAY_ID },
  ])('$what is the one that was begun', async ({ id: start, ...asked }) => {
    const key = newKey();
    await lose(asked, key);
    const again = await post(asked, key);
    expect(again).toMatchObject({ status: 202, body: { id: expect.stringContaining(start), created: true } });
    const { id, runId } = again.body as { id: string; runId: string };
    expect(runId).toBe(await latestOf(id));
    expect(again.headers.location).toBe(`/api/runs/${encodeURIComponent(id)}`);
    const [entry] = await api.store.audit.list({ subject: id, limit: 1 });
    expect(entry).toMatchObject({ action: 'run.start', requestId: again.headers['x-request-id'] });
  });

  test('a run that is over by then is not begun anew', async () => {
    const key = newKey();
    await lose(DAY, key);
    const begun = await latestOf(DAY_ID);
    await client.workflow.getHandle(DAY_ID).terminate('over');
    expect(await post(DAY, key)).toMatchObject({ status: 202, body: { runId: begun } });
    expect(await latestOf(DAY_ID)).toBe(begun);
  });

  test('a retry whose accounts have gone well by then is the one that was begun', async () => {
    const retry = { path: `/api/runs/${encodeURIComponent(DAY_ID)}/retry` };
    const key = newKey();
    await lose(retry, key);
    const owner = accountId('u1');
    const done = { kind: 'account-day', accountId: owner, date: LAST_DAY } as const;
    await api.store.runs.save(run(accountDayId('daily', LAST_DAY, owner), done));
    expect(await post(retry, key)).toMatchObject({ status: 202, body: { runId: await latestOf(DAY_ID) } });
    expect(await post(retry, newKey())).toMatchObject({ status: 409, body: { code: 'NOTHING_FAILED' } });
  });

  test('after a day it is a new request', async () => {
    const key = newKey();
    await lose(DAY, key);
    const begun = await latestOf(DAY_ID);
    await client.workflow.getHandle(DAY_ID).terminate('over');
    aheadMs = 25 * HOUR_MS;
    expect(await post(DAY, key)).toMatchObject({ status: 202 });
    expect(await latestOf(DAY_ID)).not.toBe(begun);
  });
});

test.each([
  { what: 'without a key', key: undefined, first: undefined },
  { what: 'under another key', key: 'other', first: 'one' },
])('another request for the same run, $what, is told that it is in progress', async ({ key, first }) => {
  await lose(DAY, first);
  expect(await post(DAY, key)).toMatchObject({ status: 409, body: { code: 'RUN_IN_PROGRESS' } });
});

test('nor is a key that is sent with another body told that this was started', async () => {
  const key = newKey();
  await lose(DAY, key);
  const forced = { ...DAY, json: { ...DAY.json, force: true } };
  expect(await post(forced, key)).toMatchObject({ status: 409, body: { code: 'RUN_IN_PROGRESS' } });
});
