// Exchange rates that are late, broken or incomplete: the reserve steps in, and only who needs rates waits for them.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { AccountDayState } from '../../src/contract/messages.ts';
import { QUERIES } from '../../src/contract/messages.ts';
import { accountDayId } from '../../src/contract/workflow-ids.ts';
import { accountId, isoDate } from '../helpers/builders.ts';
import { storedDay } from '../helpers/day-snapshot.ts';
import { demoAccounts } from '../helpers/many-accounts.ts';
import { rawDay } from '../helpers/raw-totals.ts';
import { startRealStack, type RealStack } from '../helpers/real-stack.ts';
import { waitFor } from '../helpers/wait-for.ts';

const ACCOUNTS = demoAccounts(['u1', 'u2']);

let stack: RealStack;

beforeAll(async () => {
  stack = await startRealStack();
  await stack.putAccounts(ACCOUNTS);
});
afterEach(() => stack.faults.clear());
afterAll(() => stack?.stop());

const record = (account: string, date: string) =>
  stack.store.runs.find(accountDayId('daily', isoDate(date), accountId(account)));

async function stateOf(account: string, date: string): Promise<AccountDayState> {
  const handle = stack.client.workflow.getHandle(accountDayId('daily', isoDate(date), accountId(account)));
  return await handle.query<AccountDayState>(QUERIES.state);
}

async function rateProvenance(account: string, date: string) {
  const [day] = await stack.store.revenue.listDays(accountId(account), { from: isoDate(date), to: isoDate(date) });
  return day?.rates;
}

async function expectRawTotals(date: string): Promise<void> {
  for (const account of ACCOUNTS) {
    expect(await storedDay(stack.store, account.id, date)).toEqual(await rawDay(stack.env, account, date));
  }
}

test.each([
  { kind: 'status-500', date: '2026-08-03' },
  { kind: 'wrong-schema', date: '2026-08-04' },
  { kind: 'reset', date: '2026-08-05' },
  { kind: 'late', date: '2026-08-06' },
])('the reserve prices the day when provider A has the fault $kind, and the day says so', async ({ kind, date }) => {
  await stack.faults.add({ source: 'rates-a', kind });
  const run = await stack.runDay({ date });

  expect(run.tally).toMatchObject({ published: 2, failed: 0 });
  expect(await rateProvenance('u1', date)).toMatchObject({ provider: 'rates-b', quoteDate: date, synthetic: false });
  expect(await rateProvenance('u2', date)).toBeNull();
  await expectRawTotals(date);
});

test('while both providers hold the rates back, u2 is published and u1 waits at convert with everything fetched', async () => {
  const date = '2026-08-10';
  await stack.faults.add({ source: 'rates-a', kind: 'late', date });
  await stack.faults.add({ source: 'rates-b', kind: 'late', date });
  const id = await stack.startDay({ date });
  await waitFor('u2 published', async () => (await record('u2', date))?.status === 'published');
  await waitFor('u1 waiting', async () => (await stateOf('u1', date)).stage === 'waiting-for-rates');

  const state = await stateOf('u1', date);
  expect([...state.fetched].sort()).toEqual(['ad-exchange', 'app-store-1', 'app-store-2', 'app-store-3']);
  expect(state.waitingFor).toContain(date);
  expect((await record('u1', date))?.status).toBe('running');
  expect(await storedDay(stack.store, 'u1', date)).toBeNull();

  await stack.faults.clear();
  expect((await stack.ended(id)).tally).toMatchObject({ accounts: 2, published: 2, failed: 0 });
  expect(await rateProvenance('u1', date)).toMatchObject({ provider: 'rates-a', quoteDate: date });
  await expectRawTotals(date);
});

test('a currency that the rates lack fails who needs it, names it with the date, and stops nobody else', async () => {
  const date = '2026-08-12';
  for (const source of ['rates-a', 'rates-b'])
    await stack.faults.add({ source, kind: 'drop-currency', currency: 'USD' });
  const run = await stack.runDay({ date });

  expect(run.tally).toMatchObject({ published: 1, failed: 1, failuresByCode: { RATE_MISSING: 1 } });
  const failed = await record('u1', date);
  expect(failed).toMatchObject({ status: 'failed', errorCode: 'RATE_MISSING' });
  expect(failed?.errorMessage).toContain('USD');
  expect(failed?.errorMessage).toContain(date);
  expect(await storedDay(stack.store, 'u1', date)).toBeNull();
});

test('rates beyond the published data are marked as made up', async () => {
  const date = '2026-11-11';
  await stack.runDay({ date });

  expect(await rateProvenance('u1', date)).toMatchObject({ provider: 'rates-a', synthetic: true });
});
