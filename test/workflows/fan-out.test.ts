// Many accounts: pages, bounded windows, small histories, and nobody held back by somebody else's wait.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCOUNTS_IN_FLIGHT, PARTITION_SIZE_MIN, SOURCES_PATIENCE_MS } from '../../src/contract/limits.ts';
import { SIGNALS } from '../../src/contract/messages.ts';
import { DEFAULT_QUEUE } from '../../src/contract/queues.ts';
import { WORKFLOWS, accountDayId, dayRunId, partitionId } from '../../src/contract/workflow-ids.ts';
import { aRatesSet, accountId, anAccount, currency, isoDate, sourceId } from '../helpers/builders.ts';
import { collectHistories } from '../helpers/histories.ts';
import { largestPayload } from '../helpers/payloads.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { startWorkflowStack, type WorkflowStack } from '../helpers/workflow-stack.ts';

const CONVERTING = ACCOUNTS_IN_FLIGHT + 10;
const PLAIN = 5;
let stack: WorkflowStack;

beforeAll(async () => {
  stack = await startWorkflowStack();
  for (let index = 0; index < CONVERTING; index += 1) {
    await stack.store.accounts.save(
      anAccount({
        id: accountId(`a-converts-${index}`),
        currency: currency('EUR'),
        convertCurrency: true,
        cohort: 'big',
      }),
    );
  }
  for (let index = 0; index < PLAIN; index += 1) {
    await stack.store.accounts.save(anAccount({ id: accountId(`z-plain-${index}`), cohort: 'big' }));
  }
});
afterAll(async () => {
  expect(await stack.replayAll()).toBeGreaterThan(CONVERTING + PLAIN);
  await stack.close();
});

/** Accounts whose only source is app-store-3, and some behind them that do without it. */
async function addHanging(cohort: string, { hanging, well }: { hanging: number; well: number }) {
  const add = (id: string, source: string) =>
    stack.store.accounts.save(anAccount({ id: accountId(id), cohort, sources: [sourceId(source)] }));
  for (let index = 0; index < hanging; index += 1) await add(`${cohort}-a-${index}`, 'app-store-3');
  for (let index = 0; index < well; index += 1) await add(`${cohort}-z-${index}`, 'ad-exchange');
}

describe('a day of many accounts', () => {
  test('publishes each of them once, spread over several partitions', async () => {
    const date = isoDate('2026-05-04');
    const day = await stack.startDay({ pipeline: 'daily', date, horizonDays: 2, cohort: 'big' });
    expect(await day.result()).toMatchObject({
      accounts: CONVERTING + PLAIN,
      published: CONVERTING + PLAIN,
      failed: 0,
    });

    const histories = await collectHistories(stack.env.client, [day.id]);
    const ids = histories.map(({ workflowId }) => workflowId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id.startsWith('partition/'))).toHaveLength(
      Math.ceil((CONVERTING + PLAIN) / PARTITION_SIZE_MIN),
    );
  });

  test('stays within its budget: an account day under 80 events, no payload over 16 KB', async () => {
    const histories = await collectHistories(stack.env.client, [
      dayRunId('daily', isoDate('2026-05-04'), { cohort: 'big' }),
    ]);
    for (const { workflowId, history } of histories) {
      const limit = workflowId.startsWith('account-day/') ? 80 : 4_096;
      expect(history.events?.length ?? 0, workflowId).toBeLessThan(limit);
      expect(largestPayload(history), workflowId).toBeLessThan(16 * 1_024);
    }
  });

  test('of which most wait for late rates still publishes every account that needs none, however many stand before it', async () => {
    const date = isoDate('2026-05-05');
    stack.outside.holdRates();
    const page = {
      pipeline: 'daily',
      date,
      cohort: 'big',
      index: 0,
      force: false,
      horizonDays: 2,
      after: null,
      limit: 250,
      rates: null,
    };
    const partition = await stack.start(WORKFLOWS.partition, partitionId('late', 0), page, DEFAULT_QUEUE);
    await waitFor('all plain accounts forecast', async () => {
      const counts = await stack.store.runs.countAccountDays('daily', date, { cohort: 'big' });
      return counts.staged === PLAIN;
    });
    expect(await stack.store.runs.find(accountDayId('daily', date, accountId('a-converts-0')))).toMatchObject({
      status: 'running',
    });

    const rates = aRatesSet({ date });
    await stack.store.rates.save([rates]);
    await partition.signal(SIGNALS.ratesReady, { ratesId: rates.id });
    expect(await partition.result()).toMatchObject({ published: CONVERTING + PLAIN, failed: 0 });
  });

  test('reads a range to its end when more accounts have come into it than were planned', async () => {
    const date = isoDate('2026-05-11');
    const rates = aRatesSet({ date });
    await stack.store.rates.save([rates]);
    const page = {
      pipeline: 'revenue',
      date,
      cohort: 'big',
      index: 0,
      force: false,
      horizonDays: 2,
      after: accountId('a-converts-9'),
      through: accountId('z-plain-3'),
      limit: 2,
      rates: { ratesId: rates.id },
    };
    const partition = await stack.start(WORKFLOWS.partition, partitionId('crowded', 0), page, DEFAULT_QUEUE);
    expect(await partition.result()).toMatchObject({ accounts: 4, published: 4, failed: 0 });
  });

  test('paused begins no further account, and all the others when it is resumed', async () => {
    const date = isoDate('2026-05-12');
    const rates = aRatesSet({ date });
    await stack.store.rates.save([rates]);
    stack.outside.fail({ code: 'SOURCE_UNAVAILABLE' });
    const page = {
      pipeline: 'revenue',
      date,
      cohort: 'big',
      index: 0,
      force: false,
      horizonDays: 2,
      after: null,
      limit: 250,
      rates: { ratesId: rates.id },
    };
    const partition = await stack.start(WORKFLOWS.partition, partitionId('paused', 0), page, DEFAULT_QUEUE);
    const counts = () => stack.store.runs.countAccountDays('revenue', date, { cohort: 'big' });
    await waitFor('the window is full', async () => (await counts()).running === ACCOUNTS_IN_FLIGHT);
    await partition.signal(SIGNALS.setPaused, true);
    await waitFor('it is paused', async () => (await partition.query<boolean>('paused')) === true);
    stack.outside.heal();
    await stack.env.sleep('2 minutes');
    expect(await counts()).toEqual({ collected: ACCOUNTS_IN_FLIGHT });
    await partition.signal(SIGNALS.setPaused, false);
    expect(await partition.result()).toMatchObject({ published: CONVERTING + PLAIN, failed: 0 });
  });

  test('whose sources are down for more accounts than may be at work still collects every other one', async () => {
    const date = isoDate('2026-05-13');
    stack.outside.fail({ code: 'SOURCE_UNAVAILABLE', source: sourceId('app-store-3') });
    const page = {
      pipeline: 'revenue',
      date,
      cohort: 'hanging',
      index: 0,
      force: false,
      horizonDays: 2,
      after: null,
      limit: 250,
      rates: null,
    };
    await addHanging('hanging', { hanging: ACCOUNTS_IN_FLIGHT + 2, well: 3 });
    const partition = await stack.start(WORKFLOWS.partition, partitionId('hanging', 0), page, DEFAULT_QUEUE);
    const counts = () => stack.store.runs.countAccountDays('revenue', date, { cohort: 'hanging' });
    await waitFor('the window is full', async () => (await counts()).running === ACCOUNTS_IN_FLIGHT);
    await stack.env.sleep(SOURCES_PATIENCE_MS);
    await waitFor('all others are collected', async () => (await counts()).collected === 3);

    stack.outside.heal();
    expect(await partition.result()).toMatchObject({ published: ACCOUNTS_IN_FLIGHT + 5, failed: 0 });
  });

  test('publishes everybody else as soon as it sees that one account hangs on its source', async () => {
    const date = isoDate('2026-05-14');
    stack.outside.fail({ code: 'SOURCE_UNAVAILABLE', source: sourceId('app-store-3') });
    await addHanging('one-hangs', { hanging: 1, well: 2 });
    const day = await stack.startDay({ pipeline: 'daily', date, horizonDays: 2, cohort: 'one-hangs' });
    const counts = () => stack.store.runs.countAccountDays('daily', date, { cohort: 'one-hangs' });
    await waitFor('the others are forecast', async () => (await counts()).staged === 2);
    await stack.env.sleep(SOURCES_PATIENCE_MS);
    await waitFor('they are published', async () => (await counts()).published === 2);
    expect(await counts()).toEqual({ published: 2, running: 1 });

    stack.outside.heal();
    expect(await day.result()).toMatchObject({ published: 3, failed: 0 });
  });

  test('starts no timer for an account whose sources answer at once', async () => {
    const histories = await collectHistories(stack.env.client, [
      dayRunId('daily', isoDate('2026-05-04'), { cohort: 'big' }),
    ]);
    const days = histories.filter(({ workflowId }) => workflowId.startsWith('account-day/'));
    expect(days.length).toBe(CONVERTING + PLAIN);
    const timers = days.filter(({ history }) => history.events?.some((event) => event.timerStartedEventAttributes));
    expect(timers.map(({ workflowId }) => workflowId)).toEqual([]);
  });

  test('fails who converts, and nobody else, when the rates never come', async () => {
    const date = isoDate('2026-05-08');
    stack.outside.holdRates();
    const day = await stack.startDay({ pipeline: 'daily', date, horizonDays: 2, cohort: 'big' });
    expect(await day.result()).toMatchObject({
      published: PLAIN,
      failed: CONVERTING,
      failuresByCode: { RATES_NOT_PUBLISHED: CONVERTING },
    });
    stack.outside.releaseRates();
  });

  test('runs cohorts and pipelines of one date side by side without touching each other', async () => {
    const date = isoDate('2026-05-06');
    await stack.store.accounts.save(anAccount({ id: accountId('lonely'), cohort: 'small' }));
    const [small, collect] = await Promise.all([
      stack.startDay({ pipeline: 'daily', date, horizonDays: 2, cohort: 'small' }),
      stack.startDay({ pipeline: 'revenue', date, horizonDays: 2, cohort: 'small' }),
    ]);

    expect(await small.result()).toMatchObject({ accounts: 1, published: 1 });
    expect(await collect.result()).toMatchObject({ accounts: 1, published: 1 });
    expect(await stack.store.runs.find(accountDayId('revenue', date, accountId('lonely')))).toMatchObject({
      status: 'collected',
    });
  });

  test('of an empty cohort is an empty day, not an error', async () => {
    const day = await stack.startDay({
      pipeline: 'daily',
      date: isoDate('2026-05-07'),
      horizonDays: 2,
      cohort: 'nobody',
    });
    expect(await day.result()).toMatchObject({ accounts: 0, published: 0, totals: [] });
  });
});
