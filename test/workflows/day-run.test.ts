// The day run as a product owner knows it: who is published, who fails, who waits, and what a second run does.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AccountDayState } from '../../src/contract/messages.ts';
import { accountDayId, dayRunId } from '../../src/contract/workflow-ids.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { accountId, anAccount, isoDate, sourceId, u1, u2 } from '../helpers/builders.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { startWorkflowStack, type WorkflowStack } from '../helpers/workflow-stack.ts';

let stack: WorkflowStack;
let date = isoDate('2026-03-02');

beforeAll(async () => {
  stack = await startWorkflowStack();
});
afterAll(async () => {
  expect(await stack.replayAll()).toBeGreaterThan(0);
  await stack.close();
});
beforeEach(async () => {
  await stack.store.accounts.save(u1());
  await stack.store.accounts.save(u2());
  date = addDays(date, 1);
});
afterEach(() => {
  stack.outside.heal();
  stack.outside.releaseRates();
});

const day = (options: { force?: boolean } = {}) => ({ pipeline: 'daily', date, horizonDays: 2, ...options }) as const;
const run = async (options: { force?: boolean } = {}) => (await stack.startDay(day(options))).result();

describe('a day run', () => {
  test('publishes the forecast of every active account', async () => {
    const result = await run();

    expect(result).toMatchObject({ accounts: 2, published: 2, failed: 0 });
    const forecast = await stack.store.forecasts.findLatest(accountId('u2'), date);
    expect(forecast?.status).toBe('published');
    expect(forecast?.days.map(({ targetDate, step }) => ({ targetDate, step }))).toEqual([
      { targetDate: addDays(date, 1), step: 1 },
      { targetDate: addDays(date, 2), step: 2 },
    ]);
  });

  test('leaves in its record how far ahead it predicts, so that a retry does so, too', async () => {
    await run();
    const record = await stack.store.runs.find(dayRunId('daily', date, {}));
    expect(record?.summary).toMatchObject({ horizonDays: 2, tally: { published: 2 } });
  });

  test('adds up what the sources report, exactly, in the currency of the account', async () => {
    stack.outside.amountOf = (_, of) => (of === date ? '100.10' : '90.00');
    const result = await run();

    const [u2Day] = await stack.store.revenue.listDays(accountId('u2'), { from: date, to: date });
    expect(u2Day).toMatchObject({ amount: '300.30', currency: 'USD', rates: null });
    const [u1Day] = await stack.store.revenue.listDays(accountId('u1'), { from: date, to: date });
    // 4 x 100.10 USD at 1.1652 USD per EUR = 343.6320... EUR
    expect(u1Day).toMatchObject({ amount: '343.63', currency: 'EUR', rates: { provider: 'rates-a' } });
    expect(result.totals).toEqual([
      { currency: 'EUR', amount: '343.63', accounts: 1 },
      { currency: 'USD', amount: '300.30', accounts: 1 },
    ]);
  });

  test('run twice changes nothing and asks no source again', async () => {
    await run();
    const before = stack.outside.requests.length;
    const again = await run();

    expect(again).toMatchObject({ accounts: 2, published: 0, alreadyDone: 2 });
    expect(stack.outside.requests).toHaveLength(before);
  });

  test('forced after a source changed its past adds a revision and keeps what was published', async () => {
    await run();
    stack.outside.amountOf = () => '55.55';
    await run({ force: true });

    const revisions = await stack.store.revenue.listDayRevisions(accountId('u2'), date);
    expect(revisions.map(({ revision }) => revision)).toEqual([1, 2]);
    expect(revisions.at(-1)?.amount).toBe('166.65');
    expect(await stack.store.forecasts.listRevisions(accountId('u2'), date)).toHaveLength(2);
  });

  test('forced without any change writes no new revision', async () => {
    await run();
    await run({ force: true });

    expect(await stack.store.revenue.listDayRevisions(accountId('u2'), date)).toHaveLength(1);
    expect(await stack.store.forecasts.listRevisions(accountId('u2'), date)).toHaveLength(1);
  });
});

describe('one account that fails', () => {
  test('is data in the result and never the end of the others', async () => {
    stack.outside.fail({ code: 'SOURCE_UNAUTHORIZED', account: accountId('u1'), source: sourceId('app-store-2') });
    const result = await run();

    expect(result).toMatchObject({ accounts: 2, published: 1, failed: 1, failuresByCode: { SOURCE_UNAUTHORIZED: 1 } });
    expect(result.samples[0]).toMatchObject({ accountId: 'u1', code: 'SOURCE_UNAUTHORIZED' });
    const record = await stack.store.runs.find(accountDayId('daily', date, accountId('u1')));
    expect(record).toMatchObject({ status: 'failed', errorCode: 'SOURCE_UNAUTHORIZED' });
  });

  test('is done by the next run of the same day, which leaves the published ones alone', async () => {
    stack.outside.fail({ code: 'SOURCE_UNAUTHORIZED', account: accountId('u1') });
    await run();
    stack.outside.heal();
    const again = await run();

    expect(again).toMatchObject({ published: 1, alreadyDone: 1, failed: 0 });
  });

  test('is done alone by a retry of what failed: who is published is not even looked at', async () => {
    stack.outside.fail({ code: 'SOURCE_UNAUTHORIZED', account: accountId('u2') });
    await run();
    stack.outside.heal();
    const retry = await stack.startDay({ ...day(), failedOnly: true });
    expect(await retry.result()).toMatchObject({ accounts: 1, published: 1, alreadyDone: 0, failed: 0 });
    expect((await stack.store.forecasts.findLatest(accountId('u2'), date))?.status).toBe('published');
    const nothing = await stack.startDay({ ...day(), failedOnly: true });
    expect(await nothing.result()).toMatchObject({ accounts: 0 });
  });

  test('is red in Temporal with a code of the catalogue', async () => {
    stack.outside.fail({ code: 'SOURCE_SCHEMA_INVALID', account: accountId('u2') });
    await run();

    const handle = stack.env.client.workflow.getHandle(accountDayId('daily', date, accountId('u2')));
    await expect(handle.result()).rejects.toMatchObject({
      cause: { type: 'SOURCE_SCHEMA_INVALID', nonRetryable: true },
    });
  });
});

describe('a source in trouble', () => {
  test('that recovers within hours delays the account and loses nothing', async () => {
    stack.outside.fail({ code: 'SOURCE_UNAVAILABLE', account: accountId('u2'), times: 9 });
    expect(await run()).toMatchObject({ published: 2, failed: 0 });
  });

  test('that is late is asked again and again until the report is there', async () => {
    stack.outside.fail({
      code: 'REPORT_NOT_READY',
      account: accountId('u2'),
      source: sourceId('app-store-3'),
      times: 30,
    });
    expect(await run()).toMatchObject({ published: 2, failed: 0 });
  });
});

describe('rates that are late', () => {
  test('hold back only who converts: u2 is published while u1 stands at convert with everything fetched', async () => {
    stack.outside.holdRates();
    const running = await stack.startDay(day());

    await waitFor('u2 published', async () => {
      const record = await stack.store.runs.find(accountDayId('daily', date, accountId('u2')));
      return record?.status === 'published';
    });
    const u1Day = stack.env.client.workflow.getHandle(accountDayId('daily', date, accountId('u1')));
    await waitFor(
      'u1 waiting',
      async () => (await u1Day.query<AccountDayState>('state')).stage === 'waiting-for-rates',
    );
    const state = await u1Day.query<AccountDayState>('state');
    expect([...state.fetched].sort()).toEqual(['ad-exchange', 'app-store-1', 'app-store-2', 'app-store-3']);
    expect(state.waitingFor).toBe(`rates of ${date}`);

    stack.outside.releaseRates();
    await stack.checkRates(date);
    expect(await running.result()).toMatchObject({ published: 2, failed: 0 });
  });

  test('never hold back a run in which nobody converts', async () => {
    await stack.store.accounts.save(u1({ convertCurrency: false, currency: u2().currency }));
    stack.outside.holdRates();
    expect(await run()).toMatchObject({ published: 2, failed: 0 });
  });
});

describe('a day that is not over everywhere', () => {
  test('is begun where it is over, and elsewhere at midnight there', async () => {
    await stack.store.accounts.save(u1({ timeZone: 'America/Phoenix' }));
    stack.clock.at = new Date(`${addDays(date, 1)}T03:00:00Z`);
    const running = await stack.startDay(day());

    const u1Day = stack.env.client.workflow.getHandle(accountDayId('daily', date, accountId('u1')));
    await waitFor(
      'u1 waiting',
      async () => (await u1Day.query<AccountDayState>('state')).stage === 'waiting-for-day-end',
    );
    expect(stack.outside.requests.filter((request) => request.includes(` u1 ${date}`))).toEqual([]);
    expect(await running.result()).toMatchObject({ published: 2, failed: 0 });
    const { events } = await u1Day.fetchHistory();
    const timer = events?.find((event) => event?.timerStartedEventAttributes)?.timerStartedEventAttributes;
    expect(Number(timer?.startToFireTimeout?.seconds)).toBe(4 * 3_600);
    stack.clock.at = null;
  });
});

describe('the settings of an account decide its steps', () => {
  test('a source that is switched off is not asked in the next run', async () => {
    await stack.store.accounts.save(u2({ sources: [sourceId('ad-exchange')] }));
    await run();

    const asked = stack.outside.requests.filter((request) => request.includes(` u2 ${date}`));
    expect(asked).toEqual([`ad-exchange u2 ${date}..${date}`]);
  });

  test('an account added since yesterday is part of today', async () => {
    await stack.store.accounts.save(anAccount({ id: accountId('new-one') }));
    expect(await run()).toMatchObject({ accounts: 3, published: 3 });
    await stack.store.accounts.save(anAccount({ id: accountId('new-one'), status: 'archived' }));
  });

  test('a source that pays in another currency fails when conversion is off', async () => {
    await stack.store.accounts.save(u1({ convertCurrency: false }));
    const result = await run();
    expect(result).toMatchObject({ published: 1, failuresByCode: { MIXED_CURRENCIES: 1 } });
  });
});
