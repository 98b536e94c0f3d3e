// An account whose currency changes, even in the middle of its day: figures of two currencies never meet in one model,
// and a forecast carries the currency of the revenue it was computed from.
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createTrainingPool } from '../../src/activities/heavy/training-pool.ts';
import { createHeavyActivities } from '../../src/activities/index.ts';
import type { TrainedModel } from '../../src/contract/messages.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import type { CurrencyCode } from '../../src/domain/ids.ts';
import type { DailyRevenue } from '../../src/domain/revenue/types.ts';
import type { Store } from '../../src/ports/store.ts';
import { accountId, currency, decimal, isoDate, u1 } from '../helpers/builders.ts';
import { NO_HOLIDAYS, scratchStore, stepsOver } from '../helpers/scratch-store.ts';

const ID = accountId('u1');
const DATE = isoDate('2026-03-10');
const [EUR, JPY, USD] = [currency('EUR'), currency('JPY'), currency('USD')];

const dayIn = (code: CurrencyCode, daysAgo: number, amount: string): DailyRevenue => ({
  accountId: ID,
  date: addDays(DATE, -daysAgo),
  amount: decimal(amount),
  currency: code,
  shares: [],
  rates: null,
  origin: 'import',
});

/** Six days in yen, then the first one in euros. */
async function storeAfterChange(): Promise<Store> {
  const store = await scratchStore();
  await store.accounts.save(u1({ currency: EUR, sources: [] }));
  const yen = [6, 5, 4, 3, 2, 1].map((daysAgo) => dayIn(JPY, daysAgo, `${40_000 + daysAgo}`));
  await store.revenue.saveDays([...yen, dayIn(EUR, 0, '250.75')]);
  return store;
}

function train(store: Store, code: CurrencyCode): Promise<TrainedModel> {
  const pool = createTrainingPool(1);
  onTestFinished(() => pool.close());
  const { trainModel } = createHeavyActivities({ store, holidays: NO_HOLIDAYS, pool, codeVersion: 'test' });
  return new MockActivityEnvironment().run(trainModel, { accountId: ID, date: DATE, currency: code });
}

describe('after a change of currency', () => {
  test('days in the old currency count as missing', async () => {
    const steps = stepsOver(await storeAfterChange());
    expect(await steps.checkHistory({ accountId: ID, date: DATE, currency: EUR })).toMatchObject({
      present: 1,
      missing: 6,
    });
  });

  test('the model learns from the days in the new currency only', async () => {
    expect(await train(await storeAfterChange(), EUR)).toMatchObject({ kind: 'last-value', points: 1 });
  });
});

describe('a change of currency between the merge and the publication', () => {
  test('changes nothing in that day: predicted, rounded and published in the currency it was merged in', async () => {
    const store = await storeAfterChange();
    const steps = stepsOver(store);
    const { modelId } = await train(store, EUR);
    await store.accounts.save(u1({ currency: JPY, sources: [] }));

    const predicted = await steps.predict({ accountId: ID, date: DATE, currency: EUR, modelId, horizonDays: 1 });
    const published = { accountId: ID, date: DATE, pipeline: 'daily', currency: EUR, modelId } as const;
    await steps.publish({ ...published, steps: predicted });

    expect(await store.forecasts.findLatest(ID, DATE)).toMatchObject({
      currency: 'EUR',
      status: 'published',
      days: [{ revenue: '250.75' }],
    });
  });

  test('a day without a figure in that currency has nothing to train on', async () => {
    const steps = stepsOver(await storeAfterChange());
    await expect(steps.checkHistory({ accountId: ID, date: DATE, currency: USD })).rejects.toMatchObject({
      code: 'NO_HISTORY',
    });
  });
});
