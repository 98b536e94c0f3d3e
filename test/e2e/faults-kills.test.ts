// A worker or the Temporal server dies in the middle of a day: its supervisor brings it back, and the totals are those of a calm day.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isoDate } from '../helpers/builders.ts';
import { snapshotDay, storedDay } from '../helpers/day-snapshot.ts';
import { manyAccounts } from '../helpers/many-accounts.ts';
import { rawDay } from '../helpers/raw-totals.ts';
import { startRealStack, type RealStack } from '../helpers/real-stack.ts';
import { waitFor } from '../helpers/wait-for.ts';

const ACCOUNTS = manyAccounts(50);
const IDS = ACCOUNTS.map(({ id }) => id);
/** Spreads the day over seconds, so that a kill meets accounts at every stage. */
const LATENCY_MS = 250;

let stack: RealStack;

beforeAll(async () => {
  stack = await startRealStack();
  await stack.putAccounts(ACCOUNTS);
});
afterEach(() => stack.faults.clear());
afterAll(() => stack?.stop());

/** Waits until `count` accounts are forecast; some must still be under way then, or the kill would prove nothing. */
async function whenForecast(date: string, count: number): Promise<void> {
  await waitFor(`${count} accounts forecast for ${date}`, async () => (await countForecast(date)) >= count);
  expect(await countForecast(date)).toBeLessThan(ACCOUNTS.length);
}

async function countForecast(date: string): Promise<number> {
  const { staged = 0, published = 0 } = await stack.store.runs.countAccountDays('daily', isoDate(date), {});
  return staged + published;
}

async function killMidRun(date: string, victim: string): Promise<void> {
  for (const source of ['ad-exchange', 'app-store-2'])
    await stack.faults.add({ source, kind: 'latency', ms: LATENCY_MS });
  const id = await stack.startDay({ date });
  await whenForecast(date, 8);
  const dead = stack.pidOf(victim);
  stack.kill(victim);

  const run = await stack.ended(id);
  expect(run.status).toBe('completed');
  expect(run.tally).toMatchObject({ accounts: IDS.length, failed: 0, cancelled: 0 });
  await waitFor(`${victim} is back`, () => Promise.resolve(stack.pidOf(victim) !== dead));
  await stack.faults.clear();
}

describe('a kill in the middle of a day of 50 accounts', () => {
  test.each([
    { victim: 'worker-default', date: '2026-10-05' },
    { victim: 'worker-heavy', date: '2026-10-06' },
    { victim: 'temporal', date: '2026-10-07' },
  ])(
    'of $victim changes nothing in the totals',
    async ({ victim, date }) => {
      await killMidRun(date, victim);

      const stored = await Promise.all(IDS.map((id) => storedDay(stack.store, id, date)));
      expect(stored).toEqual(await Promise.all(ACCOUNTS.map((account) => rawDay(stack.env, account, date))));
      const { published } = await stack.store.runs.countAccountDays('daily', isoDate(date), {});
      expect(published).toBe(IDS.length);
    },
    150_000,
  );

  test('leaves forecasts that a calm run of the same day confirms', async () => {
    const date = '2026-10-07';
    const some = IDS.slice(0, 20);
    const before = await snapshotDay(stack.store, some, date);
    const run = await stack.runDay({ date, accounts: some, force: true });

    expect(run.tally).toMatchObject({ published: some.length, failed: 0 });
    expect(await snapshotDay(stack.store, some, date)).toEqual(before);
  }, 120_000);
});
