// A retraining's batch through its stages, on a real store, with real threads.
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, onTestFinished, test } from 'vitest';
import { createHeavyActivities } from '../../src/activities/index.ts';
import { createTrainingPool, type TrainingPool } from '../../src/activities/heavy/training-pool.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import type { PromotionMode } from '../../src/domain/cohort.ts';
import type { ForecastScore } from '../../src/domain/forecast/types.ts';
import type { AccountId } from '../../src/domain/ids.ts';
import type { Store } from '../../src/ports/store.ts';
import { currency } from '../helpers/builders.ts';
import { NO_HOLIDAYS, scratchStore } from '../helpers/scratch-store.ts';
import {
  BATCH,
  DATE,
  STAGE,
  addAccount,
  addCohorts,
  heavySteps,
  recordDay,
  snapshotOf,
  trainThrough,
} from '../helpers/training.ts';

const USD = currency('USD');
const LONG_AGO = addDays(DATE, -14);
const names = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `account-${index + 10}`);

interface Batch {
  readonly store: Store;
  readonly ids: readonly AccountId[];
  readonly steps: ReturnType<typeof heavySteps>;
}

/** Accounts with a weekly rhythm, ready to be trained, after their snapshot. */
async function aBatch(mode: PromotionMode, count = 1): Promise<Batch> {
  const store = await scratchStore();
  await addCohorts(store);
  const ids: AccountId[] = [];
  for (const name of names(count)) {
    const id = await addAccount(store, name, { mode });
    if (mode === 'manual') await recordDay(store, id, 'published');
    ids.push(id);
  }
  const steps = heavySteps(store);
  await steps.snapshotTraining(snapshotOf(ids));
  return { store, ids, steps };
}

/** Serves every account by a model that was made two weeks ago of a single value: it knows nothing of the week. */
async function serveByPoorModel({ store, ids, steps }: Batch, daysResolved = 12): Promise<void> {
  for (const accountId of ids) {
    const history = await store.revenue.history(accountId, { from: LONG_AGO, to: LONG_AGO }, USD);
    expect(history).toHaveLength(1);
    const trained = await steps.trainModel({ accountId, date: LONG_AGO, currency: USD });
    const model = await store.models.find(trained.modelId);
    if (model === null) throw new Error('The model is not in the registry.');
    const poor = { ...model, kind: 'last-value' as const, candidates: [], features: [] };
    const { id } = await store.models.register({ ...poor, id: `${accountId}/${LONG_AGO}/poor` });
    await store.models.promote({ accountId, modelId: id, by: { kind: 'person', name: 'Ada' }, reason: 'A test.' });
    await store.scores.save(Array.from({ length: daysResolved }, (_, day) => poorScore(accountId, id, day)));
  }
}

/** A forecast of one day ahead that was wrong by half. */
const poorScore = (id: AccountId, modelId: string, day: number): ForecastScore => ({
  accountId: id,
  businessDate: addDays(LONG_AGO, day),
  targetDate: addDays(LONG_AGO, day + 1),
  step: 1,
  currency: USD,
  modelId,
  served: 'model',
  observedDays: 28,
  actual: 100,
  mean: 150,
  modelMean: 150,
  naiveMean: 100,
  sigma: 10,
  width80: 20,
  inside80: false,
  inside95: false,
});

const championOf = async (store: Store, id: AccountId): Promise<string | undefined> =>
  (await store.models.findChampion(id))?.id;

/** What the snapshot keeps of one account becomes a history without a single day. */
async function loseHistory(store: Store, lost: readonly AccountId[]): Promise<void> {
  const kept = await store.training.find(BATCH, 'snapshot');
  const text = JSON.stringify(kept, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('accountId' in value) || !('input' in value)) return value;
    if (!lost.some((id) => id === value.accountId)) return value;
    return { ...value, input: { ...Object(value.input), values: [null, null, null] } };
  });
  await store.training.save(BATCH, 'snapshot', JSON.parse(text));
}

test('an account without a model is trained through every stage and served by its first model', async () => {
  const batch = await aBatch('autonomous');
  const { registered, validated } = await trainThrough(batch.steps);
  expect(validated).toMatchObject({ promotable: true, failed: 0 });
  expect(registered).toMatchObject({ accounts: 1, trained: 1, promoted: 1, failed: 0, samples: [] });
  const [id] = batch.ids;
  if (id === undefined) throw new Error('There is no account.');
  expect(await batch.store.models.findChampion(id)).toMatchObject({
    accountId: id,
    stage: 'champion',
    promotion: { by: { kind: 'rule', name: 'first-model' } },
  });
});

test('a model that is better by far replaces the champion of an autonomous account by rule', async () => {
  const batch = await aBatch('autonomous', 3);
  await serveByPoorModel(batch);
  const { registered } = await trainThrough(batch.steps);
  expect(registered).toMatchObject({ trained: 3, promoted: 3 });
  for (const id of batch.ids) {
    expect(await batch.store.models.findChampion(id)).toMatchObject({
      promotion: { by: { kind: 'rule', name: 'wins-both' } },
    });
    expect(await championOf(batch.store, id)).not.toMatch(/poor$/);
  }
});

test('a model that is only better in the backtest does not replace the champion by rule', async () => {
  const batch = await aBatch('autonomous');
  await serveByPoorModel(batch, 3);
  expect(await trainThrough(batch.steps)).toMatchObject({ registered: { trained: 1, promoted: 0 } });
  expect(await batch.store.training.find(BATCH, 'validate')).toMatchObject({
    rows: [{ value: { promotion: { promote: false, rule: 'too-few-realised-days' }, realised: { days: 3 } } }],
  });
});

test('manual tuning replaces nothing: the better model waits as challenger', async () => {
  const batch = await aBatch('manual', 3);
  await serveByPoorModel(batch);
  const { registered } = await trainThrough(batch.steps);
  expect(registered).toMatchObject({ trained: 3, promoted: 0 });
  for (const id of batch.ids) {
    expect(await championOf(batch.store, id)).toMatch(/poor$/);
    expect(await batch.store.models.findChallenger(id)).toMatchObject({ businessDate: DATE });
  }
});

test('every stage may run twice and leaves the same', async () => {
  const batch = await aBatch('autonomous', 2);
  await serveByPoorModel(batch);
  const { prepareTraining, backtestTraining, fitTraining, validateTraining, registerTraining } = batch.steps;
  for (const [stage, step] of Object.entries({
    prepare: prepareTraining,
    backtest: backtestTraining,
    fit: fitTraining,
    validate: validateTraining,
  })) {
    const result = await step(STAGE);
    const kept = await batch.store.training.find(BATCH, stage);
    expect(await step(STAGE)).toEqual(result);
    expect(await batch.store.training.find(BATCH, stage)).toEqual(kept);
  }
  const registered = await registerTraining(STAGE);
  const models = await Promise.all(batch.ids.map((id) => batch.store.models.list(id, 10)));
  expect(await registerTraining(STAGE)).toEqual(registered);
  expect(await Promise.all(batch.ids.map((id) => batch.store.models.list(id, 10)))).toEqual(models);
});

test('an account that cannot be trained fails alone, with its reason, and is counted to the end', async () => {
  const batch = await aBatch('autonomous', 3);
  const [lost, ...others] = batch.ids;
  if (lost === undefined) throw new Error('There is no account.');
  await loseHistory(batch.store, [lost]);
  const stages = await trainThrough(batch.steps);
  for (const result of Object.values(stages)) {
    expect(result).toMatchObject({ accounts: 3, failed: 1, samples: [{ accountId: lost, code: 'NO_HISTORY' }] });
  }
  expect(stages.registered).toMatchObject({ trained: 2, promoted: 2 });
  for (const id of others) expect(await championOf(batch.store, id)).toBeDefined();
  expect(await championOf(batch.store, lost)).toBeUndefined();
});

test('an account that is purged in the middle fails alone', async () => {
  const batch = await aBatch('autonomous', 2);
  const [gone] = batch.ids;
  if (gone === undefined) throw new Error('There is no account.');
  const account = await batch.store.accounts.find(gone);
  if (account === null) throw new Error('There is no account.');
  await batch.store.accounts.save({ ...account, status: 'archived' });
  await batch.store.purgeAccount(gone);
  const { registered } = await trainThrough(batch.steps);
  expect(registered).toMatchObject({
    trained: 1,
    failed: 1,
    samples: [{ accountId: gone, code: 'ACCOUNT_NOT_FOUND' }],
  });
  expect(await batch.store.models.list(gone, 10)).toEqual([]);
});

test('when many accounts of a batch fail together, no model is promoted, and an alert says why until it is over', async () => {
  const batch = await aBatch('autonomous', 20);
  await loseHistory(batch.store, batch.ids.slice(0, 5));
  const { validated, registered } = await trainThrough(batch.steps);
  expect(validated.promotable).toBe(false);
  expect(validated.note).toContain('25 % of the accounts got no model');
  expect(registered).toMatchObject({ trained: 15, promoted: 0, failed: 5 });
  const [alert] = await batch.store.alerts.list({ open: true, limit: 10 });
  expect(alert).toMatchObject({ id: BATCH, detail: expect.stringContaining('25 % of the accounts got no model') });

  await batch.steps.snapshotTraining(snapshotOf(batch.ids));
  expect(await trainThrough(batch.steps)).toMatchObject({ registered: { trained: 20, promoted: 20 } });
  expect(await batch.store.alerts.list({ open: true, limit: 10 })).toEqual([]);
});

test('a champion that somebody chose while the batch was under way is not replaced by it', async () => {
  const batch = await aBatch('autonomous');
  await serveByPoorModel(batch);
  const { prepareTraining, backtestTraining, fitTraining, validateTraining, registerTraining } = batch.steps;
  for (const step of [prepareTraining, backtestTraining, fitTraining, validateTraining]) await step(STAGE);
  const [id] = batch.ids;
  if (id === undefined) throw new Error('There is no account.');
  await batch.store.models.rollback({
    accountId: id,
    by: { kind: 'person', name: 'Ada' },
    reason: 'On second thought.',
  });
  const chosen = await championOf(batch.store, id);
  expect(await registerTraining(STAGE)).toMatchObject({ trained: 1, promoted: 0 });
  expect(await championOf(batch.store, id)).toBe(chosen);
});

test('a stage whose predecessor left nothing says so and is not tried again', async () => {
  const steps = heavySteps(await scratchStore());
  for (const step of [steps.prepareTraining, steps.backtestTraining, steps.fitTraining, steps.validateTraining]) {
    await expect(step(STAGE)).rejects.toMatchObject({ code: 'TRAINING_STAGE_MISSING', retryable: false });
  }
  await expect(steps.registerTraining(STAGE)).rejects.toMatchObject({ code: 'TRAINING_STAGE_MISSING' });
});

test('what another version left behind is not guessed at', async () => {
  const { store, steps } = await aBatch('autonomous');
  await store.training.save(BATCH, 'snapshot', { form: 99, stage: 'snapshot', rows: [], figures: {} });
  await expect(steps.prepareTraining(STAGE)).rejects.toMatchObject({ code: 'STORE_INCOMPATIBLE' });
});

test('a stage heartbeats how far it is, while its threads are busy', async () => {
  const { store } = await aBatch('autonomous', 2);
  const real = createTrainingPool(1);
  onTestFinished(() => real.close());
  const environment = new MockActivityEnvironment();
  const beat = new Promise<unknown>((resolve) => environment.once('heartbeat', resolve));
  // Answers only after a heartbeat was seen: without one the stage would never end.
  const pool: TrainingPool = { ...real, run: async (job, run) => (await beat, real.run(job, run)) };
  const { backtestTraining, prepareTraining } = createHeavyActivities({
    store,
    holidays: NO_HOLIDAYS,
    pool,
    codeVersion: 'test',
  });
  await environment.run(prepareTraining, STAGE);
  await environment.run(backtestTraining, STAGE);
  expect(await beat).toEqual({ done: 0, total: 2 });
});

test('when no account gets through because the threads are broken, the stage fails to be tried again', async () => {
  const { store } = await aBatch('autonomous', 2);
  const real = createTrainingPool(1);
  onTestFinished(() => real.close());
  const refused = { code: 'INTERNAL', message: 'The thread ended.', facts: {} } as const;
  const pool: TrainingPool = { ...real, run: async (_job, { tasks }) => tasks.map(() => ({ refused })) };
  const steps = heavySteps(store, { pool });
  await expect(steps.prepareTraining(STAGE)).rejects.toMatchObject({ code: 'INTERNAL', retryable: true });
});
