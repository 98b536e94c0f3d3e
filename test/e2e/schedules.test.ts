// Schedules as code on a real Temporal server, and the real `temporal schedule` commands on what was applied.
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Client, Connection } from '@temporalio/client';
import { createDaySchedules } from '../../src/operations/day-schedules.ts';
import { parseSchedules, readSchedules } from '../../src/operations/schedules-file.ts';
import { applySchedules, type AppliedSchedule } from '../../src/operations/schedules.ts';
import { startDevServer, type DevServer } from '../helpers/dev-server.ts';

let server: DevServer;
let connection: Connection;
let client: Client;

const WAIT = { timeout: 20_000, interval: 200 };

beforeAll(async () => {
  server = await startDevServer();
  connection = await Connection.connect({ address: server.address });
  client = new Client({ connection });
});

afterAll(async () => {
  await connection?.close();
  await server?.stop();
});

beforeEach(async () => {
  await apply([]);
  await terminateAll();
});

const declare = (...entries: readonly object[]) => parseSchedules(JSON.stringify(entries));
const apply = (entries: readonly object[]): Promise<readonly AppliedSchedule[]> =>
  applySchedules(client, declare(...entries));
const changes = (rows: readonly AppliedSchedule[]) => Object.fromEntries(rows.map(({ id, change }) => [id, change]));

async function cli(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await server.cli(['schedule', ...args]);
  expect(`${exitCode} ${stderr}`).toBe('0 ');
  return stdout;
}

async function startedBy(scheduleId: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const run of client.workflow.list({ query: `TemporalScheduledById = "${scheduleId}"` })) {
    ids.push(run.workflowId);
  }
  return ids.sort();
}

async function terminateAll(): Promise<void> {
  for await (const run of client.workflow.list({ query: 'ExecutionStatus = "Running"' })) {
    await client.workflow.getHandle(run.workflowId, run.runId).terminate('next test');
  }
}

const NEW_YEAR = { id: 'new-year', pipeline: 'daily', cron: '0 6 1 1 *' };

describe('applying declared schedules', () => {
  test("creates the project's own declarations and says when each runs next", async () => {
    const rows = await applySchedules(client, await readSchedules());
    expect(changes(rows)).toEqual({
      daily: 'created',
      'revenue-hourly': 'created',
      'daily-rerun': 'created',
      'retrain-autonomous': 'created',
      retrain: 'created',
      housekeeping: 'created',
      'morrow-watch': 'created',
    });
    const next = new Map(rows.map(({ id, nextRun }) => [id, nextRun]));
    expect(next.get('daily')).toMatch(/T06:0[01]:\d\d/);
    expect(next.get('housekeeping')).toMatch(/T03:3\d:\d\d/);
    // Paused, and without times of its own.
    expect([next.get('revenue-hourly'), next.get('daily-rerun')]).toEqual([null, null]);
  });

  test('starts the scheduled run on the default queue with the zone and cohort it was declared with', async () => {
    await apply([
      {
        ...NEW_YEAR,
        timeZone: 'Asia/Tokyo',
        cohort: 'asia',
        overlap: 'AllowAll',
        jitterSeconds: 30,
        catchUpWindowMinutes: 90,
      },
    ]);
    const { action, policies, spec, state } = await client.schedule.getHandle('new-year').describe();
    expect(action).toMatchObject({
      workflowType: 'scheduledRun',
      taskQueue: 'default',
      workflowId: 'scheduled/new-year',
      args: [{ pipeline: 'daily', timeZone: 'Asia/Tokyo', cohort: 'asia' }],
    });
    expect(action.retry?.maximumAttempts).toBeUndefined();
    expect(policies).toMatchObject({ overlap: 'ALLOW_ALL', catchupWindow: 90 * 60_000 });
    expect(spec).toMatchObject({ timezone: 'Asia/Tokyo', jitter: 30_000 });
    expect(state.remainingActions).toBeUndefined();
  });

  test('changes nothing when it is repeated', async () => {
    const entries = [NEW_YEAR, { id: 'weekly', pipeline: 'housekeeping', preset: '@weekly' }];
    await apply(entries);
    const before = await client.schedule.getHandle('new-year').describe();
    expect(changes(await apply(entries))).toEqual({ 'new-year': 'unchanged', weekly: 'unchanged' });
    const after = await client.schedule.getHandle('new-year').describe();
    expect(after.info.lastUpdatedAt).toEqual(before.info.lastUpdatedAt);
  });

  test('updates what was edited, and only that', async () => {
    await apply([NEW_YEAR, { id: 'weekly', pipeline: 'housekeeping', preset: '@weekly' }]);
    const rows = await apply([
      { ...NEW_YEAR, cron: '30 7 1 1 *' },
      { id: 'weekly', pipeline: 'housekeeping', preset: '@weekly' },
    ]);
    expect(changes(rows)).toEqual({ 'new-year': 'updated', weekly: 'unchanged' });
    expect(rows[0]?.nextRun).toMatch(/-01-01T07:30:00/);
    expect(changes(await apply([{ ...NEW_YEAR, cron: '30 7 1 1 *' }]))).toMatchObject({ 'new-year': 'unchanged' });
  });

  test('writes a declaration back over one that was replaced by hand', async () => {
    await apply([NEW_YEAR]);
    await cli(
      'update',
      '--schedule-id',
      'new-year',
      '--cron',
      '0 9 2 2 *',
      '--workflow-id',
      'other',
      '--type',
      'other',
      '--task-queue',
      'other',
    );
    expect(changes(await apply([NEW_YEAR]))).toEqual({ 'new-year': 'updated' });
    const { action } = await client.schedule.getHandle('new-year').describe();
    expect(action).toMatchObject({ workflowType: 'scheduledRun', workflowId: 'scheduled/new-year' });
  });

  test('removes what is no longer declared and leaves schedules of others alone', async () => {
    await cli(
      'create',
      '--schedule-id',
      'not-ours',
      '--cron',
      '0 0 1 1 *',
      '--workflow-id',
      'x',
      '--type',
      'x',
      '--task-queue',
      'x',
    );
    await apply([NEW_YEAR]);
    await vi.waitFor(async () => expect(await cli('list')).toContain('new-year'), WAIT);
    expect(changes(await apply([]))).toEqual({ 'new-year': 'removed' });
    await expect(client.schedule.getHandle('new-year').describe()).rejects.toThrow(/not found/i);
    expect((await client.schedule.getHandle('not-ours').describe()).action.workflowType).toBe('x');
    await expect(apply([{ id: 'not-ours', pipeline: 'daily' }])).rejects.toMatchObject({ code: 'SCHEDULE_TAKEN' });
    await cli('delete', '--schedule-id', 'not-ours');
  });

  test('only tells what it would do in a dry run', async () => {
    await apply([NEW_YEAR]);
    // What is no longer declared is found by the list, which lags behind.
    await vi.waitFor(async () => expect(await cli('list')).toContain('new-year'), WAIT);
    const rows = await applySchedules(client, declare({ id: 'another', pipeline: 'daily', preset: '@daily' }), {
      dryRun: true,
    });
    expect(changes(rows)).toEqual({ another: 'created', 'new-year': 'removed' });
    expect((await client.schedule.getHandle('new-year').describe()).scheduleId).toBe('new-year');
    await expect(client.schedule.getHandle('another').describe()).rejects.toThrow(/not found/i);
  });

  test('keeps a pause by hand, with its reason, through an edit of the declaration', async () => {
    await apply([NEW_YEAR]);
    await cli('toggle', '--schedule-id', 'new-year', '--pause', '--reason', 'source is down');
    await apply([{ ...NEW_YEAR, cron: '0 8 1 1 *' }]);
    const { state } = await client.schedule.getHandle('new-year').describe();
    expect(state).toMatchObject({ paused: true, note: 'source is down' });
  });
});

describe('a schedule declared @once', () => {
  const ONCE = { id: 'first-run', pipeline: 'daily', preset: '@once' };

  test('runs one single time, and an edited declaration does not run it again', async () => {
    await apply([ONCE]);
    await vi.waitFor(async () => expect(await startedBy('first-run')).toHaveLength(1), WAIT);
    expect(changes(await apply([ONCE]))).toEqual({ 'first-run': 'unchanged' });
    const [edited] = await apply([{ ...ONCE, note: 'edited' }]);
    expect(edited).toMatchObject({ change: 'updated', nextRun: null });
    expect((await client.schedule.getHandle('first-run').describe()).state.remainingActions).toBe(0);
    expect(await startedBy('first-run')).toHaveLength(1);
  });
});

describe('the temporal schedule commands', () => {
  test('list and describe show what was applied', async () => {
    await apply([{ ...NEW_YEAR, note: 'For the books.' }]);
    await vi.waitFor(async () => expect(await cli('list')).toContain('new-year'), WAIT);
    const description = await cli('describe', '--schedule-id', 'new-year');
    expect(description).toContain('scheduledRun');
    expect(description).toContain('For the books.');
  });

  test('finds schedules by their pipeline', async () => {
    await apply([NEW_YEAR, { id: 'weekly', pipeline: 'housekeeping', preset: '@weekly' }]);
    await vi.waitFor(async () => {
      const found = await cli('list', '--query', 'MorrowPipeline = "housekeeping"');
      expect(found).toContain('weekly');
      expect(found).not.toContain('new-year');
    }, WAIT);
  });

  test('trigger starts a run at once, also of a schedule without times', async () => {
    await apply([{ id: 'by-hand', pipeline: 'daily' }]);
    await cli('trigger', '--schedule-id', 'by-hand');
    await vi.waitFor(async () => expect(await startedBy('by-hand')).toHaveLength(1), WAIT);
    const [id] = await startedBy('by-hand');
    expect(id).toMatch(/^scheduled\/by-hand-\d{4}-\d\d-\d\dT/);
  });

  test('toggle pauses and unpauses, and an unchanged declaration does not interfere', async () => {
    await apply([NEW_YEAR]);
    await cli('toggle', '--schedule-id', 'new-year', '--pause', '--reason', 'holiday');
    const [paused] = await apply([NEW_YEAR]);
    expect(paused).toMatchObject({ change: 'unchanged', paused: true, nextRun: null, note: 'holiday' });
    await cli('toggle', '--schedule-id', 'new-year', '--unpause', '--reason', 'back');
    const [running] = await apply([NEW_YEAR]);
    expect(running).toMatchObject({ change: 'unchanged', paused: false });
    expect(running?.nextRun).toMatch(/-01-01T06:00:00/);
  });

  test('backfill starts one run for every missed time, named and dated by the nominal time', async () => {
    await apply([{ id: 'mornings', pipeline: 'daily', cron: '0 6 * * *', jitterSeconds: 60 }]);
    await cli(
      'backfill',
      '--schedule-id',
      'mornings',
      '--overlap-policy',
      'AllowAll',
      '--start-time',
      '2026-03-01T00:00:00Z',
      '--end-time',
      '2026-03-03T12:00:00Z',
    );
    const expected = ['2026-03-01T06:00:00Z', '2026-03-02T06:00:00Z', '2026-03-03T06:00:00Z'];
    await vi.waitFor(
      async () => expect(await startedBy('mornings')).toEqual(expected.map((time) => `scheduled/mornings-${time}`)),
      WAIT,
    );
    const nominal: unknown[] = [];
    for (const time of expected) {
      const { typedSearchAttributes } = await client.workflow.getHandle(`scheduled/mornings-${time}`).describe();
      const scheduled = typedSearchAttributes.getAll().find(({ key }) => key.name === 'TemporalScheduledStartTime');
      nominal.push(scheduled?.value);
    }
    expect(nominal).toEqual(expected.map((time) => new Date(time)));
  });
});

describe('what the watch expects runs by', () => {
  const HOUR_MS = 3_600_000;
  const fromNow = (hours: number) => new Date(Date.now() + hours * HOUR_MS);
  const schedules = () => createDaySchedules(client);

  test('is schedules of days that are meant to run, with their times since they were made', async () => {
    await apply([
      { id: 'mornings', pipeline: 'daily', cron: '0 6 * * *', timeZone: 'Asia/Tokyo', cohort: 'asia' },
      { id: 'stopped', pipeline: 'revenue', preset: '@hourly' },
      { id: 'declared-paused', pipeline: 'daily', preset: '@hourly', paused: true },
      { id: 'by-hand', pipeline: 'daily' },
      { id: 'weekly', pipeline: 'housekeeping', preset: '@weekly' },
    ]);
    await cli('toggle', '--schedule-id', 'stopped', '--pause', '--reason', 'holiday');
    const coming = (hours: number) => schedules().list(new Date(), fromNow(hours));
    await vi.waitFor(async () => expect((await coming(1)).map(({ id }) => id).toSorted()).toEqual(EXPECTED), WAIT);

    const found = new Map((await coming(72)).map((schedule) => [schedule.id, schedule]));
    expect(found.get('mornings')).toMatchObject({
      pipeline: 'daily',
      cohort: 'asia',
      timeZone: 'Asia/Tokyo',
      pausedBecause: null,
    });
    // 06:00 there.
    expect(found.get('mornings')?.times.map((time) => time.slice(11))).toEqual(Array(3).fill('21:00:00.000Z'));
    expect(found.get('stopped')).toMatchObject({ pipeline: 'revenue', cohort: null, pausedBecause: 'holiday' });
    expect(found.get('stopped')?.times).toHaveLength(72);
    expect(found.get('by-hand')?.times).toEqual([]);
    const past = await schedules().list(fromNow(-72), new Date());
    expect(past.flatMap(({ times }) => times)).toEqual([]);
  });

  const EXPECTED = ['by-hand', 'mornings', 'stopped'];
});
