// A file of 0.1 brought to today's schema: what it held is still there.
import { describe, expect, test } from 'vitest';
import type { SqliteConnection } from '../../src/storage/sqlite/connection.ts';
import { migrate } from '../../src/storage/sqlite/migrate.ts';
import { storedDays } from '../../src/storage/sqlite/migrations/0013-stored-days.ts';
import { MIGRATIONS } from '../../src/storage/sqlite/migrations/index.ts';
import { sqliteRepair } from '../../src/storage/sqlite/repair.ts';
import {
  account,
  accountId,
  ALWAYS,
  date,
  DAY,
  day,
  decimal,
  merged,
  range,
  source,
  sourceId,
  U1,
} from './builders.ts';
import { model } from './forecast-builders.ts';
import { useSqlitePlace } from './sqlite-place.ts';
import { step01, STORY_OF_01 } from './steps-of-0-1.ts';

const place = useSqlitePlace();

const INSERT_ACCOUNT = `INSERT INTO accounts VALUES
  ('u1', 'Account u1', '["app-store-1"]', 'EUR', 1, 7, 2, 'Europe/Berlin', 'standard', 'all', 'active')`;
const INSERT_MODEL = `INSERT INTO models VALUES
  ('model-1', 'u1', '2026-03-10', '0.1', 'polynomial-2', '[1]', 0, 1, '2026-03-03', 7, '', '', 0, NULL, NULL)`;

function insertStep(connection: SqliteConnection, row: ReturnType<typeof step01>): void {
  connection.run('INSERT INTO revenue_predictions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
    row.accountId,
    row.businessDate,
    row.step,
    row.revision,
    row.hash,
    row.recordedAt,
    row.targetDate,
    row.revenue,
    row.currency,
    0.97,
    row.modelId,
    row.modelKind,
  ]);
}

/** A file as 0.1 left it, then migrated. */
async function migrated(steps: readonly ReturnType<typeof step01>[]) {
  await migrate(await place.openSession(), MIGRATIONS.slice(0, 1));
  const connection = place.connect();
  connection.run(INSERT_ACCOUNT);
  connection.run(INSERT_MODEL);
  for (const row of steps) insertStep(connection, row);
  const store = await place.open();
  await store.migrate();
  return store;
}

describe('a SQLite file of 0.1', () => {
  test('keeps its accounts, which have no country yet', async () => {
    const store = await migrated([]);
    expect(await store.accounts.find(U1)).toEqual(account('u1'));
  });

  test('keeps every revision of its forecasts, published, and says what was not known of them', async () => {
    const store = await migrated(STORY_OF_01.steps);
    expect(await store.forecasts.listRevisions(U1, DAY)).toMatchObject(STORY_OF_01.expected);
    expect(await store.forecasts.listPublished(U1, ALWAYS)).toMatchObject(STORY_OF_01.expected.slice(-1));
    const [other] = await store.forecasts.listRevisions(accountId('u2'), DAY);
    expect(other).toMatchObject({ revision: 1, modelKind: 'last-value' });
  });

  test('begins a new registry, as models of 0.1 do not apply any more', async () => {
    const store = await migrated(STORY_OF_01.steps);
    expect(await store.models.list(U1, 10)).toEqual([]);
    expect(await store.models.register(model('model-1'))).toMatchObject({ version: 1, stage: 'challenger' });
  });

  test('is migrated once by several that start together', async () => {
    const store = await migrated(STORY_OF_01.steps);
    await Promise.all([store.migrate(), (await place.open()).migrate()]);
    expect(await store.forecasts.listRevisions(U1, DAY)).toHaveLength(STORY_OF_01.expected.length);
    expect(await store.revenue.saveDays([day()])).toEqual([{ outcome: 'added', revision: 1 }]);
  });
});

test('a file whose totals know no row of all cohorts adds every day up anew, once it is looked at', async () => {
  await migrate(await place.openSession(), MIGRATIONS.slice(0, 11));
  const connection = place.connect();
  connection.run('INSERT INTO day_totals VALUES (?, ?, ?, ?)', [DAY, 'all', '[]', '{"published":1}']);
  connection.run('INSERT INTO total_days VALUES (?, ?, ?)', [DAY, 'a', 'a']);
  const store = await place.open();
  await store.migrate();
  expect(await store.totals.listStale(ALWAYS)).toEqual([{ date: DAY, known: false }]);
  await store.accounts.add(account('u1'));
  await store.revenue.saveDays([day()]);
  await store.totals.recompute(DAY);
  expect(await store.totals.list(ALWAYS)).toMatchObject([{ date: DAY, cohort: null }]);
  expect(await store.totals.list(ALWAYS, 'all')).toMatchObject([{ date: DAY, cohort: 'all', accountDays: {} }]);
  expect(await store.totals.listStale(ALWAYS)).toEqual([]);
});

test('a file without the read model of stored days gets it from the revenue that is in it', async () => {
  const store = await place.open();
  await store.migrate();
  await store.accounts.add(account('u1'));
  await store.accounts.add(account('empty'));
  const rows = ['2026-03-01', '2026-03-02', '2026-03-05'].map((each) => source({ date: date(each) }));
  await store.revenue.saveSources(rows);
  await store.revenue.saveDays(rows.map((row) => merged([row])));
  await store.revenue.saveDays([day({ date: date('2026-03-06'), origin: 'import' })]);
  await store.revenue.saveDays([day({ date: date('2026-03-02'), origin: 'api' })]);
  await store.revenue.saveSources([source({ date: date('2026-03-05'), amount: decimal('1.000000') })]);
  await store.revenue.saveSources([source({ date: date('2026-03-01'), sourceId: sourceId('ad-exchange') })]);
  const kept = await store.repair.alike({}, ALWAYS);

  const connection = place.connect();
  for (const made of ['TABLE stored_days', 'TABLE day_states', 'INDEX revenue_revised']) connection.run(`DROP ${made}`);
  const session = await place.openSession();
  await migrate(session, [{ ...storedDays, version: MIGRATIONS.length + 1 }]);
  expect(await sqliteRepair(session).alike({}, ALWAYS)).toEqual(kept);
  expect(kept).toContainEqual(
    expect.objectContaining({
      accounts: ['u1'],
      coverage: expect.objectContaining({
        merged: [range('2026-03-01', '2026-03-01'), range('2026-03-05', '2026-03-05')],
        given: [range('2026-03-02', '2026-03-02'), range('2026-03-06', '2026-03-06')],
        unmerged: [
          { sourceId: 'ad-exchange', date: '2026-03-01' },
          { sourceId: 'app-store-1', date: '2026-03-05' },
        ],
      }),
    }),
  );
});
