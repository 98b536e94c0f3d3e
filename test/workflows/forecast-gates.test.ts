// What becomes of forecasts that a gate keeps back, of one account or of a whole day, and what an answer does.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import type { DayRunResult, HoldProgress, HoldState } from '../../src/contract/messages.ts';
import { accountDayId } from '../../src/contract/workflow-ids.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import type { AccountId, IsoDate } from '../../src/domain/ids.ts';
import { accountId, anAccount, isoDate } from '../helpers/builders.ts';
import { startWorkflowStack, type WorkflowStack } from '../helpers/workflow-stack.ts';
import { forecast as unjudged } from '../storage/forecast-builders.ts';

let stack: WorkflowStack;
let date = isoDate('2024-03-04');

const HEALTHY = accountId('healthy');
const PATCHY = accountId('patchy');
const ALSO_PATCHY = accountId('also-patchy');
const COHORT = 'gated';

beforeAll(async () => {
  stack = await startWorkflowStack();
});
afterAll(async () => {
  expect(await stack.replayAll()).toBeGreaterThan(0);
  await stack.close();
});
beforeEach(async () => {
  date = addDays(date, 40);
  for (const id of [HEALTHY, PATCHY, ALSO_PATCHY]) {
    await stack.store.accounts.save(anAccount({ id, sources: [], cohort: COHORT, historyDepthDays: 7 }));
  }
});

const week = ['100.00', '101.00', '99.00', '100.00', '102.00', '98.00', '100.00'];

/** A history of which five of the last seven days are missing: too little to publish anything by. */
async function importPatchy(id: AccountId, last: IsoDate): Promise<void> {
  await stack.importDays(id, addDays(last, -6), ['100.00']);
  await stack.importDays(id, last, ['100.00']);
}

async function runDay(accounts: readonly AccountId[], { of = date } = {}): Promise<DayRunResult> {
  const day = await stack.startDay({ pipeline: 'daily', date: of, horizonDays: 7, accounts });
  return await day.result();
}

/** A day on which one or two forecasts are held. */
async function heldDay(held: readonly AccountId[] = [PATCHY]): Promise<{ result: DayRunResult; hold: WorkflowHandle }> {
  await stack.importDays(HEALTHY, date, week);
  for (const id of held) await importPatchy(id, date);
  const result = await runDay([HEALTHY, ...held]);
  return { result, hold: stack.env.client.workflow.getHandle(result.gate?.[0]?.hold?.holdId ?? 'no hold') };
}

const statusOf = async (id: AccountId): Promise<string | undefined> =>
  (await stack.store.forecasts.findLatest(id, date))?.status;

const runStatusOf = async (id: AccountId): Promise<string | undefined> =>
  (await stack.store.runs.find(accountDayId('daily', date, id)))?.status;

const release = (hold: WorkflowHandle, more: object = {}): Promise<HoldProgress> =>
  hold.executeUpdate<HoldProgress, [object]>('release', { args: [{ by: 'Ada', reason: 'Looked at it', ...more }] });

describe('a forecast that its own gate holds', () => {
  test('is kept back while the others are published, and says why', async () => {
    const { result, hold } = await heldDay();

    expect(result).toMatchObject({ accounts: 2, published: 1, held: 1, failed: 0 });
    expect([await statusOf(HEALTHY), await statusOf(PATCHY)]).toEqual(['published', 'held']);
    expect([await runStatusOf(HEALTHY), await runStatusOf(PATCHY)]).toEqual(['published', 'held']);
    const held = await stack.store.forecasts.findLatest(PATCHY, date);
    expect(held?.findings.map(({ rule }) => rule)).toContain('partial-inputs');
    expect(held?.holdId).toBe(hold.workflowId);
    await release(hold);
  });

  test('leaves the last good forecast where consumers look', async () => {
    await stack.importDays(PATCHY, addDays(date, -8), week);
    await runDay([PATCHY], { of: addDays(date, -8) });
    await importPatchy(PATCHY, date);
    const { hold } = await heldDay();

    const range = { from: addDays(date, -30), to: date };
    const [lastGood] = (await stack.store.forecasts.listPublished(PATCHY, range)).slice(-1);
    expect(lastGood?.businessDate).toBe(addDays(date, -8));
    await release(hold);
  });

  test('opens one alert, which the answer resolves', async () => {
    const { hold } = await heldDay();
    const open = async () => (await stack.store.alerts.list({ open: true, limit: 100 })).map(({ id }) => id);

    expect(await open()).toContain(hold.workflowId);
    await release(hold);
    await hold.result();
    expect(await open()).not.toContain(hold.workflowId);
  });
});

describe('an answer', () => {
  test('that releases publishes everything that is held, with name and reason', async () => {
    const { hold } = await heldDay([PATCHY, ALSO_PATCHY]);

    expect(await release(hold)).toEqual({ decided: 2, open: 0 });
    expect(await hold.result()).toMatchObject({ stage: 'closed', open: 0 } satisfies Partial<HoldState>);
    expect([await statusOf(PATCHY), await runStatusOf(PATCHY)]).toEqual(['published', 'published']);
    expect(await stack.store.holds.find(hold.workflowId)).toMatchObject({
      status: 'decided',
      log: [{ action: 'release', by: { kind: 'person', name: 'Ada' }, reason: 'Looked at it', forecasts: 2 }],
    });
  });

  test('for one account leaves the other held', async () => {
    const { hold } = await heldDay([PATCHY, ALSO_PATCHY]);

    expect(await release(hold, { accounts: [ALSO_PATCHY] })).toEqual({ decided: 1, open: 1 });
    expect([await statusOf(PATCHY), await statusOf(ALSO_PATCHY)]).toEqual(['held', 'published']);
    await release(hold);
  });

  test('that rejects never publishes what was held', async () => {
    const { hold } = await heldDay();
    await hold.executeUpdate('reject', { args: [{ by: 'Grace', reason: 'The feed was broken' }] });

    await hold.result();
    expect(await statusOf(PATCHY)).toBe('rejected');
  });
});

describe('an answer that says too little', () => {
  test.each([
    ['a name', { by: '' }],
    ['a reason', { reason: '  ' }],
    ['any account in its list', { accounts: [] }],
  ])('without %s is refused and changes nothing', async (_what, flaw) => {
    const { hold } = await heldDay();

    await expect(release(hold, flaw)).rejects.toThrow(WorkflowUpdateFailedError);
    expect(await statusOf(PATCHY)).toBe('held');
    await release(hold);
  });
});

describe('the same day again', () => {
  test('made with the same content stays as it was decided', async () => {
    const { hold } = await heldDay();
    await hold.executeUpdate('reject', { args: [{ by: 'Grace', reason: 'The feed was broken' }] });
    const day = await stack.startDay({
      pipeline: 'daily',
      date,
      horizonDays: 7,
      accounts: [HEALTHY, PATCHY],
      force: true,
    });

    await day.result();
    expect([await statusOf(HEALTHY), await statusOf(PATCHY)]).toEqual(['published', 'rejected']);
    expect(await stack.store.forecasts.listRevisions(PATCHY, date)).toHaveLength(1);
  });

  test('never publishes what its own gate has not judged', async () => {
    await stack.importDays(HEALTHY, date, week);
    await stack.store.forecasts.save([unjudged({ accountId: PATCHY, businessDate: date })]);

    const day = { pipeline: 'daily', date, horizonDays: 7, cohort: COHORT } as const;
    expect(await (await stack.startDay(day)).result()).toMatchObject({ published: 1, gate: [{ judged: 2 }] });
    expect([await statusOf(HEALTHY), await statusOf(PATCHY)]).toEqual(['published', 'staged']);
  });

  test('takes what a broken run left staged into its gate', async () => {
    await stack.importDays(HEALTHY, date, week);
    const id = accountDayId('daily', date, HEALTHY);
    const input = { accountId: HEALTHY, pipeline: 'daily', date, force: false, horizonDays: 7, rates: null };
    await stack.execute('accountDay', id, input, 'default');
    expect(await statusOf(HEALTHY)).toBe('staged');

    expect(await runDay([HEALTHY])).toMatchObject({ alreadyDone: 1, gate: [{ decision: 'publish', published: 1 }] });
    expect(await statusOf(HEALTHY)).toBe('published');
  });
});

describe('a whole day that drifted', () => {
  /** Another one for each test: what was published in one is no baseline of the next. */
  let cohort = 'drifting';
  const ids = Array.from({ length: 40 }, (_, index) => accountId(`drift-${String(index).padStart(2, '0')}`));

  beforeEach(async () => {
    cohort = `drifting-${date}`;
    for (const [index, id] of ids.entries()) {
      await stack.store.accounts.save(anAccount({ id, sources: [], cohort, historyDepthDays: 28 }));
      const amounts = Array.from({ length: 28 }, (_, day) => (100 + ((day * 31 + index * 17) % 23)).toFixed(2));
      await stack.importDays(id, date, amounts);
    }
  });

  const runCohort = async (of = date) =>
    (await stack.startDay({ pipeline: 'daily', date: of, horizonDays: 7, cohort })).result();

  /** A week of published days like a real earlier one, but that their forecasts lay `by` movements higher. */
  async function baseline(by: number): Promise<void> {
    const earlier = addDays(date, -8);
    expect(await runCohort(earlier)).toMatchObject({ published: 40, gate: [{ decision: 'publish' }] });
    const [decision] = await stack.store.gates.list({ from: earlier, to: earlier }, 1);
    if (decision === undefined || decision.profile === null) throw new Error('The earlier day has no profile.');
    for (const day of [1, 2, 3, 4, 5, 6, 7]) {
      const of = addDays(date, -day);
      const shiftQuantiles = decision.profile.shiftQuantiles.map((quantile) => quantile + by);
      const profile = { ...decision.profile, date: of, shiftQuantiles };
      await stack.store.gates.save({ ...decision, id: `gate/daily/${of}/${cohort}/test-0`, date: of, profile });
    }
  }

  test('is held whole, with the figures that say so', async () => {
    await baseline(3);
    const result = await runCohort();

    expect(result).toMatchObject({ accounts: 40, published: 0, held: 40, gate: [{ decision: 'hold', held: 40 }] });
    const [decision] = await stack.store.gates.list({ from: date, to: date }, 1);
    expect(decision?.findings.map(({ rule }) => rule)).toContain('distribution-shift');
    await release(stack.env.client.workflow.getHandle(result.gate?.[0]?.hold?.holdId ?? ''));
    expect(await statusOf(ids[0] ?? HEALTHY)).toBe('published');
  });

  test('is published when it lies where the days before lay', async () => {
    await baseline(0);
    expect(await runCohort()).toMatchObject({ published: 40, held: 0, gate: [{ decision: 'publish', published: 40 }] });
  });
});
