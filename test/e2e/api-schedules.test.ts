// Schedules over the API and the command line, on a real Temporal server: looked at, paused, resumed, triggered, and recorded.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { schedule, scheduleList } from '../../src/api/schedule-schemas.ts';
import { parseSchedules } from '../../src/operations/schedules-file.ts';
import { applySchedules } from '../../src/operations/schedules.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { startApiStack, type ApiStack } from '../helpers/api-stack.ts';
import { startDevServer, type DevServer } from '../helpers/dev-server.ts';
import { waitFor } from '../helpers/wait-for.ts';

const DECLARED = parseSchedules(
  JSON.stringify([
    { id: 'new-year', pipeline: 'daily', cron: '0 6 1 1 *', timeZone: 'Asia/Tokyo', cohort: 'asia', note: 'Once.' },
    { id: 'weekly', pipeline: 'housekeeping', preset: '@weekly', overlap: 'Skip', jitterSeconds: 30 },
    { id: 'by-hand', pipeline: 'daily', overlap: 'AllowAll' },
  ]),
);
const DECISION = { by: 'anna', reason: 'The ad exchange is closed.' };

let server: DevServer;
let api: ApiStack;

beforeAll(async () => {
  server = await startDevServer();
  api = await startApiStack({ temporalAddress: server.address, clock: systemClock });
  await applySchedules(api.operations.temporal, DECLARED);
  await waitFor('the schedules in the list', async () => (await all()).length === DECLARED.length);
});

afterAll(async () => {
  await api?.close();
  await server?.stop();
});

beforeEach(async () => {
  await server.cli(['schedule', 'toggle', '--schedule-id', 'new-year', '--unpause', '--reason', 'Once.']);
});

const all = async () => scheduleList.parse((await api.call('GET', '/api/schedules')).body).schedules;
const act = (id: string, verb: string, json?: object) =>
  api.call('POST', `/api/schedules/${id}/${verb}`, json === undefined ? {} : { json });
const entries = async () => (await api.store.audit.list({ limit: 50 })).map(({ action, subject }) => [action, subject]);

describe('the list', () => {
  test('says of each schedule when it runs, in which zone, for whom, and what comes next', async () => {
    const [byHand, newYear, weekly] = await all();
    expect(newYear).toMatchObject({
      id: 'new-year',
      pipeline: 'daily',
      cohort: 'asia',
      // Months and days of the week by name, whatever the file says.
      times: ['0 6 1 JAN *'],
      timeZone: 'Asia/Tokyo',
      overlap: 'BufferOne',
      catchUpWindowMinutes: 720,
      state: 'active',
      note: 'Once.',
      recent: [],
    });
    expect(newYear?.next[0]).toMatch(/-12-31T21:00:00/);
    expect(newYear?.links.temporal).toBe('http://127.0.0.1:8233/namespaces/default/schedules/new-year');
    expect(weekly).toMatchObject({
      pipeline: 'housekeeping',
      times: ['0 0 * * SUN'],
      overlap: 'Skip',
      jitterSeconds: 30,
    });
    expect(byHand).toMatchObject({ state: 'by-hand', times: [], next: [] });
  });

  test('leaves out schedules of others, and nobody steers those from here', async () => {
    const create = ['create', '--schedule-id', 'not-ours', '--cron', '0 0 1 1 *', '--workflow-id', 'x', '--type', 'x'];
    await server.cli(['schedule', ...create, '--task-queue', 'x']);
    expect((await all()).map(({ id }) => id)).not.toContain('not-ours');
    for (const verb of ['pause', 'resume']) {
      expect(await act('not-ours', verb, DECISION)).toMatchObject({
        status: 404,
        body: { code: 'SCHEDULE_NOT_FOUND' },
      });
    }
    expect(await act('not-ours', 'trigger')).toMatchObject({ status: 404 });
    await server.cli(['schedule', 'delete', '--schedule-id', 'not-ours']);
  });
});

describe('a pause', () => {
  test('keeps who and why in the note and the audit log, and ends with a resume', async () => {
    const paused = schedule.parse((await act('new-year', 'pause', DECISION)).body);
    expect(paused).toMatchObject({ state: 'paused', next: [], note: 'anna: The ad exchange is closed.' });
    const resumed = schedule.parse((await act('new-year', 'resume', { ...DECISION, reason: 'Open again.' })).body);
    expect(resumed).toMatchObject({ state: 'active', note: 'anna: Open again.' });
    expect(resumed.next).not.toEqual([]);
    const [after, before] = await api.store.audit.list({ subject: 'schedule/new-year', limit: 2 });
    expect([before?.action, after?.action]).toEqual(['schedule.pause', 'schedule.resume']);
    expect(before).toMatchObject({
      before: { paused: false, note: 'Once.' },
      after: { paused: true, ...DECISION },
    });
  });

  test('with a reason longer than a note may be is shortened in the note, and whole in the audit log', async () => {
    const reason = '閉'.repeat(500);
    const paused = schedule.parse((await act('new-year', 'pause', { by: 'anna', reason })).body);
    expect(paused.note).toMatch(/^anna: 閉{100,499}…$/);
    const [entry] = await api.store.audit.list({ subject: 'schedule/new-year', limit: 1 });
    expect(entry).toMatchObject({ action: 'schedule.pause', after: { reason } });
  });

  test('without a reason changes nothing', async () => {
    const count = (await entries()).length;
    expect(await act('new-year', 'pause', { by: 'anna', reason: '' })).toMatchObject({ status: 400 });
    expect((await all()).find(({ id }) => id === 'new-year')?.state).toBe('active');
    expect((await entries()).length).toBe(count);
  });
});

describe('a trigger', () => {
  test('starts a run at once, which the list then tells, and leaves an entry', async () => {
    expect(await act('by-hand', 'trigger')).toMatchObject({ status: 200 });
    const recent = async () => (await all()).find(({ id }) => id === 'by-hand')?.recent ?? [];
    await waitFor('the run', async () => (await recent()).length === 1);
    const [started] = await recent();
    expect(started?.workflowId).toMatch(/^scheduled\/by-hand-\d{4}-/);
    expect(started?.links.temporal).toContain('/workflows/scheduled%2Fby-hand-');
    expect(await entries()).toContainEqual(['schedule.trigger', 'schedule/by-hand']);
  });
});

describe('without Temporal', () => {
  test('the list says so, and what to do', async () => {
    const away = await startApiStack();
    expect(await away.call('GET', '/api/schedules')).toMatchObject({
      status: 503,
      body: { code: 'TEMPORAL_UNREACHABLE' },
    });
    await away.close();
  });
});
