// The watch: what no run can say about itself, because there is none, it came too late, or it is gone.
import { describe, expect, test } from 'vitest';
import { createWatchActivities } from '../../src/activities/alerting/watch.ts';
import type { DefaultDependencies } from '../../src/activities/dependencies.ts';
import { accountDayId, dayRunId } from '../../src/contract/workflow-ids.ts';
import type { Deadline } from '../../src/domain/alerting/deadline-policy.ts';
import type { DaySchedule } from '../../src/domain/alerting/expected-runs.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import type { DaySchedules } from '../../src/ports/day-schedules.ts';
import type { RunRecord, RunStatus, Store } from '../../src/ports/store.ts';
import { accountId, anAccount, isoDate } from '../helpers/builders.ts';
import { scratchStore } from '../helpers/scratch-store.ts';
import { run } from '../storage/builders.ts';

const DATE = isoDate('2026-11-20');
const DEADLINE: Deadline = {
  pipeline: 'daily',
  stage: 'published',
  tier: 'critical',
  due: { at: '07:30', timeZone: 'UTC' },
  warnMinutes: 30,
};

async function site(schedules: readonly DaySchedule[] = []) {
  const store = await scratchStore();
  const daySchedules: DaySchedules = {
    list: async (from, to) =>
      schedules.map((one) => ({ ...one, times: one.times.filter((at) => new Date(at) > from && new Date(at) <= to) })),
  };
  await store.accounts.save(anAccount({ id: accountId('u1'), tier: 'critical' }));
  const { watchAlerts } = createWatchActivities({
    store,
    deadlines: [DEADLINE],
    daySchedules,
  } as unknown as DefaultDependencies);
  return {
    store,
    look: (time: string) => watchAlerts({ at: `2026-11-21T${time}:00.000Z` }),
    open: async () =>
      (await store.alerts.list({ open: true, limit: 10 })).map(({ id, severity }) => `${severity} ${id}`),
  };
}

const dayRun = (store: Store, date: string, changes: Partial<RunRecord> = {}) =>
  store.runs.save(
    run(dayRunId('daily', isoDate(date)), {
      kind: 'day',
      date: isoDate(date),
      accountId: null,
      status: 'completed',
      startedAt: `${addDays(isoDate(date), 1)}T06:00:00.000Z`,
      summary: null,
      ...changes,
    }),
  );

const accountDay = (store: Store, status: RunStatus, failure: RunRecord['failure'] = null) =>
  store.runs.save(run(accountDayId('daily', DATE, accountId('u1')), { date: DATE, status, failure }));

const MISSING = `missing-run/daily/${DATE}`;
const LATE = `deadline/daily/${DATE}/published/critical`;

describe('a run that has not begun', () => {
  test('is warned of before the deadline, critical after it, and over when it begins', async () => {
    const { store, look, open } = await site();
    await dayRun(store, '2026-11-19');
    await look('06:59');
    expect(await open()).toEqual([]);
    await look('07:00');
    expect(await open()).toEqual([`warning ${MISSING}`]);
    await look('07:30');
    expect(await open()).toEqual([`critical ${MISSING}`]);
    await dayRun(store, DATE, { status: 'running', startedAt: '2026-11-21T07:40:00.000Z' });
    await look('07:41');
    expect(await open()).toEqual([`critical ${LATE}`]);
    expect((await store.alerts.find(MISSING))?.detail).toBe('The run began at 2026-11-21T07:40:00.000Z.');
  });

  test('is missed by nobody when nothing ran the days before, or only after the deadline', async () => {
    const { store, look, open } = await site();
    await look('12:00');
    await dayRun(store, '2026-11-10');
    await dayRun(store, '2026-11-19', { startedAt: '2026-11-21T11:59:00.000Z' });
    await look('12:00');
    expect(await open()).toEqual([]);
  });

  test('of a cohort is missed when the cohort ran the days before, and a run of named accounts counts for nothing', async () => {
    const { store, look, open } = await site();
    const europe = { cohort: 'eu' };
    await dayRun(store, '2026-11-19', { ...europe, id: 'day/daily/2026-11-19/eu' });
    await dayRun(store, DATE, { id: 'day/daily/2026-11-20/only-1', summary: { accounts: ['u1'] } });
    await look('08:00');
    expect(await open()).toEqual([`critical ${MISSING}/eu`]);
    await dayRun(store, DATE);
    await look('08:01');
    expect(await open()).toEqual([]);
  });
});

describe('a run that a schedule had a time for', () => {
  const SCHEDULE: DaySchedule = {
    id: 'mornings',
    pipeline: 'daily',
    cohort: null,
    timeZone: 'UTC',
    pausedBecause: null,
    times: ['2026-11-21T06:00:00.000Z'],
  };

  test('is missed although none ever ran, and names the schedule', async () => {
    const { store, look, open } = await site([SCHEDULE]);
    await look('07:00');
    expect(await open()).toEqual([`warning ${MISSING}`]);
    expect(await store.alerts.find(MISSING)).toMatchObject({
      detail: expect.stringContaining('The schedule "mornings" had a time for it.'),
      facts: { schedule: 'mornings' },
    });
    await dayRun(store, DATE, { startedAt: '2026-11-21T07:10:00.000Z' });
    await look('07:11');
    expect(await open()).toEqual([]);
  });

  test('is missed while somebody has it paused, for however long, and says why it is', async () => {
    const { store, look, open } = await site([{ ...SCHEDULE, pausedBecause: 'anna: moving house' }]);
    await dayRun(store, '2026-10-01');
    await look('08:00');
    expect(await open()).toEqual([`critical ${MISSING}`]);
    expect((await store.alerts.find(MISSING))?.detail).toMatch(/"mornings" is paused \(anna: moving house\)/);
  });

  test('is missed for its own cohort only, unless a run of everybody has begun', async () => {
    const { store, look, open } = await site([{ ...SCHEDULE, cohort: 'eu' }]);
    await look('08:00');
    expect(await open()).toEqual([`critical ${MISSING}/eu`]);
    await dayRun(store, DATE);
    await look('08:01');
    expect(await open()).toEqual([]);
  });

  test('is not missed because hundreds of other runs have begun after it', async () => {
    const { store, look, open } = await site([{ ...SCHEDULE, cohort: 'eu' }]);
    await dayRun(store, DATE, { id: dayRunId('daily', DATE, { cohort: 'eu' }), cohort: 'eu' });
    const others = Array.from({ length: 300 }, (_, index) => addDays(isoDate('2025-12-01'), index));
    await Promise.all(others.map((date) => dayRun(store, date, { startedAt: '2026-11-21T06:30:00.000Z' })));
    await look('07:00');
    expect(await open()).toEqual([]);
  });

  test.each([
    ['of another day', { times: ['2026-11-20T06:00:00.000Z'] }],
    ['after the deadline', { times: ['2026-11-21T07:45:00.000Z'] }],
    ['of another pipeline', { pipeline: 'revenue' }],
    ['at which the day was not over in its zone', { timeZone: 'America/Los_Angeles' }],
    ['of a moment ago', { times: ['2026-11-21T07:28:00.000Z'] }],
  ])('is missed by nobody for a time %s', async (_, changes) => {
    const { look, open } = await site([{ ...SCHEDULE, ...changes }]);
    await look('07:30');
    expect(await open()).toEqual([]);
  });
});

describe('a run that came too late, or is gone', () => {
  test('has missed its deadline as long as somebody is left, and is resolved when all are done', async () => {
    const { store, look, open } = await site();
    await dayRun(store, '2026-11-19');
    await dayRun(store, DATE, { status: 'cancelled' });
    await accountDay(store, 'running');
    await look('08:00');
    await look('08:01');
    expect(await open()).toEqual([`critical ${LATE}`]);
    await accountDay(store, 'published');
    await look('08:02');
    expect(await open()).toEqual([]);
    expect((await store.alerts.find(LATE))?.detail).toMatch(
      /^Done at 2026-11-21 08:02 UTC, 32 minutes after the deadline/,
    );
  });

  test('is none of it when it has completed', async () => {
    const { store, look, open } = await site();
    await dayRun(store, '2026-11-19');
    await dayRun(store, DATE);
    await accountDay(store, 'failed');
    await look('08:00');
    expect(await open()).toEqual([]);
  });
});

test('failures that are over by now are resolved, whoever has repaired them', async () => {
  const { store, look, open } = await site();
  const failure = { provider: null, code: 'FIT_FAILED', stage: 'training' };
  const id = `failure/daily/${DATE}/-/FIT_FAILED/training`;
  await accountDay(store, 'failed', failure);
  await store.alerts.raise({
    id,
    severity: 'warning',
    title: 't',
    detail: 'd',
    facts: { pipeline: 'daily', date: DATE },
  });
  await look('23:00');
  expect(await open()).toEqual([`warning ${id}`]);
  await accountDay(store, 'published');
  await look('23:01');
  expect(await open()).toEqual([]);
});

describe('what nobody repairs', () => {
  const old = (store: Store, id: string) =>
    store.alerts.raise({
      id,
      severity: 'warning',
      title: 't',
      detail: 'd',
      facts: { pipeline: 'daily', date: '2026-11-12' },
    });

  test('is watched for a week and then taken from the list, so that it hides nothing new', async () => {
    const { store, look, open } = await site();
    const failure = { provider: null, code: 'FIT_FAILED', stage: 'training' };
    const recent = `failure/daily/${DATE}/-/FIT_FAILED/training`;
    await accountDay(store, 'failed', failure);
    await store.alerts.raise({
      id: recent,
      severity: 'warning',
      title: 't',
      detail: 'd',
      facts: { pipeline: 'daily', date: DATE },
    });
    for (const id of ['failure/daily/2026-11-12/-/X/y', 'missing-run/daily/2026-11-12']) await old(store, id);
    await look('05:00');
    expect(await open()).toEqual([`warning ${recent}`]);
    expect((await store.alerts.find('missing-run/daily/2026-11-12'))?.detail).toContain('within 7 days');
  });

  test('of a missing run ends when somebody runs it the day after', async () => {
    const { store, look, open } = await site();
    const id = 'missing-run/daily/2026-11-18';
    await store.alerts.raise({
      id,
      severity: 'critical',
      title: 't',
      detail: 'd',
      facts: { pipeline: 'daily', date: '2026-11-18' },
    });
    await look('05:00');
    expect(await open()).toEqual([`critical ${id}`]);
    await dayRun(store, '2026-11-18', { startedAt: '2026-11-21T05:01:00.000Z' });
    await look('05:02');
    expect(await open()).toEqual([]);
  });
});
