// A source that corrects a day after it was published, with all processes running: who is touched is forecast again, and nobody else.
import { z } from 'zod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { snapshotDay, storedDay } from '../helpers/day-snapshot.ts';
import { demoAccounts } from '../helpers/many-accounts.ts';
import { rawDay } from '../helpers/raw-totals.ts';
import { startRealStack, type RealStack } from '../helpers/real-stack.ts';

const [touched, ...others] = ['u1', 'u2', 'demo-koi-pond'] as const;
const ACCOUNTS = demoAccounts([touched, ...others]);
const range = { from: '2026-06-20', to: '2026-08-02' };
const published = '2026-08-02';
const corrected = '2026-07-30';

let stack: RealStack;

beforeAll(async () => {
  stack = await startRealStack();
  await stack.putAccounts(ACCOUNTS);
});
afterAll(() => stack?.stop());

const summarySchema = z.object({
  summary: z.object({ backfill: z.object({ revised: z.number(), restated: z.record(z.string(), z.unknown()) }) }),
});
const daysSchema = z.object({
  days: z.array(z.object({ date: z.string(), amount: z.string(), revision: z.number() })),
});

async function backfill(request: object): Promise<z.output<typeof summarySchema>['summary']['backfill']> {
  const id = await stack.startBackfill({ ...range, accounts: ACCOUNTS.map((account) => account.id), ...request });
  expect(await stack.ended(id)).toMatchObject({ status: 'completed', tally: { failed: 0 } });
  const { text } = await stack.call('GET', `/api/runs/${encodeURIComponent(id)}`);
  return summarySchema.parse(JSON.parse(text)).summary.backfill;
}

async function revenueAs(as: string) {
  const { text } = await stack.call(
    'GET',
    `/api/accounts/${touched}/revenue?from=${corrected}&to=${corrected}&as=${as}`,
  );
  return daysSchema.parse(JSON.parse(text)).days;
}

const everyDayOf = (accounts: readonly string[]) =>
  Promise.all([range.from, corrected, published].map((date) => snapshotDay(stack.store, accounts, date)));

test('a corrected day brings a new forecast of its account only, and what was published stays readable', async () => {
  await backfill({ to: '2026-08-01' });
  expect((await stack.runDay({ date: published })).tally).toMatchObject({ accounts: 3, published: 3 });
  const before = await everyDayOf(others);
  const first = await storedDay(stack.store, touched, corrected);

  await stack.faults.add({
    source: 'app-store-1',
    kind: 'changed-past',
    account: touched,
    date: corrected,
    percent: 25,
  });
  const result = await backfill({ reread: true });

  expect(result).toMatchObject({
    revised: 1,
    restated: { accounts: 1, published: 1, held: 0, notDone: 0, samples: [touched] },
  });
  expect(await everyDayOf(others)).toEqual(before);
  const [account] = ACCOUNTS;
  if (account === undefined) throw new Error('There is no account.');
  const now = await storedDay(stack.store, touched, corrected);
  expect(now).toEqual(await rawDay(stack.env, account, corrected));
  expect(now?.amount).not.toBe(first?.amount);

  expect(await revenueAs('published')).toMatchObject([{ date: corrected, amount: first?.amount, revision: 1 }]);
  expect(await revenueAs('known')).toMatchObject([{ date: corrected, amount: now?.amount, revision: 2 }]);
  const { text } = await stack.call('GET', `/api/accounts/${touched}/forecasts/${published}/revisions`);
  expect(JSON.parse(text)).toMatchObject({
    forecasts: [
      { revision: 1, status: 'published' },
      { revision: 2, status: 'published' },
    ],
  });
  expect(await backfill({ reread: true })).toMatchObject({ revised: 0, restated: { accounts: 0 } });
});
