// Answers about schedules that get lost in Temporal's server: nobody waits for those.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createDaySchedules } from '../../src/operations/day-schedules.ts';
import { listOurIds } from '../../src/operations/schedules-existing.ts';
import { parseSchedules } from '../../src/operations/schedules-file.ts';
import { applySchedules, compareSchedules } from '../../src/operations/schedules.ts';
import { scheduleList } from '../../src/api/schedule-schemas.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { startApiStack, type ApiStack } from '../helpers/api-stack.ts';
import { startDevServer, type DevServer } from '../helpers/dev-server.ts';
import { losingClient, type LosingClient } from '../helpers/lost-answers.ts';
import { waitFor } from '../helpers/wait-for.ts';

const DECLARED = parseSchedules(
  JSON.stringify([
    { id: 'mornings', pipeline: 'daily', cron: '0 6 * * *' },
    { id: 'weekly', pipeline: 'housekeeping', preset: '@weekly' },
  ]),
);
const DECISION = { by: 'anna', reason: 'The ad exchange is closed.' };
/** Waiting for a lost answer takes 5 s at least; asking again less than one. */
const SOON_MS = 2_500;

let server: DevServer;

beforeAll(async () => {
  server = await startDevServer();
});

afterAll(async () => {
  await server?.stop();
});

async function apiThatLoses(): Promise<LosingClient & { readonly api: ApiStack }> {
  const losing = losingClient(server.address);
  const api = await startApiStack({ clock: systemClock, change: (deps) => ({ ...deps, temporal: losing.client }) });
  await applySchedules(losing.client, DECLARED);
  const { schedule } = losing.client;
  await waitFor('the list', async () => (await listOurIds(schedule)).length === DECLARED.length);
  return { ...losing, api };
}

async function inTime<T>(call: () => Promise<T>): Promise<T> {
  const begin = performance.now();
  const answer = await call();
  expect(performance.now() - begin).toBeLessThan(SOON_MS);
  return answer;
}

test('the list is there soon, true and whole, also when an answer is lost and the next one as well', async () => {
  const { api, lose, calledOff } = await apiThatLoses();
  lose('describeSchedule', 3);
  const { body } = await inTime(() => api.call('GET', '/api/schedules'));
  expect(scheduleList.parse(body).schedules.map(({ id }) => id)).toEqual(['mornings', 'weekly']);
  await vi.waitFor(() => expect(calledOff()).toBe(3));
  await api.close();
});

test('a pause tells how the schedule stands after it', async () => {
  const { api, lose } = await apiThatLoses();
  lose('describeSchedule', 1);
  const paused = await inTime(() => api.call('POST', '/api/schedules/mornings/pause', { json: DECISION }));
  expect(paused).toMatchObject({ status: 200, body: { state: 'paused', note: 'anna: The ad exchange is closed.' } });
  lose('describeSchedule', 1);
  const resumed = await inTime(() => api.call('POST', '/api/schedules/mornings/resume', { json: DECISION }));
  expect(resumed).toMatchObject({ status: 200, body: { state: 'active' } });
  await api.close();
});

test('the watch learns what should run, and asks about nothing but days', async () => {
  const { api, client, lose, asked, calledOff } = await apiThatLoses();
  const [from, to] = [new Date(), new Date(Date.now() + 24 * 3_600_000)];
  lose('describeSchedule', 1);
  lose('listScheduleMatchingTimes', 1);
  const found = await inTime(() => createDaySchedules(client).list(from, to));
  expect(found).toMatchObject([{ id: 'mornings', times: [expect.stringContaining('T06:00:00')] }]);
  await vi.waitFor(() => expect(calledOff()).toBe(2));
  expect(asked('describeSchedule')).toBe(2);
  await api.close();
});

test('the doctor compares what is declared with what is there', async () => {
  const { api, client, lose } = await apiThatLoses();
  lose('describeSchedule', 1);
  expect(await inTime(() => compareSchedules(client, DECLARED))).toMatchObject({ create: [], update: [], remove: [] });
  await api.close();
});
