// An account that is purged while its day waits for a late report or late rates: nothing of it comes back.
import { MockActivityEnvironment } from '@temporalio/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DefaultActivities } from '../../src/contract/activities.ts';
import type { Store } from '../../src/ports/store.ts';
import { accountId, currency, decimal, isoDate, sourceId, u2 } from '../helpers/builders.ts';
import { scratchStore, stepsOver } from '../helpers/scratch-store.ts';

const ID = accountId('u2');
const DATE = isoDate('2026-03-10');
const SOURCE = sourceId('ad-exchange');
const day = { accountId: ID, date: DATE, pipeline: 'daily' } as const;

let store: Store;
let steps: DefaultActivities;

beforeEach(async () => {
  store = await scratchStore();
  steps = stepsOver(store);
  await store.accounts.save(u2());
  await steps.beginAccountDay({ ...day, force: false });
  await store.accounts.save(u2({ status: 'archived' }));
  await store.purgeAccount(ID);
});

describe('a purged account', () => {
  test('is not asked for at the source any more', async () => {
    const fetching = new MockActivityEnvironment().run(steps.fetchReport, {
      accountId: ID,
      sourceId: SOURCE,
      from: DATE,
      to: DATE,
    });
    await expect(fetching).rejects.toMatchObject({ code: 'ACCOUNT_NOT_FOUND', retryable: false });
  });

  test('gets no revenue from a day that was under way', async () => {
    const source = { sourceId: SOURCE, amount: decimal('1.000000'), currency: currency('USD'), items: 1, rejected: 0 };
    const request = { accountId: ID, date: DATE, currency: currency('USD'), sources: [source], converted: null };

    await expect(steps.mergeRevenue(request)).rejects.toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
    expect(await store.revenue.listDays(ID, { from: DATE, to: DATE })).toEqual([]);
  });

  test('leaves no run record when its day ends', async () => {
    await steps.finishAccountDay({ ...day, status: 'failed', errorCode: 'ACCOUNT_NOT_FOUND', errorMessage: 'Gone.' });
    expect(await store.runs.list({ accountId: ID, limit: 10 })).toEqual([]);
  });
});
