// An account that is purged while predictions in bulk are computed: the answer that is on its way does not bring it back.
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, onTestFinished, test } from 'vitest';
import { createBulkActivities } from '../../src/activities/heavy/predict-part.ts';
import { createTrainingPool } from '../../src/activities/heavy/training-pool.ts';
import { PURGED_ANSWER } from '../../src/domain/forecast/on-demand/purged.ts';
import type { AccountId } from '../../src/domain/ids.ts';
import type { Store } from '../../src/ports/store.ts';
import { accountId, anAccount } from '../helpers/builders.ts';
import { NO_HOLIDAYS, scratchStore } from '../helpers/scratch-store.ts';

const GONE = accountId('gone-account');
const ALSO_GONE = accountId('also-gone');

/** Somebody purges the accounts, one each time that answers are about to be kept. */
const purging = (store: Store, accounts: readonly AccountId[]): Store => {
  const left = [...accounts];
  return {
    ...store,
    bulk: {
      ...store.bulk,
      savePart: async (part) => {
        const account = left.shift();
        if (account !== undefined) await store.purgeAccount(account);
        return store.bulk.savePart(part);
      },
    },
  };
};

const questionAbout = (account: AccountId) => ({ kind: 'account', account, date: '2026-11-21' });

async function askedAbout(...accounts: readonly AccountId[]): Promise<Store> {
  const store = await scratchStore();
  for (const id of accounts) await store.accounts.add(anAccount({ id, status: 'archived' }));
  const content = accounts.map(questionAbout);
  await store.bulk.savePart({ bulkId: 'b', kind: 'asked', part: 0, rows: content.length, refused: 0, content });
  return store;
}

function predictingPart(store: Store): () => Promise<unknown> {
  const pool = createTrainingPool(1);
  onTestFinished(() => pool.close());
  const { predictPart } = createBulkActivities({ store, pool, holidays: NO_HOLIDAYS, codeVersion: 'test' });
  return () => new MockActivityEnvironment().run(predictPart, { bulkId: 'b', part: 0, horizonDays: 7 });
}

test('what was answered about it is taken out again', async () => {
  const store = await askedAbout(GONE);
  const predict = predictingPart(purging(store, [GONE]));
  expect(await predict()).toEqual({ rows: 1, refused: 1 });
  expect(await store.bulk.findPart('b', 'answered', 0)).toEqual([PURGED_ANSWER]);
  // A part that is computed again, such as after a crash, knows nothing of it either.
  expect(await predict()).toEqual({ rows: 1, refused: 1 });
  expect(await store.bulk.findPart('b', 'answered', 0)).toEqual([PURGED_ANSWER]);
});

test('so is what was answered about one that is purged while another is taken out', async () => {
  const store = await askedAbout(GONE, ALSO_GONE);
  await predictingPart(purging(store, [GONE, ALSO_GONE]))();
  expect(await store.bulk.findPart('b', 'answered', 0)).toEqual([PURGED_ANSWER, PURGED_ANSWER]);
});
