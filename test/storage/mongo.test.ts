// The contract on MongoDB: MONGODB_TEST_URI, or whatever server can be had. A database of its own for each test.
import { describe, expect, test } from 'vitest';
import { MorrowError } from '../../src/contract/errors.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { day, source, steppingClock } from './builders.ts';
import { describeStore } from './contract.ts';
import { forecast } from './forecast-builders.ts';
import { useMongo } from './mongo-space.ts';

const createSpace = useMongo();

describeStore('MongoDB', createSpace);

describe('MongoDB alone', () => {
  test('keeps money as Decimal128, so that people can add it up exactly in the database', async () => {
    const space = await createSpace();
    const store = await space.open();
    await store.migrate();
    await store.revenue.saveDays([day()]);
    await store.revenue.saveSources([source()]);
    await store.forecasts.save([forecast()]);
    await store.close();
    await space.withDatabase(async (database) => {
      const revenue = await database.collection('revenue').findOne();
      expect(revenue).toMatchObject({
        amount: { _bsontype: 'Decimal128' },
        shares: [{ amount: { _bsontype: 'Decimal128' } }],
      });
      const made = await database.collection('revenue_predictions').findOne();
      expect(made).toMatchObject({ days: [{ revenue: { _bsontype: 'Decimal128' } }, {}, {}] });
      const sum = { $group: { _id: null, total: { $sum: '$amount' } } };
      const [total] = await database.collection('source_revenue').aggregate([sum]).toArray();
      expect(String(total?.['total'])).toBe('12.345678');
    });
    await space.dispose();
  });

  test('that does not answer is told soon, by host and without the password', async () => {
    const started = performance.now();
    const opening = openStore(
      { kind: 'mongodb', uri: 'mongodb://someone:s3cret@127.0.0.1:1/?authSource=admin', database: 'x' },
      { clock: steppingClock() },
    );
    const error: unknown = await opening.catch((reason: unknown) => reason);
    // The driver alone would try for 30 seconds.
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(error).toBeInstanceOf(MorrowError);
    expect(error).toMatchObject({ code: 'STORE_UNREACHABLE', message: expect.stringContaining('127.0.0.1:1') });
    expect(everything(error)).not.toMatch(/s3cret|someone/);
  });

  test.each(['mongodb://someone:s3cret@', 'mongodb://someone:s3cr et@host:port', 'http://someone:s3cret@host'])(
    'with a URI that cannot be read is told without the password: %s',
    async (uri) => {
      const opening = async () => openStore({ kind: 'mongodb', uri, database: 'x' }, { clock: steppingClock() });
      const error: unknown = await opening().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'INVALID_CONFIG', message: expect.stringContaining('MONGODB_URI') });
      expect(everything(error)).not.toMatch(/s3cr/);
    },
  );
});

/** Message, facts, causes and stacks, as a logger would write them. */
function everything(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error);
  return `${error.stack ?? ''} ${error.message} ${JSON.stringify(error)} ${everything(error.cause ?? null)}`;
}
