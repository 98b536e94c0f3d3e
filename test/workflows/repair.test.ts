// Repair: a backfill fetches what is missing and no more, goes on where it was stopped, says how far it is, and a figure that was
// corrected after publication brings a new forecast of its account and of no other.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { BACKFILL_PAGE } from '../../src/contract/limits.ts';
import type { BackfillInput, BackfillProgress, DayRunInput } from '../../src/contract/messages.ts';
import { DEFAULT_QUEUE } from '../../src/contract/queues.ts';
import { WORKFLOWS, backfillRunId, dayRunId } from '../../src/contract/workflow-ids.ts';
import { listDates } from '../../src/domain/calendar/dates.ts';
import type { AccountId } from '../../src/domain/ids.ts';
import { accountId, anAccount, decimal, currency, isoDate, sourceId, u2 } from '../helpers/builders.ts';
import { collectHistories } from '../helpers/histories.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { startWorkflowStack, type WorkflowStack } from '../helpers/workflow-stack.ts';

let stack: WorkflowStack;
const march = { from: isoDate('2026-03-01'), to: isoDate('2026-03-20') };
const ADS = sourceId('ad-exchange');

beforeAll(async () => {
  stack = await startWorkflowStack();
});
afterAll(async () => {
  expect(await stack.replayAll()).toBeGreaterThan(0);
  await stack.close();
});
afterEach(() => {
  stack.outside.heal();
  stack.outside.requests.length = 0;
});

/** Accounts of a cohort of their own, so that tests do not see each other's. */
async function cohortOf(name: string, ...accounts: readonly string[]): Promise<readonly AccountId[]> {
  const ids = accounts.map((id) => accountId(`${name}-${id}`));
  for (const id of ids) await stack.store.accounts.save(u2({ id, cohort: name, sources: [ADS], historyDepthDays: 7 }));
  return ids;
}

const inputOf = (cohort: string, input: Partial<BackfillInput> = {}): BackfillInput => ({
  ...march,
  mode: 'missing',
  cohort,
  ...input,
});
const idOf = ({ from, to, ...scope }: BackfillInput) => backfillRunId(from, to, scope);
const backfill = (input: BackfillInput) =>
  stack.execute<BackfillProgress>(WORKFLOWS.backfillRun, idOf(input), input, DEFAULT_QUEUE);
const amounts = async (id: AccountId, range = march) =>
  (await stack.store.revenue.listDays(id, range)).map(({ amount }) => amount);

describe('a planned backfill', () => {
  test('asks for what is missing and leaves alone what is there', async () => {
    const [one, two] = await cohortOf('gaps', 'one', 'two');
    await backfill(inputOf('gaps', { from: march.from, to: isoDate('2026-03-08') }));
    stack.outside.requests.length = 0;
    await stack.store.accounts.save(u2({ id: accountId('gaps-new'), cohort: 'gaps', sources: [ADS] }));

    expect(await backfill(inputOf('gaps'))).toMatchObject({
      accounts: 3,
      failed: 0,
      backfill: { planned: { accounts: 3, days: 44, requests: 3 }, days: 44, added: 44, revised: 0, requestsLeft: 0 },
    });
    expect([...stack.outside.requests].sort()).toEqual([
      'ad-exchange gaps-new 2026-03-01..2026-03-20',
      `ad-exchange ${one} 2026-03-09..2026-03-20`,
      `ad-exchange ${two} 2026-03-09..2026-03-20`,
    ]);
    stack.outside.requests.length = 0;
    expect(await backfill(inputOf('gaps'))).toMatchObject({ accounts: 0, backfill: { requests: 0, days: 0 } });
    expect(stack.outside.requests).toEqual([]);
  });

  test('adds a source that was switched on later to days that are there, to the cent, and asks the others for nothing', async () => {
    const [id = accountId('-')] = await cohortOf('late-source', 'one');
    await backfill(inputOf('late-source'));
    const before = await amounts(id);
    stack.outside.requests.length = 0;
    const shop = sourceId('app-store-1');
    await stack.store.accounts.save(u2({ id, cohort: 'late-source', sources: [ADS, shop] }));

    await backfill(inputOf('late-source'));
    expect(stack.outside.requests).toEqual([`app-store-1 ${id} 2026-03-01..2026-03-20`]);
    expect(before.slice(0, 2)).toEqual(['101.25', '102.25']);
    expect((await amounts(id)).slice(0, 2)).toEqual(['202.50', '204.50']);
  });

  test('never writes over a day that somebody gave, although it lies within a report', async () => {
    const [id = accountId('-')] = await cohortOf('given', 'one');
    const day = { accountId: id, date: isoDate('2026-03-05'), amount: decimal('7.77'), currency: currency('USD') };
    await stack.store.revenue.saveDays([{ ...day, shares: [], rates: null, origin: 'api' }]);
    await backfill(inputOf('given'));
    expect(stack.outside.requests).toEqual([`ad-exchange ${id} 2026-03-01..2026-03-20`]);
    const stored = await amounts(id);
    expect(stored).toHaveLength(20);
    expect(stored[4]).toBe('7.77');
    expect(await stack.store.revenue.listDayRevisions(id, day.date)).toHaveLength(1);
  });

  test('that failed for one account asks for that account only when it is started again', async () => {
    const [bad = accountId('-')] = await cohortOf('again', 'bad', 'good');
    stack.outside.fail({ code: 'SOURCE_UNAUTHORIZED', account: bad });
    expect(await backfill(inputOf('again'))).toMatchObject({ accounts: 2, failed: 1, backfill: { requestsLeft: 0 } });
    stack.outside.heal();
    stack.outside.requests.length = 0;
    expect(await backfill(inputOf('again'))).toMatchObject({ accounts: 1, failed: 0 });
    expect(stack.outside.requests).toEqual([`ad-exchange ${bad} 2026-03-01..2026-03-20`]);
  });

  test('that is cancelled keeps what it has, says so, and goes on from there', async () => {
    const [, stuck = accountId('-')] = await cohortOf('stopped', 'done', 'stuck');
    stack.outside.fail({ code: 'REPORT_NOT_READY', account: stuck });
    const input = inputOf('stopped');
    const run = await stack.start(WORKFLOWS.backfillRun, idOf(input), input, DEFAULT_QUEUE);
    const progress = () => run.query<BackfillProgress>('progress');
    await waitFor('one account is done', async () => (await progress()).accounts === 1);
    expect(await progress()).toMatchObject({
      accounts: 1,
      backfill: { planned: { accounts: 2, days: 40, requests: 2 }, days: 20, requestsLeft: 1 },
    });
    await run.cancel();
    await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect(await stack.store.runs.find(idOf(input))).toMatchObject({
      status: 'cancelled',
      summary: { backfill: { days: 20 } },
    });

    stack.outside.heal();
    stack.outside.requests.length = 0;
    expect(await backfill(input)).toMatchObject({ accounts: 1, backfill: { planned: { days: 20 }, days: 20 } });
    expect(stack.outside.requests).toEqual([`ad-exchange ${stuck} 2026-03-01..2026-03-20`]);
  });

  test('of more accounts than one run takes continues as new and counts each once', async () => {
    const names = Array.from({ length: BACKFILL_PAGE + 3 }, (_, index) => `${index}`);
    await cohortOf('many', ...names);
    await stack.store.accounts.save(anAccount({ id: accountId('many-by-hand'), sources: [], cohort: 'many' }));
    const few = inputOf('many', { from: march.from, to: isoDate('2026-03-02') });
    expect(await backfill(few)).toMatchObject({
      accounts: BACKFILL_PAGE + 3,
      published: BACKFILL_PAGE + 3,
      failed: 0,
      backfill: { planned: { accounts: BACKFILL_PAGE + 3 }, requestsLeft: 0, secondsLeft: 0 },
    });
    expect(new Set(stack.outside.requests).size).toBe(BACKFILL_PAGE + 3);
  });

  test('that a schedule starts reads everything again, behind everybody else', async () => {
    await cohortOf('scheduled', 'one');
    stack.clock.at = new Date('2100-01-01T00:00:00Z');
    const id = 'scheduled/reread';
    const input = { pipeline: 'backfill', timeZone: 'UTC', cohort: 'scheduled' };
    await stack.execute(WORKFLOWS.scheduledRun, id, input, DEFAULT_QUEUE);
    stack.clock.at = null;
    const events = (await collectHistories(stack.env.client, [id])).flatMap(({ history }) => history.events ?? []);
    const started = events.flatMap((event) => event.startChildWorkflowExecutionInitiatedEventAttributes ?? []);
    const run = started.find(({ workflowType }) => workflowType?.name === WORKFLOWS.backfillRun);
    expect(run?.priority).toMatchObject({ priorityKey: 5 });
    expect(JSON.stringify(run?.input?.payloads?.map(({ data }) => Buffer.from(data ?? []).toString()))).toContain(
      'reread',
    );
  });
});

describe('a figure that its source corrects after it was published', () => {
  const published = march.to;
  const corrected = isoDate('2026-03-17');

  async function publishAll(cohort: string): Promise<void> {
    await backfill(inputOf(cohort, { to: isoDate('2026-03-19') }));
    await stack.checkRates(published);
    const day: DayRunInput = { pipeline: 'daily', date: published, horizonDays: 2, cohort };
    expect(await (await stack.startDay(day)).result()).toMatchObject({ published: 3, failed: 0 });
  }

  test('brings a new forecast of its account, and leaves every row of the others as it was', async () => {
    const cohort = 'restated';
    const [touched = accountId('-'), ...others] = await cohortOf(cohort, 'a', 'b', 'c');
    await publishAll(cohort);
    const rowsOf = (id: AccountId) =>
      Promise.all([
        stack.store.revenue.listDays(id, march),
        stack.store.revenue.listSources(id, march),
        stack.store.forecasts.listRevisions(id, published),
        stack.store.models.list(id, 10),
      ]);
    const before = await Promise.all(others.map(rowsOf));
    const totals = await stack.store.revenue.totals(corrected, { cohort });
    expect(totals).toMatchObject([{ amount: '351.75', accounts: 3 }]);
    const [first] = await stack.store.forecasts.listRevisions(touched, published);

    const honest = stack.outside.amountOf;
    stack.outside.amountOf = (id, date) => (id === touched && date === corrected ? '500.10' : honest(id, date));
    const result = await backfill(inputOf(cohort, { mode: 'reread' }));

    expect(result).toMatchObject({
      accounts: 3,
      failed: 0,
      backfill: { revised: 1, restated: { accounts: 1, published: 1, held: 0, notDone: 0, samples: [touched] } },
    });
    expect(await Promise.all(others.map(rowsOf))).toEqual(before);
    expect(await stack.store.revenue.totals(corrected, { cohort })).toMatchObject([{ amount: '734.60', accounts: 3 }]);
    // As published, and as known now.
    const days = await stack.store.revenue.listDayRevisions(touched, corrected);
    expect(days.map(({ amount }) => amount)).toEqual(['117.25', '500.10']);
    const forecasts = await stack.store.forecasts.listRevisions(touched, published);
    expect(forecasts.map(({ status }) => status)).toEqual(['published', 'published']);
    expect(forecasts[0]).toEqual(first);
    expect(forecasts[1]?.days).not.toEqual(first?.days);
  });

  test('is found once: the next backfill makes no forecast again', async () => {
    expect(await backfill(inputOf('restated', { mode: 'reread' }))).toMatchObject({
      backfill: { restated: { accounts: 0 } },
    });
  });

  test('is found as well when somebody else brought it in, and asks no source but for the day that is forecast from', async () => {
    const id = accountId('restated-b');
    const [day] = await stack.store.revenue.listDays(id, { from: corrected, to: corrected });
    if (day === undefined) throw new Error('The day is missing.');
    await stack.store.revenue.saveDays([{ ...day, amount: decimal('1.23'), origin: 'api' }]);
    stack.outside.requests.length = 0;

    expect(await backfill(inputOf('restated'))).toMatchObject({
      accounts: 0,
      backfill: { requests: 0, restated: { accounts: 1, published: 1, samples: [id] } },
    });
    expect(stack.outside.requests).toEqual([`ad-exchange ${id} ${published}..${published}`]);
  });

  test('that comes to nothing says so: the forecast is counted as not made, and the backfill is complete', async () => {
    const id = accountId('restated-c');
    const [day] = await stack.store.revenue.listDays(id, { from: corrected, to: corrected });
    if (day === undefined) throw new Error('The day is missing.');
    await stack.store.revenue.saveDays([{ ...day, amount: decimal('1.23'), origin: 'api' }]);
    stack.outside.fail({ code: 'SOURCE_UNAUTHORIZED', account: id });

    const input = inputOf('restated');
    expect(await backfill(input)).toMatchObject({ backfill: { restated: { accounts: 1, published: 0, notDone: 1 } } });
    expect(await stack.store.runs.find(idOf(input))).toMatchObject({ status: 'completed' });
    expect(await stack.store.runs.find(dayRunId('daily', published, { accounts: [id] }))).toMatchObject({
      status: 'completed',
      summary: { tally: { failed: 1 } },
    });
    stack.outside.heal();
    expect(await backfill(input)).toMatchObject({ backfill: { restated: { accounts: 1, published: 1 } } });
  });

  test('without a published forecast, or outside what it was made from, changes nothing that is published', async () => {
    const [id = accountId('-')] = await cohortOf('unpublished', 'one');
    await backfill(inputOf('unpublished'));
    const honest = stack.outside.amountOf;
    stack.outside.amountOf = () => '9.99';
    expect(await backfill(inputOf('unpublished', { mode: 'reread' }))).toMatchObject({
      backfill: { revised: 20, restated: { accounts: 0 } },
    });
    stack.outside.amountOf = honest;
    expect(await amounts(id)).toEqual(listDates(march.from, march.to).map(() => '9.99'));
  });
});
