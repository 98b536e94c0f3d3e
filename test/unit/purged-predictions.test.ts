// An account that is purged while predictions in bulk are computed: the answer that is on its way does not bring it back.
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, onTestFinished, test } from 'vitest';
import { createBulkActivities } from '../../src/activities/heavy/predict-part.ts';
import { createTrainingPool } from '../../src/activities/heavy/training-pool.ts';
import { PURGED_ANSWER } from '../../src/domain/forecast/on-demand/purged.ts';
import type { Store } from '../../src/ports/store.ts';
import { accountId, anAccount } from '../helpers/builders.ts';
import { NO_HOLIDAYS, scratchStore } from '../helpers/scratch-store.ts';

const GONE = accountId('gone-account');

/** A store in which somebody purges the account between the computing and the keeping of its answer. */
const purgedMeanwhile = (store: Store): Store => ({
  ...store,
  bulk: {
    ...store.bulk,
    savePart: async (part) => {
      if ((await store.accounts.find(GONE)) !== null) await store.purgeAccount(GONE);
      return store.bulk.savePart(part);
    },
  },
});

test('what was answered about it is taken out again', async () => {
  const store = await scratchStore();
  const pool = createTrainingPool(1);
  onTestFinished(() => pool.close());
  await store.accounts.add(anAccount({ id: GONE, status: 'archived' }));
  const content = [{ kind: 'account', account: GONE, date: '2026-11-21' }];
  await store.bulk.savePart({ bulkId: 'b', kind: 'asked', part: 0, rows: 1, refused: 0, content });
  const { predictPart } = createBulkActivities({
    store: purgedMeanwhile(store),
    pool,
    holidays: NO_HOLIDAYS,
    codeVersion: 'test',
  });
  const request = { bulkId: 'b', part: 0, horizonDays: 7 };
  expect(await new MockActivityEnvironment().run(predictPart, request)).toEqual({ rows: 1, refused: 1 });
  expect(await store.bulk.findPart('b', 'answered', 0)).toEqual([PURGED_ANSWER]);
  // A part that is computed again, such as after a crash, knows nothing of it either.
  expect(await new MockActivityEnvironment().run(predictPart, request)).toEqual({ rows: 1, refused: 1 });
  expect(await store.bulk.findPart('b', 'answered', 0)).toEqual([PURGED_ANSWER]);
});
