// Training an account at once, because no model of it applies.
import { expect, test } from 'vitest';
import { currency } from '../helpers/builders.ts';
import { scratchStore } from '../helpers/scratch-store.ts';
import { DATE, addAccount, addCohorts, heavySteps } from '../helpers/training.ts';

const USD = currency('USD');

async function anAccountToTrain() {
  const store = await scratchStore();
  await addCohorts(store);
  const accountId = await addAccount(store, 'new', { mode: 'manual' });
  return { store, accountId, request: { accountId, date: DATE, currency: USD }, ...heavySteps(store) };
}

test('the first model of an account becomes its champion, by rule and with a reason', async () => {
  const { store, accountId, request, trainModel } = await anAccountToTrain();
  const trained = await trainModel(request);
  expect(trained).toMatchObject({ version: 1, points: 28, kind: 'combination' });
  expect(await store.models.findChampion(accountId)).toMatchObject({
    id: trained.modelId,
    promotion: { by: { kind: 'rule', name: 'first-model' }, reason: 'The account had no model yet.' },
  });
});

test('training again on the same days registers nothing new', async () => {
  const { store, accountId, request, trainModel } = await anAccountToTrain();
  const first = await trainModel(request);
  expect(await trainModel(request)).toEqual(first);
  expect(await store.models.list(accountId, 10)).toHaveLength(1);
});

test('after a change of settings a new model takes over from the one that does not apply any more', async () => {
  const { store, accountId, request, trainModel } = await anAccountToTrain();
  await trainModel(request);
  const account = await store.accounts.find(accountId);
  if (account === null) throw new Error('There is no account.');
  await store.accounts.save({ ...account, historyDepthDays: 14 });
  const trained = await trainModel(request);
  expect(trained).toMatchObject({ version: 2, points: 14 });
  expect(await store.models.findChampion(accountId)).toMatchObject({
    id: trained.modelId,
    promotion: { by: { kind: 'rule', name: 'settings-changed' } },
  });
});

test('a champion that applies stays, whatever else is trained', async () => {
  const { store, accountId, request, trainModel } = await anAccountToTrain();
  const first = await trainModel(request);
  const second = await trainModel({ ...request, date: '2026-02-25' as typeof DATE });
  expect(second.modelId).not.toBe(first.modelId);
  expect((await store.models.findChampion(accountId))?.id).toBe(first.modelId);
});

test('without a single day there is nothing to train on', async () => {
  const { request, trainModel } = await anAccountToTrain();
  await expect(trainModel({ ...request, currency: currency('EUR') })).rejects.toMatchObject({
    code: 'NO_HISTORY',
    retryable: false,
  });
});
