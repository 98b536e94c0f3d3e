// Queues, workers and schedules of a running stack, by API and command line: the same figures, from real workers.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fleet } from '../../src/api/fleet-schemas.ts';
import { ratesComparisons } from '../../src/api/provider-schemas.ts';
import { scheduleList } from '../../src/api/schedule-schemas.ts';
import { projectRoot } from '../../scripts/lib/project.ts';
import { startApiStack } from '../helpers/api-stack.ts';
import { startDevServer } from '../helpers/dev-server.ts';
import { manyAccounts } from '../helpers/many-accounts.ts';
import { startRealStack, type RealStack } from '../helpers/real-stack.ts';
import { waitFor } from '../helpers/wait-for.ts';

const DATE = '2026-05-04';
let stack: RealStack;

beforeAll(async () => {
  stack = await startRealStack();
  await stack.putAccounts(manyAccounts(4));
  await stack.runDay({ date: DATE });
}, 180_000);
afterAll(() => stack?.stop());

const get = async <S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> =>
  schema.parse(JSON.parse((await stack.call('GET', path)).text));

const morrow = async (...args: readonly string[]): Promise<unknown> => {
  const command = ['dist/scripts/cli.js', ...args, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, command, { env: stack.env, cwd: projectRoot });
  return JSON.parse(stdout);
};

describe('the workers of a running stack', () => {
  test('tell what they have in hand and have done, and how many would do', async () => {
    const seen = () => get('/api/workers', fleet);
    await waitFor('workers that have worked', async () =>
      (await seen()).workers.some(({ queue, processed }) => queue === 'default' && (processed ?? 0) > 0),
    );
    const { workers, queues, workersTell } = await seen();
    expect(workersTell).toBe(true);
    expect(workers.map(({ queue, state }) => [queue, state])).toEqual([
      ['default', 'running'],
      ['heavy', 'running'],
    ]);
    const [first] = workers;
    expect(first?.identity).toBe(`default@${first?.host}:${stack.pidOf('worker-default')}`);
    expect(first?.succeeded).toBe((first?.processed ?? 0) - (first?.failed ?? 0));
    expect(first?.slots.map(({ kind }) => kind)).toEqual(['workflow', 'activity', 'local-activity']);
    expect(first?.hostMemory).toBeGreaterThan(0);
    expect(queues).toMatchObject([
      { queue: 'default', workers: 1, backlog: 0, pendingWork: 0, scaling: { wanted: 1, min: 1, max: 4 } },
      { queue: 'heavy', workers: 1, backlog: 0, kinds: [{ kind: 'activity', pollers: 1 }] },
    ]);
    expect(queues[0]?.slotsTotal).toBe(first?.slotsTotal);
  });

  test('are the same on the command line', async () => {
    const { workers, queues } = await get('/api/workers', fleet);
    const names = z.object({ workers: z.array(z.object({ identity: z.string(), slotsTotal: z.number() })) });
    expect(names.parse(await morrow('workers')).workers.map(({ identity }) => identity)).toEqual(
      workers.map(({ identity }) => identity),
    );
    expect(await morrow('queues')).toMatchObject({
      queues: queues.map(({ queue, scaling }) => ({ queue, scaling: { min: scaling.min, max: scaling.max } })),
    });
  });
});

describe('the schedules of a running stack', () => {
  test('are paused and resumed on the command line, which API and audit log then tell', async () => {
    await morrow('schedules', 'apply');
    await waitFor('the schedules', async () => (await get('/api/schedules', scheduleList)).schedules.length === 7);
    await morrow('schedules', 'pause', 'housekeeping', '--by', 'ada', '--reason', 'the disk is copied');
    const found = async () =>
      (await get('/api/schedules', scheduleList)).schedules.find(({ id }) => id === 'housekeeping');
    expect(await found()).toMatchObject({ state: 'paused', note: 'ada: the disk is copied', next: [] });
    expect(await morrow('schedules', 'resume', 'housekeeping', '--by', 'ada', '--reason', 'done')).toMatchObject({
      schedules: [{ id: 'housekeeping', state: 'active' }],
    });
    const [entry] = await stack.store.audit.list({ subject: 'schedule/housekeeping', limit: 1 });
    expect(entry).toMatchObject({ action: 'schedule.resume', actorKind: 'cli', after: { by: 'ada', reason: 'done' } });
  });

  test('that do not exist are named, with what to do', async () => {
    await expect(morrow('schedules', 'trigger', 'nothing')).rejects.toMatchObject({
      stderr: expect.stringContaining('SCHEDULE_NOT_FOUND'),
    });
  });
});

test('the rates of a day are compared once it has run, by currency', async () => {
  const compared = () => get(`/api/rates/comparisons?from=${DATE}&to=${DATE}`, ratesComparisons);
  await waitFor('the comparison', async () => (await compared()).comparisons.length === 1);
  const [comparison] = (await compared()).comparisons;
  expect(comparison).toMatchObject({ date: DATE, quoteDates: { a: expect.any(String) }, limitPercent: 1 });
  const sorted = (comparison?.differences ?? []).map(({ percent }) => percent);
  expect(sorted).toEqual(sorted.toSorted((a, b) => b - a));
});

test('a server that keeps no list of workers, and has none, is told as it is', async () => {
  const server = await startDevServer();
  const api = await startApiStack({ temporalAddress: server.address });
  const { status, body } = await api.call('GET', '/api/workers');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    workersTell: false,
    workers: [],
    queues: [
      { queue: 'default', workers: 0, slotsUsed: 0, scaling: { wanted: 1, reason: 'below-min' } },
      { queue: 'heavy', workers: 0 },
    ],
  });
  await api.close();
  await server.stop();
});
