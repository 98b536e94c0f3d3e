// The first stage of a retraining: who is ready to be trained, on which days.
import { expect, test } from 'vitest';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { accountId, anAccount } from '../helpers/builders.ts';
import { scratchStore } from '../helpers/scratch-store.ts';
import {
  BATCH,
  DATE,
  addAccount,
  addCohorts,
  heavySteps,
  importDays,
  recordDay,
  snapshotOf,
} from '../helpers/training.ts';

const DAY_BEFORE = addDays(DATE, -1);

async function aStore() {
  const store = await scratchStore();
  await addCohorts(store);
  return store;
}

test('autonomous accounts are trained up to the day before, as their own day is still to come', async () => {
  const store = await aStore();
  const bold = await addAccount(store, 'bold', { mode: 'autonomous', last: DAY_BEFORE });
  expect(await heavySteps(store).snapshotTraining(snapshotOf([bold]))).toMatchObject({ ready: 1, notReady: 0 });
  expect(await store.training.find(BATCH, 'snapshot')).toMatchObject({ rows: [{ businessDate: DAY_BEFORE }] });
});

test('manual accounts are trained up to the date itself, once their day is done', async () => {
  const store = await aStore();
  const careful = await addAccount(store, 'careful', { mode: 'manual' });
  await recordDay(store, careful, 'published');
  expect(await heavySteps(store).snapshotTraining(snapshotOf([careful]))).toMatchObject({ ready: 1, notReady: 0 });
  expect(await store.training.find(BATCH, 'snapshot')).toMatchObject({ rows: [{ businessDate: DATE }] });
});

test('a day that is missing is waited for by name, and once it is there the account is ready', async () => {
  const store = await aStore();
  const late = await addAccount(store, 'late', { mode: 'autonomous', last: addDays(DAY_BEFORE, -1) });
  const { snapshotTraining } = heavySteps(store);
  await expect(snapshotTraining(snapshotOf([late]))).rejects.toMatchObject({
    code: 'TRAINING_NOT_READY',
    message: expect.stringMatching(new RegExp(`late .*${DAY_BEFORE}`)),
  });
  expect(await store.training.find(BATCH, 'snapshot')).toBeNull();

  await importDays(store, anAccount({ id: late }), { from: DAY_BEFORE, days: 1 });
  expect(await snapshotTraining(snapshotOf([late]))).toMatchObject({ ready: 1, notReady: 0 });
});

test('an account that is too young to be trained holds nobody up', async () => {
  const store = await aStore();
  const ready = await addAccount(store, 'ready', { mode: 'autonomous', last: DAY_BEFORE });
  const young = await addAccount(store, 'young', { mode: 'autonomous', last: DAY_BEFORE, days: 3 });
  const result = await heavySteps(store).snapshotTraining(snapshotOf([ready, young]));
  expect(result).toMatchObject({ ready: 1, notReady: 1, samples: [{ accountId: young }] });
  expect(result.samples[0]?.message).toBe('3 of the 7 observed days that training needs');
});

test.each(['running', null] as const)(
  'manual tuning waits for the day of an account whose run is %s',
  async (status) => {
    const store = await aStore();
    const careful = await addAccount(store, 'careful', { mode: 'manual' });
    if (status !== null) await recordDay(store, careful, status);
    const { snapshotTraining } = heavySteps(store);
    await expect(snapshotTraining(snapshotOf([careful]))).rejects.toMatchObject({ code: 'TRAINING_NOT_READY' });

    await recordDay(store, careful, 'held');
    expect(await snapshotTraining(snapshotOf([careful]))).toMatchObject({ ready: 1 });
  },
);

test('after hours of waiting who is ready is trained without the others, who are named', async () => {
  const store = await aStore();
  const ready = await addAccount(store, 'ready', { mode: 'autonomous', last: DAY_BEFORE });
  const late = await addAccount(store, 'late', { mode: 'autonomous', last: addDays(DAY_BEFORE, -3) });
  const { snapshotTraining } = heavySteps(store);
  const result = await snapshotTraining(snapshotOf([ready, late], { acceptPartial: true }));
  expect(result).toMatchObject({ ready: 1, notReady: 1, skipped: 0 });
  expect(result.samples).toMatchObject([{ accountId: late, code: 'TRAINING_NOT_READY' }]);
  expect(await store.training.find(BATCH, 'snapshot')).toMatchObject({ rows: [{ accountId: ready }] });
});

test('after hours of waiting a day that nobody has run is not waited for any more, one under way is', async () => {
  const store = await aStore();
  const never = await addAccount(store, 'never', { mode: 'manual' });
  const stuck = await addAccount(store, 'stuck', { mode: 'manual' });
  await recordDay(store, stuck, 'running');
  const { snapshotTraining } = heavySteps(store);
  const result = await snapshotTraining(snapshotOf([never, stuck], { acceptPartial: true }));
  expect(result).toMatchObject({ ready: 1, notReady: 1, samples: [{ accountId: stuck }] });
});

test('a retraining of one mode leaves the accounts of the other one alone', async () => {
  const store = await aStore();
  const bold = await addAccount(store, 'bold', { mode: 'autonomous', last: DAY_BEFORE });
  const careful = await addAccount(store, 'careful', { mode: 'manual' });
  const request = snapshotOf([bold, careful], { mode: 'autonomous' });
  expect(await heavySteps(store).snapshotTraining(request)).toMatchObject({ ready: 1, skipped: 1, notReady: 0 });
  expect(await store.training.find(BATCH, 'snapshot')).toMatchObject({ rows: [{ accountId: bold }] });
});

test('archived accounts and accounts that are gone are skipped', async () => {
  const store = await aStore();
  const archived = await addAccount(store, 'archived', { mode: 'autonomous', settings: { status: 'archived' } });
  const request = snapshotOf([archived, accountId('gone')]);
  expect(await heavySteps(store).snapshotTraining(request)).toMatchObject({ ready: 0, skipped: 2, notReady: 0 });
});

test('taking the snapshot again changes nothing, unless the data did', async () => {
  const store = await aStore();
  const bold = await addAccount(store, 'bold', { mode: 'autonomous', last: DAY_BEFORE });
  const { snapshotTraining } = heavySteps(store);
  await snapshotTraining(snapshotOf([bold]));
  const first = await store.training.find(BATCH, 'snapshot');
  await snapshotTraining(snapshotOf([bold]));
  expect(await store.training.find(BATCH, 'snapshot')).toEqual(first);

  await importDays(store, anAccount({ id: bold }), { from: DAY_BEFORE, days: 1, amount: () => 999 });
  await snapshotTraining(snapshotOf([bold]));
  expect(await store.training.find(BATCH, 'snapshot')).not.toEqual(first);
});
