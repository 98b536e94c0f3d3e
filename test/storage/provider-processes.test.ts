// Budgets over real processes and both stores: together they use the rate up, never exceed it, and get back what a killed
// process held.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startMongo, type MongoServer } from '../../scripts/lib/mongo-server.ts';
import { withBudget } from '../../src/domain/provider/claim.ts';
import { SLOT_LEASE_MS } from '../../src/domain/provider/slots.ts';
import type { ProviderBudget } from '../../src/domain/provider/types.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { openStore, type StoreLocation } from '../../src/storage/open-store.ts';
import { aBudget } from '../helpers/provider-builders.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { sourceId } from './builders.ts';

const CHILD = fileURLToPath(new URL('provider-child.ts', import.meta.url));
const PROVIDER = sourceId('app-store-1');
const spansSchema = z.array(z.tuple([z.number(), z.number()]));
type Spans = z.infer<typeof spansSchema>;

let server: MongoServer;
let folder: string;

beforeAll(async () => {
  server = await startMongo({ onProgress: (line) => console.log(line) });
  folder = await mkdtemp(join(tmpdir(), 'morrow-providers-'));
}, 300_000);
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const LOCATIONS: Readonly<Record<string, () => StoreLocation>> = {
  SQLite: () => ({ kind: 'sqlite', file: join(folder, `${randomUUID()}.db`) }),
  MongoDB: () => ({ kind: 'mongodb', uri: server.uri, database: `morrow_test_${randomUUID().slice(0, 8)}` }),
};

async function budgeted(location: StoreLocation, limits: Partial<ProviderBudget>) {
  const store = await openStore(location, { clock: systemClock });
  await store.migrate();
  const budget = aBudget(limits);
  await store.providers.update(PROVIDER, (state) => ({ state: withBudget(state, budget, Date.now()), result: null }));
  return store;
}

function start(location: StoreLocation, seconds: number, holdMs = 0) {
  const args = ['--import', 'tsx', CHILD, JSON.stringify(location), String(seconds), String(holdMs)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    ready: () => waitFor('the process', () => Promise.resolve(text.startsWith('ready'))),
    kill: async (): Promise<void> => (child.kill('SIGKILL'), await exited),
    spans: async (): Promise<Spans> => {
      await exited;
      return spansSchema.parse(JSON.parse(text.split('\n')[1] ?? ''));
    },
  };
}

/** The most that were under way at the same time. */
function mostAtOnce(spans: Spans): number {
  const changes = spans.flatMap(([startMs, endMs]) => [
    { atMs: startMs, by: 1 },
    { atMs: endMs, by: -1 },
  ]);
  // Ends first: one that ends within the same millisecond has given its slot away.
  changes.sort((a, b) => a.atMs - b.atMs || a.by - b.by);
  let now = 0;
  let most = 0;
  for (const { by } of changes) most = Math.max(most, (now += by));
  return most;
}

describe.each(Object.keys(LOCATIONS))('three processes on one %s', (name) => {
  const location = (): StoreLocation => {
    const place = LOCATIONS[name]?.();
    if (place === undefined) throw new Error(`No store ${name}.`);
    return place;
  };
  afterAll(async () => {
    if (name !== 'MongoDB') return;
    const client = await new MongoClient(server.uri).connect();
    const { databases } = await client.db().admin().listDatabases();
    for (const { name: database } of databases)
      if (database.startsWith('morrow_test_')) await client.db(database).dropDatabase();
    await client.close();
  });

  test('use a rate up and never exceed it', async () => {
    const [rate, burst, seconds] = [60, 5, 8];
    const place = location();
    const store = await budgeted(place, { requestsPerSecond: rate, burst });
    const children = Array.from({ length: 3 }, () => start(place, seconds));
    const all = (await Promise.all(children.map((child) => child.spans()))).map((spans) => spans.map(([at]) => at));
    await store.close();
    // While all three were there.
    const fromMs = Math.max(...all.map((times) => times[0] ?? 0));
    const toMs = Math.min(...all.map((times) => times.at(-1) ?? 0));
    const together = all.flat().filter((at) => at >= fromMs && at <= toMs);
    const achieved = ((together.length - 1) / (toMs - fromMs)) * 1_000;
    const parts = all.map((times) => times.length).join(' + ');
    console.log(`${name}: ${achieved.toFixed(1)} a second of ${rate}, ${parts} requests`);
    expect(together.length).toBeLessThanOrEqual(burst + (rate * (toMs - fromMs)) / 1_000 + 2);
    expect(achieved).toBeGreaterThan(rate * 0.9);
    for (const times of all) expect(times.length).toBeGreaterThan(all.flat().length / 6);
  }, 60_000);

  test('have no more under way than the limit says', async () => {
    const place = location();
    const store = await budgeted(place, { maxConcurrent: 4 });
    const children = Array.from({ length: 3 }, () => start(place, 4, 15));
    const all = await Promise.all(children.map((child) => child.spans()));
    await store.close();
    expect(mostAtOnce(all.flat())).toBe(4);
    for (const spans of all) expect(spans.length).toBeGreaterThan(10);
  }, 60_000);

  test('get the slots of a killed one when its lease runs out', async () => {
    const place = location();
    const store = await budgeted(place, { maxConcurrent: 2 });
    const held = async (): Promise<number> => (await store.providers.list())[0]?.holders[0]?.slots ?? 0;
    const doomed = start(place, 60, 60_000);
    await waitFor('it holds both', async () => (await held()) === 2);
    await doomed.kill();
    const killedMs = Date.now();
    const [first] = await start(place, SLOT_LEASE_MS / 1_000 + 4, 10).spans();
    const startMs = first?.[0] ?? 0;
    await store.close();
    expect(startMs).toBeGreaterThan(killedMs);
    expect(startMs - killedMs).toBeLessThan(SLOT_LEASE_MS + 3_000);
  }, 60_000);
});
