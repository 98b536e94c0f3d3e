// Deadlines and failures of a running day: who is warned before it is too late, what is one incident, and when it is over.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DeadlinePolicy } from '../../src/domain/alerting/deadline-policy.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { accountId, anAccount, isoDate, u1, u2 } from '../helpers/builders.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { startWorkflowStack, type WorkflowStack } from '../helpers/workflow-stack.ts';

const POLICY: DeadlinePolicy = [
  { pipeline: 'daily', stage: 'published', tier: 'critical', due: { afterStartMinutes: 120 }, warnMinutes: 30 },
  { pipeline: 'daily', stage: 'collected', tier: 'standard', due: { afterStartMinutes: 60 }, warnMinutes: 10 },
];

let stack: WorkflowStack;
let date = isoDate('2026-03-02');

beforeAll(async () => {
  stack = await startWorkflowStack({ deadlines: POLICY });
  await stack.store.accounts.save(u1({ tier: 'critical' }));
  await stack.store.accounts.save(u2());
});
afterAll(async () => {
  expect(await stack.replayAll()).toBeGreaterThan(0);
  await stack.close();
});
afterEach(() => {
  stack.outside.heal();
  stack.outside.releaseRates();
  date = addDays(date, 1);
});

const startDay = () => stack.startDay({ pipeline: 'daily', date, horizonDays: 2 });
const alert = (id: string) => stack.store.alerts.find(id);
const critical = () => `deadline/daily/${date}/published/critical`;
const history = async (id: string) => (await stack.env.client.workflow.getHandle(id).fetchHistory()).events ?? [];

describe('a day that is in time', () => {
  test('says so in its summary, tier by tier and stage by stage, and raises nothing', async () => {
    const day = await startDay();
    const { deadlines } = await day.result();

    expect(deadlines).toMatchObject([
      { stage: 'collected', tier: 'standard', status: 'kept', expected: 1, done: 1, left: 0 },
      { stage: 'published', tier: 'critical', status: 'kept', expected: 1, done: 1, left: 0 },
    ]);
    expect((await stack.store.runs.find(day.id))?.summary?.['deadlines']).toEqual(deadlines);
    expect(await alert(critical())).toBeNull();
  });

  test('does not wait for its deadlines: their timers die with the run', async () => {
    const day = await startDay();
    await day.result();
    const events = await history(day.id);
    const started = events.flatMap(({ timerStartedEventAttributes: timer }) => (timer ? [timer] : []));
    const cancelled = events.filter((event) => event.timerCanceledEventAttributes);
    expect(started.map(({ startToFireTimeout }) => Number(startToFireTimeout?.seconds))).toContain(60);
    expect(cancelled).toHaveLength(started.length);
    expect(events.some((event) => event.timerFiredEventAttributes)).toBe(false);
  });
});

describe('a day that waits for rates', () => {
  test('warns before the deadline, is critical when it is missed, and is resolved when it is done after all', async () => {
    await stack.checkRates(date);
    stack.outside.holdRates();
    const day = await startDay();
    await stack.env.sleep('50 minutes');
    expect(await alert(critical())).toBeNull();

    await stack.env.sleep('25 minutes');
    await waitFor('a warning', async () => (await alert(critical())) !== null);
    expect(await alert(critical())).toMatchObject({
      severity: 'warning',
      count: 1,
      facts: { pipeline: 'daily', date, stage: 'published', tier: 'critical', left: 1, done: 0 },
      resolvedAt: null,
    });

    await stack.env.sleep('50 minutes');
    await waitFor('a missed deadline', async () => (await alert(critical()))?.severity === 'critical');
    expect(await alert(`deadline/daily/${date}/collected/standard`)).toBeNull();

    stack.outside.releaseRates();
    const { deadlines } = await day.result();
    expect(deadlines).toMatchObject([{ status: 'kept' }, { status: 'late', done: 1, left: 0 }]);
    const over = await alert(critical());
    expect(over?.resolvedAt).not.toBeNull();
    expect(over?.detail).toMatch(/^Done at .* minutes after the deadline: 1 accounts done/);
  });
});

describe('accounts that fail', () => {
  const cause = () => `failure/daily/${date}/ad-exchange/SOURCE_UNAUTHORIZED/fetching`;
  const many = Array.from({ length: 12 }, (_, index) => accountId(`many-${String(index).padStart(2, '0')}`));

  test('for one reason are one incident while the day goes on, resolved when they are done in a later run', async () => {
    for (const id of many) await stack.store.accounts.save(anAccount({ id }));
    for (const account of many) stack.outside.fail({ code: 'SOURCE_UNAUTHORIZED', account });
    await stack.checkRates(date);
    stack.outside.holdRates();
    const day = await startDay();
    await waitFor(
      'the failures',
      async () => (await stack.store.runs.countFailures('daily', date, {}))['SOURCE_UNAUTHORIZED'] === 12,
    );
    await stack.env.sleep('2 minutes');

    await waitFor('an incident', async () => (await alert(cause())) !== null);
    expect(await alert(cause())).toMatchObject({
      severity: 'critical',
      count: 12,
      facts: {
        provider: 'ad-exchange',
        code: 'SOURCE_UNAUTHORIZED',
        stage: 'fetching',
        accounts: 12,
        samples: many.slice(0, 5),
      },
    });
    await stack.env.sleep('10 minutes');
    expect(await alert(cause())).toMatchObject({ count: 12, resolvedAt: null });
    stack.outside.releaseRates();
    await day.result();
    expect(await stack.store.alerts.list({ prefix: `failure/daily/${date}/`, limit: 10 })).toHaveLength(1);

    stack.outside.heal();
    expect(await (await startDay()).result()).toMatchObject({ published: 12, failed: 0 });
    const over = await alert(cause());
    expect(over?.resolvedAt).not.toBeNull();
    expect(over?.detail).toContain('Recovered: of 12 accounts none fails');
    for (const id of many) await stack.store.accounts.save(anAccount({ id, status: 'archived' }));
  });

  test('for other reasons are other incidents', async () => {
    stack.outside.fail({ code: 'SOURCE_SCHEMA_INVALID', account: accountId('u1') });
    stack.outside.fail({ code: 'SOURCE_UNAUTHORIZED', account: accountId('u2') });
    await (await startDay()).result();
    const incidents = await stack.store.alerts.list({ open: true, prefix: `failure/daily/${date}/`, limit: 10 });
    expect(incidents.map(({ severity, count }) => [severity, count])).toEqual([
      ['warning', 1],
      ['warning', 1],
    ]);
  });
});
