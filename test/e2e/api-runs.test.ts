// Runs through the API on a real Temporal server: started, described, refused when in progress, cancelled. No worker is needed for that.
import { createServer, connect, type Server, type Socket } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { waitForRun, type RunDescription } from '../../src/operations/run-description.ts';
import { findAbandonedDays } from '../../src/operations/run-leftovers.ts';
import { accountId, isoDate } from '../helpers/builders.ts';
import { startDevServer, type DevServer } from '../helpers/dev-server.ts';
import { LAST_DAY, startApiStack, type ApiStack } from '../helpers/api-stack.ts';
import { waitFor } from '../helpers/wait-for.ts';

let server: DevServer;
let connection: Connection;
let client: Client;
let api: ApiStack;

beforeAll(async () => {
  server = await startDevServer();
  connection = await Connection.connect({ address: server.address });
  client = new Client({ connection });
  api = await startApiStack({ temporalAddress: server.address });
  for (const id of ['u1', 'u2'])
    await api.call('POST', '/api/accounts', { json: { id, currency: 'EUR', cohort: 'seed' } });
});

afterAll(async () => {
  await api?.close();
  await connection?.close();
  await server?.stop();
});

beforeEach(async () => {
  for await (const { workflowId } of client.workflow.list({ query: 'ExecutionStatus = "Running"' })) {
    await client.workflow.getHandle(workflowId).terminate('next test');
  }
});

const RECORD = {
  kind: 'day',
  pipeline: 'daily',
  date: isoDate(LAST_DAY),
  accountId: null,
  cohort: null,
  status: 'completed',
  errorCode: null,
  errorMessage: null,
  failure: null,
  startedAt: '2026-11-22T04:00:00.000Z',
  finishedAt: '2026-11-22T04:01:00.000Z',
  summary: null,
} as const;

interface Started {
  readonly id: string;
  readonly runId: string;
  readonly created: boolean;
  readonly links: { readonly self: string; readonly temporal: string };
}

async function start(json: object, path = '/api/runs'): Promise<Started> {
  const answer = await api.call('POST', path, { json });
  expect(answer).toMatchObject({ status: 202 });
  const started = answer.body as Started;
  expect(answer.headers.location).toBe(started.links.self);
  return started;
}

const attributesOf = async (id: string): Promise<Readonly<Record<string, unknown>>> => {
  const { typedSearchAttributes } = await client.workflow.getHandle(id).describe();
  return Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
};

async function inputOf(id: string): Promise<unknown> {
  const { events } = await client.workflow.getHandle(id).fetchHistory();
  const payload = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data;
  return JSON.parse(Buffer.from(payload ?? []).toString());
}

async function isAskedToStop(id: string): Promise<boolean> {
  const { events } = await client.workflow.getHandle(id).fetchHistory();
  return events?.some((event) => event.workflowExecutionCancelRequestedEventAttributes) ?? false;
}

describe('starting', () => {
  test('a day run has the id, input, queue, summary and search attributes that were asked for', async () => {
    const { id, runId, links } = await start({ date: LAST_DAY, cohort: 'seed', force: true, horizonDays: 3 });
    expect(id).toBe(`day/daily/${LAST_DAY}/seed`);
    const description = await client.workflow.getHandle(id).describe();
    expect(description).toMatchObject({ runId, type: 'dayRun', taskQueue: 'default', status: { name: 'RUNNING' } });
    expect(await description.staticSummary()).toBe(`daily ${LAST_DAY}, cohort seed`);
    expect(await inputOf(id)).toEqual({
      pipeline: 'daily',
      date: LAST_DAY,
      force: true,
      horizonDays: 3,
      cohort: 'seed',
    });
    expect(await attributesOf(id)).toMatchObject({
      MorrowPipeline: 'daily',
      MorrowDate: LAST_DAY,
      MorrowCohort: 'seed',
    });
    expect(links.temporal).toBe(`http://127.0.0.1:8233/namespaces/default/workflows/${encodeURIComponent(id)}`);
  });

  test('without more than a date it covers every account, four weeks ahead, without force', async () => {
    const { id } = await start({ date: LAST_DAY });
    expect(id).toBe(`day/daily/${LAST_DAY}`);
    expect(await inputOf(id)).toEqual({ pipeline: 'daily', date: LAST_DAY, force: false, horizonDays: 28 });
  });

  test('a retraining has the id, input and search attributes of its scope and mode, and is one of the runs', async () => {
    const { id } = await start({ date: LAST_DAY, mode: 'manual' }, '/api/retrains');
    expect(id).toBe(`retrain/${LAST_DAY}+manual`);
    expect(await inputOf(id)).toEqual({ date: LAST_DAY, mode: 'manual' });
    expect(await attributesOf(id)).toMatchObject({ MorrowPipeline: 'retrain', MorrowDate: LAST_DAY });
    const described = await api.call('GET', `/api/runs/${encodeURIComponent(id)}`);
    expect(described).toMatchObject({ status: 200, body: { kind: 'retrain', status: 'running' } });
    const again = await api.call('POST', '/api/retrains', { json: { date: LAST_DAY, mode: 'manual' } });
    expect(again).toMatchObject({ status: 409, body: { code: 'RUN_IN_PROGRESS' } });
    const few = await start({ date: LAST_DAY, accounts: ['u2', 'u1'] }, '/api/retrains');
    expect(few.id).toMatch(new RegExp(`^retrain/${LAST_DAY}/only-[0-9a-f]{16}$`));
  });

  test('the same accounts in another order are the same run', async () => {
    const { id } = await start({ date: LAST_DAY, accounts: ['u2', 'u1', 'u2'] });
    const again = await api.call('POST', '/api/runs', { json: { date: LAST_DAY, accounts: ['u1', 'u2'] } });
    expect(again).toMatchObject({ status: 409, body: { code: 'RUN_IN_PROGRESS', facts: { id } } });
  });

  test('a run in progress is not started twice; the refusal leads to it', async () => {
    const { id, runId } = await start({ date: LAST_DAY, pipeline: 'revenue' });
    const again = await api.call('POST', '/api/runs', { json: { date: LAST_DAY, pipeline: 'revenue' } });
    expect(again.status).toBe(409);
    const { facts } = again.body as { facts: { self: string } };
    expect((await api.call('GET', facts.self)).body).toMatchObject({ id, temporal: { runId } });
  });

  test('a finished run can be started again', async () => {
    const { id, runId } = await start({ date: '2026-11-10' });
    await client.workflow.getHandle(id).terminate('over');
    expect((await start({ date: '2026-11-10' })).runId).not.toBe(runId);
  });

  test('a backfill has its range in id and input', async () => {
    const { id } = await start({ from: '2026-10-01', to: '2026-10-31', accounts: ['u1'] }, '/api/backfills');
    expect(id).toMatch(/^backfill\/2026-10-01\.\.2026-10-31\/only-[0-9a-f]{16}$/);
    expect(await inputOf(id)).toEqual({ from: '2026-10-01', to: '2026-10-31', accounts: ['u1'], mode: 'missing' });
    expect(await attributesOf(id)).toMatchObject({ MorrowPipeline: 'backfill', MorrowDate: '2026-10-31' });
    expect((await api.call('GET', `/api/runs/${encodeURIComponent(id)}`)).body).toMatchObject({
      kind: 'backfill',
      date: '2026-10-31',
      status: 'running',
    });
  });
});

describe('a backfill of ten years', () => {
  const years = { from: '2016-11-21', to: LAST_DAY, accounts: ['rich'] };

  beforeAll(async () => {
    await api.call('PUT', '/api/accounts/rich', { json: { currency: 'EUR', sources: ['ad-exchange', 'app-store-1'] } });
  });

  test('is planned with its cost, and nothing is started', async () => {
    expect(await api.call('POST', '/api/backfills/plan', { json: years })).toMatchObject({
      status: 200,
      body: {
        accounts: 1,
        requests: 129,
        providers: [
          { id: 'rates-a', requests: 49 },
          { id: 'ad-exchange', requests: 40, minutes: null },
          { id: 'app-store-1', requests: 40 },
        ],
        holes: { accounts: 1, days: 3653, samples: [{ accountId: 'rich', from: '2016-11-21', to: LAST_DAY }] },
        confirm: expect.stringContaining('3653 days'),
      },
    });
    expect((await api.call('GET', '/api/runs?kind=backfill')).body).toEqual({ runs: [], next: null });
  });

  test('is refused with its cost until that is agreed to, and runs behind everybody else then', async () => {
    const refused = await api.call('POST', '/api/backfills', { json: years });
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'BACKFILL_NOT_CONFIRMED', facts: { requests: 129, accounts: 1, days: 3653 } },
    });
    expect(await api.call('POST', '/api/backfills', { json: { ...years, confirm: 128 } })).toMatchObject({
      status: 409,
    });
    const { id } = await start({ ...years, confirm: 129 }, '/api/backfills');
    const { priority } = await client.workflow.getHandle(id).describe();
    expect(priority).toMatchObject({ priorityKey: 5 });
  });
});

describe('following and cancelling', () => {
  test('a run without a worker is running, with nothing done of what it covers', async () => {
    const { id, runId, links } = await start({ date: LAST_DAY, accounts: ['u1'] });
    expect((await api.call('GET', links.self)).body).toMatchObject({
      id,
      kind: 'day',
      status: 'running',
      finishedAt: null,
      temporal: { state: 'found', runId, stage: null, accounts: ['u1'] },
      progress: { total: 1, done: 0 },
    });
  });

  test('a cancelled run is asked to stop, once it is over there is nothing to cancel', async () => {
    const { id, links } = await start({ date: LAST_DAY });
    expect((await api.call('POST', `${links.self}/cancel`)).status).toBe(202);
    const { events } = await client.workflow.getHandle(id).fetchHistory();
    expect(events?.some((event) => Boolean(event.workflowExecutionCancelRequestedEventAttributes))).toBe(true);
    await client.workflow.getHandle(id).terminate('over');
    const again = await api.call('POST', `${links.self}/cancel`);
    expect(again).toMatchObject({ status: 409, body: { code: 'RUN_FINISHED' } });
    expect((await api.call('GET', links.self)).body).toMatchObject({ status: 'failed' });
  });

  test('only day runs can be paused, by somebody with a reason, and only while they run', async () => {
    const json = { by: 'Ada', reason: 'The exchange restates' };
    const pause = (id: string, body: object) =>
      api.call('POST', `/api/runs/${encodeURIComponent(id)}/pause`, { json: body });
    expect(await pause(`backfill/2026-10-01..${LAST_DAY}`, json)).toMatchObject({
      status: 409,
      body: { code: 'RUN_NOT_PAUSABLE' },
    });
    expect(await pause('day/daily/2021-01-01', { by: 'Ada' })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_REQUEST', detail: expect.stringContaining('reason') },
    });
    const { id } = await start({ date: LAST_DAY, accounts: ['u2'] });
    await client.workflow.getHandle(id).terminate('over');
    await api.operations.store.runs.save({ ...RECORD, id, summary: { accounts: ['u2'] } });
    expect(await pause(id, json)).toMatchObject({ status: 409, body: { code: 'RUN_FINISHED' } });
  });

  test('a retry covers the failed accounts of the run it names, under the same id', async () => {
    const { id, links } = await start({ date: LAST_DAY, accounts: ['u1', 'u2'] });
    await client.workflow.getHandle(id).terminate('over');
    const { runs } = api.operations.store;
    await runs.save({ ...RECORD, id, summary: { accounts: ['u1', 'u2'], horizonDays: 7 } });
    expect(await api.call('POST', `${links.self}/retry`)).toMatchObject({
      status: 409,
      body: { code: 'NOTHING_FAILED' },
    });

    const accountDay = { ...RECORD, kind: 'account-day', status: 'failed', errorCode: 'RATE_MISSING' } as const;
    await runs.save({ ...accountDay, id: `account-day/daily/${LAST_DAY}/u1`, accountId: accountId('u1') });
    const retried = await api.call('POST', `${links.self}/retry`);
    expect(retried).toMatchObject({ status: 202, body: { id, created: false } });
    expect(await inputOf(id)).toMatchObject({
      failedOnly: true,
      accounts: ['u1', 'u2'],
      date: LAST_DAY,
      horizonDays: 7,
    });
    expect(await api.call('POST', `${links.self}/retry`)).toMatchObject({
      status: 409,
      body: { code: 'RUN_IN_PROGRESS' },
    });
  });

  test('a terminated day goes on below: cancelling it ends its partitions and its wait for rates, and its record says so', async () => {
    const { id, links } = await start({ date: LAST_DAY });
    const left = [`partition/${id}/0`, `partition/${id}/7`, `rates/daily/${LAST_DAY}`];
    const others = [`partition/${id}/seed/0`, `rates/daily/${LAST_DAY}/seed`];
    for (const workflowId of [...left, ...others])
      await client.workflow.start(workflowId.split('/')[0] ?? '', { workflowId, taskQueue: 'default' });
    await api.operations.store.runs.save({ ...RECORD, id, status: 'running', finishedAt: null });
    await client.workflow.getHandle(id).terminate('over');
    await waitFor('the list of runs shows them', async () => (await findAbandonedDays(api.operations)).includes(id));

    expect(await api.call('POST', `${links.self}/cancel`)).toMatchObject({ status: 202, body: { id } });
    expect(await Promise.all(left.map(isAskedToStop))).toEqual([true, true, true]);
    expect(await Promise.all(others.map(isAskedToStop))).toEqual([false, false]);
    expect(await api.operations.store.runs.find(id)).toMatchObject({
      status: 'cancelled',
      errorCode: 'CANCELLED',
      finishedAt: expect.any(String),
    });
    for (const workflowId of left) await client.workflow.getHandle(workflowId).terminate('ended');
    await waitFor('nothing is left', async () => !(await findAbandonedDays(api.operations)).includes(id));
    expect(await api.call('POST', `${links.self}/cancel`)).toMatchObject({
      status: 409,
      body: { code: 'RUN_FINISHED' },
    });
  });

  test('a run that neither store nor Temporal know is not found', async () => {
    const self = `/api/runs/${encodeURIComponent('day/daily/2021-01-01')}`;
    const json = { by: 'Ada', reason: 'Looking' };
    for (const answer of [
      await api.call('GET', self),
      await api.call('POST', `${self}/cancel`),
      await api.call('POST', `${self}/pause`, { json }),
      await api.call('POST', `${self}/resume`, { json }),
    ]) {
      expect(answer).toMatchObject({ status: 404, body: { code: 'RUN_NOT_FOUND' } });
    }
  });

  test('waiting shows the run at every look and ends when the run ends', async () => {
    const { id } = await start({ date: LAST_DAY });
    const seen: RunDescription[] = [];
    const waiting = waitForRun(api.operations, id, { onProgress: (run) => seen.push(run), intervalMs: 20 });
    await waitFor('a first look', async () => seen.length > 0);
    await client.workflow.getHandle(id).terminate('over');
    expect((await waiting).status).toBe('failed');
    expect(seen[0]?.status).toBe('running');
    expect(seen.at(-1)?.status).toBe('failed');
  });

  test('waiting can be stopped; the run goes on', async () => {
    const { id } = await start({ date: LAST_DAY });
    const stop = new AbortController();
    const waiting = waitForRun(api.operations, id, { onProgress: () => stop.abort(), signal: stop.signal });
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
    expect((await client.workflow.getHandle(id).describe()).status.name).toBe('RUNNING');
  });
});

describe('outages', () => {
  test('with everything there the API is ready', async () => {
    expect(await api.call('GET', '/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } });
  });

  test('an API that began without Temporal works as soon as Temporal is there, without a restart', async () => {
    const gate = await openGate(server.address);
    const late = await startApiStack({ temporalAddress: gate.address });
    try {
      gate.close();
      expect(await late.call('GET', '/readyz')).toMatchObject({
        status: 503,
        body: { checks: { temporal: { state: 'down' } } },
      });
      await gate.open();
      await waitFor('Temporal reached again', async () => (await late.call('GET', '/readyz')).status === 200);
    } finally {
      await late.close();
      gate.close();
    }
  });

  test('an unknown namespace is told apart from a server that is away', async () => {
    const lost = await startApiStack({
      temporalAddress: server.address,
      change: (operations) => ({ ...operations, temporal: new Client({ connection, namespace: 'elsewhere' }) }),
    });
    try {
      const answer = await lost.call('POST', '/api/runs', { json: { date: LAST_DAY } });
      expect(answer).toMatchObject({
        status: 503,
        body: { code: 'TEMPORAL_UNREACHABLE', facts: { namespace: 'elsewhere' } },
      });
      expect(answer.body).toMatchObject({ detail: expect.stringContaining('no namespace "elsewhere"') });
    } finally {
      await lost.close();
    }
  });
});

interface Gate {
  readonly address: string;
  open(): Promise<void>;
  /** Nobody listens any more, and open connections break. */
  close(): void;
}

/** A port that passes everything on to `target` while it is open. */
async function openGate(target: string): Promise<Gate> {
  const [host = '', port = ''] = target.split(':');
  const sockets = new Set<Socket>();
  const pass = (inner: Socket): void => {
    const outer = connect(Number(port), host);
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    inner.pipe(outer).pipe(inner);
  };
  let gate: Server = createServer(pass);
  const listen = (at: number): Promise<void> => new Promise((resolve) => gate.listen(at, '127.0.0.1', () => resolve()));
  await listen(0);
  const address = gate.address();
  if (address === null || typeof address === 'string') throw new Error('The gate has no port.');
  return {
    address: `127.0.0.1:${address.port}`,
    open: () => {
      gate = createServer(pass);
      return listen(address.port);
    },
    close: () => {
      gate.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
