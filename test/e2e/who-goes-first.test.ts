// Who goes first when workers are short, on a real server with the embedded stack's own flags: what runs and their children are
// started with, and the order in which account starts and heavy steps are given out once a backlog has built up.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApplicationFailure } from '@temporalio/common';
import { PRIORITIES, accountShare, type PriorityKey } from '../../src/contract/priorities.ts';
import { DEFAULT_QUEUE } from '../../src/contract/queues.ts';
import { WORKFLOWS, accountDayId, accountHistoryId, dayRunId } from '../../src/contract/workflow-ids.ts';
import type { Tier } from '../../src/domain/account.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import type { AccountId, IsoDate } from '../../src/domain/ids.ts';
import { startRetrain } from '../../src/operations/retrain.ts';
import { lastCompleteDay } from '../../src/operations/run-requests.ts';
import { startBackfill, WHATEVER_IT_COSTS } from '../../src/operations/backfill.ts';
import { startDayRun } from '../../src/operations/runs.ts';
import { parseSchedules } from '../../src/operations/schedules-file.ts';
import { applySchedules } from '../../src/operations/schedules.ts';
import { accountId, anAccount } from '../helpers/builders.ts';
import { collectHistories } from '../helpers/histories.ts';
import { startOrderStack, type OrderStack } from '../helpers/order-stack.ts';
import { waitFor } from '../helpers/wait-for.ts';

let stack: OrderStack;
let today: IsoDate;

const BIG = range('big', 12);
const SMALL = range('small', 3);
const VIP = accountId('small-vip');

beforeAll(async () => {
  stack = await startOrderStack();
  today = lastCompleteDay(stack.deps);
  for (const id of BIG) await stack.deps.store.accounts.add(anAccount({ id, cohort: 'big', tier: 'economy' }));
  for (const id of SMALL) await stack.deps.store.accounts.add(anAccount({ id, cohort: 'small' }));
  await stack.deps.store.accounts.add(anAccount({ id: VIP, cohort: 'small', tier: 'critical' }));
});

afterAll(() => stack?.stop());

function range(name: string, count: number): readonly AccountId[] {
  return Array.from({ length: count }, (_, index) => accountId(`${name}-${String(index).padStart(2, '0')}`));
}

const ended = (id: string): Promise<unknown> => stack.client.workflow.getHandle(id).result();

/** Of every run below a root, by workflow id: what the server keeps of how it was started. */
async function startedWith(root: string): Promise<ReadonlyMap<string, object>> {
  const found = await collectHistories(stack.client, [root]);
  return new Map(
    found.map(({ workflowId, history }) => {
      const { priorityKey, fairnessKey, fairnessWeight } =
        history.events?.[0]?.workflowExecutionStartedEventAttributes?.priority ?? {};
      return [workflowId, { priorityKey, fairnessKey, fairnessWeight }];
    }),
  );
}

describe('what runs are started with', () => {
  const big = { fairnessKey: 'big/economy', fairnessWeight: 1 };
  const vip = { fairnessKey: 'small/critical', fairnessWeight: 4 };

  test("today's run passes its priority on; every account waits by turns of its cohort and tier", async () => {
    const { id } = await startDayRun(stack.deps, { date: today, pipeline: 'revenue' });
    await stack.withDefaultWorker(() => ended(id));
    const with_ = await startedWith(id);
    const priorityKey = PRIORITIES.today;
    expect(with_.get(id)).toEqual({ priorityKey, fairnessKey: 'run:', fairnessWeight: 4 });
    expect(with_.get(`partition/${id}/0`)).toEqual({ priorityKey, fairnessKey: 'run:', fairnessWeight: 4 });
    expect(with_.get(accountDayId('revenue', today, BIG[0] ?? VIP))).toEqual({ priorityKey, ...big });
    expect(with_.get(accountDayId('revenue', today, VIP))).toEqual({ priorityKey, ...vip });
  });

  test.each([
    { what: 'an earlier date', ago: 1, scope: { cohort: 'small' }, key: PRIORITIES.catchUp, run: 'run:small' },
    { what: 'a few accounts by name', ago: 2, scope: { accounts: [VIP] }, key: PRIORITIES.manual, run: 'run:only-' },
  ])('a run of $what has the priority $key, down to its accounts', async ({ ago, scope, key, run }) => {
    const date = addDays(today, -ago);
    const { id } = await startDayRun(stack.deps, { date, pipeline: 'revenue', ...scope });
    await stack.withDefaultWorker(() => ended(id));
    const with_ = await startedWith(id);
    expect(with_.get(id)).toMatchObject({ priorityKey: key, fairnessKey: expect.stringContaining(run) });
    expect(with_.get(accountDayId('revenue', date, VIP))).toEqual({ priorityKey: key, ...vip });
  });

  test('a backfill is last, down to the older days of each account', async () => {
    const [from, to] = [addDays(today, -6), addDays(today, -4)];
    const { id } = await startBackfill(stack.deps, { from, to, cohort: 'small', confirm: WHATEVER_IT_COSTS });
    await stack.withDefaultWorker(() => ended(id));
    const history = (await startedWith(id)).get(accountHistoryId(from, to, VIP));
    expect(history).toEqual({ priorityKey: PRIORITIES.backfill, ...vip });
  });

  test('what asks a provider says how urgent it is, although local steps do not inherit it', async () => {
    const asked = new Set<string>();
    const fetchReport = ({ from, priority }: { readonly from: string; readonly priority?: number }) => {
      asked.add(`${from} ${priority}`);
      return Promise.reject(ApplicationFailure.nonRetryable('Scripted.', 'SOURCE_REJECTED_REQUEST'));
    };
    const [day, from] = [addDays(today, -3), addDays(today, -30)];
    const runs = [
      await startDayRun(stack.deps, { date: day, pipeline: 'revenue', cohort: 'small' }),
      await startBackfill(stack.deps, { from, to: addDays(from, 2), cohort: 'small' }),
    ];
    await stack.withDefaultWorker(() => Promise.all(runs.map(({ id }) => ended(id))), { fetchReport });
    expect([...asked].toSorted()).toEqual([`${from} ${PRIORITIES.backfill}`, `${day} ${PRIORITIES.catchUp}`]);
  });

  test("a schedule's own slot is today's, one that is filled later is catching up", async () => {
    const declared = { id: 'small', pipeline: 'revenue', cron: '0 12 * * *', cohort: 'small', jitterSeconds: 0 };
    await applySchedules(stack.client, parseSchedules(JSON.stringify([declared])));
    const schedule = stack.client.schedule.getHandle('small');
    const late = addDays(today, -9);
    const [start, end] = [new Date(`${late}T11:00:00Z`), new Date(`${late}T13:00:00Z`)];
    const slots = [today, addDays(late, -1)].map((date) => dayRunId('revenue', date, { cohort: 'small' }));
    const ends = (id: string) => waitFor(`the end of ${id}`, async () => (await ended(id)) !== undefined, 90_000);
    await stack.withDefaultWorker(async () => {
      // One after the other: what is triggered while another run of the schedule is under way may be passed over.
      await schedule.trigger('ALLOW_ALL');
      await ends(slots[0] ?? '');
      await schedule.backfill({ start, end, overlap: 'ALLOW_ALL' });
      await ends(slots[1] ?? '');
    });
    const [now, then] = await Promise.all(slots.map(async (id) => (await startedWith(id)).get(id)));
    expect(now).toMatchObject({ priorityKey: PRIORITIES.today, fairnessKey: 'run:small' });
    expect(then).toMatchObject({ priorityKey: PRIORITIES.catchUp, fairnessKey: 'run:small' });
    const { action } = await schedule.describe();
    expect(action).toMatchObject({ priority: { priorityKey: PRIORITIES.today } });
  }, 200_000);
});

describe('the order of account starts', () => {
  interface Waiting {
    readonly name: string;
    readonly priorityKey: PriorityKey;
    readonly cohort: string;
    readonly tier?: Tier;
  }

  /** Account days that wait, started one after the other while no worker polls; the names in the order in which they were begun. */
  async function dispatched(waiting: readonly Waiting[]): Promise<readonly string[]> {
    const begun: string[] = [];
    for (const { name, priorityKey, cohort, tier = 'standard' } of waiting) {
      await stack.client.workflow.start(WORKFLOWS.accountDay, {
        workflowId: name,
        taskQueue: DEFAULT_QUEUE,
        args: [{ accountId: name, pipeline: 'daily', date: today, force: false, horizonDays: 1, rates: null }],
        priority: { priorityKey, ...accountShare({ cohort, tier }) },
      });
    }
    const beginAccountDay = ({ accountId: begins }: { readonly accountId: string }) => {
      begun.push(begins);
      return Promise.resolve({ alreadyDone: true, sources: [], dayEndsInMs: 0 });
    };
    await stack.withOneSlot({ beginAccountDay }, () => Promise.all(waiting.map(({ name }) => ended(name))));
    return begun;
  }

  const several = (count: number, of: Omit<Waiting, 'name'> & { readonly prefix: string }): readonly Waiting[] =>
    Array.from({ length: count }, (_, index) => ({ ...of, name: `${of.prefix}-${index}` }));

  test('who waits longest is not first: a person, today, catching up, retraining, older days', async () => {
    const lastFirst = (['backfill', 'retrain', 'catchUp', 'today', 'manual'] as const).flatMap((prefix) =>
      several(4, { prefix, priorityKey: PRIORITIES[prefix], cohort: 'default' }),
    );
    const order = (await dispatched(lastFirst)).map((name) => name.split('-')[0]);
    const expected = ['manual', 'today', 'catchUp', 'retrain', 'backfill'].flatMap((name) => Array(4).fill(name));
    expect(order).toEqual(expected);
  });

  test('a small cohort is done early although a big one was there first', async () => {
    const order = await dispatched([
      ...several(90, { prefix: 'many', priorityKey: PRIORITIES.today, cohort: 'many' }),
      ...several(10, { prefix: 'few', priorityKey: PRIORITIES.today, cohort: 'few' }),
    ]);
    const last = order.findLastIndex((name) => name.startsWith('few'));
    // Strictly by turns it would be the twentieth.
    expect(last).toBeLessThan(22);
  });

  test('of seven accounts that start while every tier waits, four are critical, two standard, one economy', async () => {
    const tiers = (['economy', 'standard', 'critical'] as const).flatMap((tier) =>
      several(28, { prefix: tier, priorityKey: PRIORITIES.today, cohort: 'tiers', tier }),
    );
    const first = (await dispatched(tiers)).slice(0, 28).map((name) => name.split('-')[0]);
    const count = (tier: Tier): number => first.filter((name) => name === tier).length;
    const [critical, standard, economy] = [count('critical'), count('standard'), count('economy')];
    // One more or less where the first rounds begin.
    expect([critical - 16, standard - 8, economy - 4].map(Math.abs).every((off) => off <= 1)).toBe(true);
  });
});

describe('the order of heavy steps', () => {
  const KINDS = ['manual', 'today', 'catchUp', 'retrain'];

  test("today's trainings overtake those of earlier dates and a retraining, and a small cohort is not behind a big one", async () => {
    const dates = { manual: addDays(today, -22), today, catchUp: addDays(today, -21) };
    const days = [
      ...[today, dates.catchUp].flatMap((date) => [...BIG, ...SMALL, VIP].map((id) => accountDayId('daily', date, id))),
      ...SMALL.map((id) => accountDayId('daily', dates.manual, id)),
    ];
    const kindOf = (date: string) => Object.entries(dates).find(([, of]) => of === date)?.[0] ?? date;
    const { order, steps } = recordingSteps(kindOf);
    await stack.withDefaultWorker(async () => {
      const runs = [
        await startRetrain(stack.deps, { date: today }),
        await startDayRun(stack.deps, { date: dates.catchUp }),
        await startDayRun(stack.deps, { date: today }),
        await startDayRun(stack.deps, { date: dates.manual, accounts: SMALL }),
      ];
      await waitFor('a backlog of everything', () => allWaitForHeavy([`training/${today}/0`, ...days]));
      await stack.withOneHeavySlot(steps, () => Promise.all(runs.map(({ id }) => ended(id))));
    });
    const kinds = order.map((step) => step.split(' ')[0] ?? '');
    expect([...new Set(kinds)]).toEqual(KINDS);
    expect(kinds).toEqual(kinds.toSorted((a, b) => KINDS.indexOf(a) - KINDS.indexOf(b)));
    // Four of sixteen: strictly by turns the small cohort would be done after seven or eight.
    const mine = order.filter((step) => step.startsWith('today'));
    expect(mine.findLastIndex((step) => step.endsWith('small'))).toBeLessThan(8);
  });

  /** Heavy steps that only say what came, and end whatever they belong to. */
  function recordingSteps(kindOf: (date: string) => string) {
    const order: string[] = [];
    const steps = {
      trainModel: ({ accountId: trained, date }: { readonly accountId: string; readonly date: string }) => {
        order.push(`${kindOf(date)} ${trained.split('-')[0]}`);
        return Promise.reject(ApplicationFailure.nonRetryable('Scripted.', 'NO_HISTORY'));
      },
      snapshotTraining: () => {
        order.push('retrain');
        return Promise.resolve({ ready: 0, skipped: 0, notReady: 0, samples: [] });
      },
      refreshCalibration: () => Promise.resolve({ accounts: 0, resolved: 0 }),
    };
    return { order, steps };
  }

  async function allWaitForHeavy(ids: readonly string[]): Promise<boolean> {
    const described = await Promise.all(ids.map((id) => stack.client.workflow.getHandle(id).describe()));
    return described.every(({ raw }) => raw.pendingActivities?.length === 1);
  }
});
