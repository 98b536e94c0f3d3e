// What only MongoDB can get wrong without transactions: data of 0.1 brought over, and changes of the registry that broke off.
import { Decimal128, type Document } from 'mongodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { account, accountId, ALWAYS, DAY, U1 } from './builders.ts';
import { forecastOf, model } from './forecast-builders.ts';
import { type MongoSpace, useMongo } from './mongo-space.ts';
import { STORY_OF_01 } from './steps-of-0-1.ts';

const createSpace = useMongo();
let space: MongoSpace;
let stores: Store[] = [];

beforeEach(async () => {
  space = await createSpace();
});

afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  stores = [];
  await space.dispose();
});

async function open(): Promise<Store> {
  const store = await space.open();
  stores.push(store);
  return store;
}

describe('a MongoDB database of 0.1', () => {
  beforeEach(() =>
    space.withDatabase(async (database) => {
      const predictions = database.collection('revenue_predictions');
      await predictions.createIndex({ accountId: 1, businessDate: 1, step: 1, revision: 1 }, { unique: true });
      const steps = STORY_OF_01.steps.map((row) => ({
        ...row,
        revenue: Decimal128.fromString(row.revenue),
        accuracy: 0.9,
      }));
      await predictions.insertMany(steps);
      await database.collection<Document & { _id: string }>('models').insertMany([
        { _id: 'model-1', accountId: 'u1', coefficients: [1] },
        { _id: 'model-2', accountId: 'u1', coefficients: [2] },
      ]);
      const { country: _, id, ...rest } = account('u1');
      await database.collection<Document & { _id: string }>('accounts').insertOne({ _id: id, ...rest });
    }),
  );

  test('keeps every revision of its forecasts, published, and says what was not known of them', async () => {
    const store = await open();
    await store.migrate();
    expect(await store.forecasts.listRevisions(U1, DAY)).toMatchObject(STORY_OF_01.expected);
    expect(await store.forecasts.listPublished(U1, ALWAYS)).toMatchObject(STORY_OF_01.expected.slice(-1));
    const [other] = await store.forecasts.listRevisions(accountId('u2'), DAY);
    expect(other).toMatchObject({ revision: 1, modelKind: 'last-value' });
    expect(await store.accounts.find(U1)).toEqual(account('u1'));
  });

  test('is brought over once, by however many that start together, and goes on from there', async () => {
    const instances = await Promise.all([open(), open(), open()]);
    await Promise.all(instances.map((store) => store.migrate()));
    await instances[0]?.migrate();
    const [store] = instances;
    const published = { businessDate: DAY, statuses: ['published'] } as const;
    expect(await store?.forecasts.listByStatus(published, {}, { after: null, limit: 10 })).toMatchObject([
      { accountId: 'u1', revision: 3 },
    ]);
    expect(await store?.forecasts.save([forecastOf('1.00')])).toEqual([{ outcome: 'revised', revision: 4 }]);
    await space.withDatabase(async (database) => {
      const left = await database.collection('revenue_predictions').countDocuments({ step: { $exists: true } });
      expect(left).toBe(0);
    });
  });

  test('is finished by the next start when one broke off while the steps were being deleted', async () => {
    await (await open()).migrate();
    await space.withDatabase(async (database) => {
      await database.collection<{ _id: string }>('schema_version').deleteMany({});
      const [row] = STORY_OF_01.steps;
      const left = { ...row, revenue: Decimal128.fromString(row.revenue) };
      const predictions = database.collection('revenue_predictions');
      await predictions.dropIndex('accountId_1_businessDate_1_revision_1');
      await predictions.insertOne(left);
    });
    const store = await open();
    await store.migrate();
    expect(await store.forecasts.listRevisions(U1, DAY)).toMatchObject(STORY_OF_01.expected);
  });

  test('begins a new registry, as models of 0.1 do not apply any more', async () => {
    const store = await open();
    await store.migrate();
    expect(await store.models.list(U1, 10)).toEqual([]);
    expect(await store.models.register(model('model-1'))).toMatchObject({ version: 1, stage: 'challenger' });
  });
});

describe('a change of the registry in MongoDB that broke off half-way', () => {
  const promotion = (modelId: string) => ({
    accountId: U1,
    modelId,
    by: { kind: 'person', name: 'anna' } as const,
    reason: 'better',
  });

  async function twoChampions(): Promise<Store> {
    const store = await open();
    await store.migrate();
    for (const id of ['m1', 'm2']) {
      await store.models.register(model(id));
      await store.models.promote(promotion(id));
    }
    // As after the first of the writes of the second promotion: nothing archived, nothing logged.
    await space.withDatabase(async (database) => {
      await database.collection<{ _id: string }>('models').updateOne({ _id: 'm1' }, { $set: { stage: 'champion' } });
      await database.collection<{ _id: string }>('model_events').deleteOne({ _id: 'u1/2' });
    });
    return store;
  }

  test('shows the new champion alone', async () => {
    const store = await twoChampions();
    await store.accounts.save(account('u1'));
    expect(await store.models.findChampion(U1)).toMatchObject({ id: 'm2' });
    expect(await store.models.find('m1')).toMatchObject({ stage: 'archived' });
    const current = await store.models.listCurrent({}, { after: null, limit: 10 });
    expect(current.map(({ id, stage }) => `${id} ${stage}`)).toEqual(['m2 champion']);
  });

  test('is finished by the same call made again', async () => {
    const store = await twoChampions();
    expect(await store.models.promote(promotion('m2'))).toMatchObject({ changed: false, previous: { id: 'm1' } });
    await expectFinished(store);
  });

  test('is finished by the next change', async () => {
    const store = await twoChampions();
    await store.models.rollback({ accountId: U1, by: { kind: 'rule', name: 'guard' }, reason: 'worse' });
    const events = await store.models.listEvents(U1, 10);
    expect(events.map(({ event, modelId }) => `${event} ${modelId}`)).toEqual([
      'rolled-back m1',
      'promoted m2',
      'registered m2',
      'promoted m1',
      'registered m1',
    ]);
  });

  async function expectFinished(store: Store): Promise<void> {
    const events = await store.models.listEvents(U1, 10);
    expect(events.map(({ event, modelId }) => `${event} ${modelId}`)).toContain('promoted m2');
    await space.withDatabase(async (database) => {
      expect(await database.collection('models').countDocuments({ stage: 'champion' })).toBe(1);
    });
  }
});
