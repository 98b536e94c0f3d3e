// Every way in which a source can misbehave, each at one account of the same day: the others never notice.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountDayId } from '../../src/contract/workflow-ids.ts';
import { accountId, isoDate } from '../helpers/builders.ts';
import { storedDay } from '../helpers/day-snapshot.ts';
import type { FaultRequest } from '../helpers/emulator-faults.ts';
import { aTestAccount, type TestAccount } from '../helpers/many-accounts.ts';
import { rawDay, type RawDay } from '../helpers/raw-totals.ts';
import type { EndedRun } from '../helpers/real-api.ts';
import { startRealStack, type RealStack } from '../helpers/real-stack.ts';

const DATE = '2026-10-14';

interface Case {
  readonly account: string;
  readonly fault: FaultRequest;
}

/** Each source meets trouble that passes: the day is late, and right. */
const PASSING: readonly Case[] = [
  { account: 'slow', fault: { source: 'app-store-1', kind: 'latency', ms: 700 } },
  { account: 'limited', fault: { source: 'ad-exchange', kind: 'status-429', times: 2 } },
  { account: 'broken', fault: { source: 'app-store-2', kind: 'status-500', times: 2 } },
  { account: 'hanging', fault: { source: 'app-store-1', kind: 'hang', times: 1 } },
  { account: 'cut-off', fault: { source: 'app-store-3', kind: 'reset', times: 2 } },
  { account: 'half-sent', fault: { source: 'app-store-3', kind: 'truncated', times: 1 } },
  { account: 'half-sent-table', fault: { source: 'ad-exchange', kind: 'truncated', times: 1 } },
  { account: 'late', fault: { source: 'app-store-2', kind: 'late', times: 2 } },
  { account: 'half-written', fault: { source: 'app-store-1', kind: 'control-mismatch', times: 1 } },
];

/** Answers that are odd and still say what was earned. */
const HARMLESS: readonly Case[] = [
  { account: 'repeating', fault: { source: 'app-store-2', kind: 'duplicate-rows' } },
  { account: 'idle', fault: { source: 'ad-exchange', kind: 'empty-day', date: DATE } },
];

interface FailingCase extends Case {
  readonly code: string;
  readonly says: readonly string[];
}

const FAILING: readonly FailingCase[] = [
  {
    account: 'changed-table',
    fault: { source: 'ad-exchange', kind: 'wrong-schema' },
    code: 'SOURCE_SCHEMA_INVALID',
    says: ['ad-exchange'],
  },
  {
    account: 'changed-flat',
    fault: { source: 'app-store-1', kind: 'wrong-schema' },
    code: 'SOURCE_SCHEMA_INVALID',
    says: ['app-store-1'],
  },
  {
    account: 'changed-micros',
    fault: { source: 'app-store-2', kind: 'wrong-schema' },
    code: 'SOURCE_SCHEMA_INVALID',
    says: ['app-store-2'],
  },
  {
    account: 'changed-days',
    fault: { source: 'app-store-3', kind: 'wrong-schema' },
    code: 'SOURCE_SCHEMA_INVALID',
    says: ['app-store-3'],
  },
  {
    account: 'roubles',
    fault: { source: 'app-store-1', kind: 'wrong-currency' },
    code: 'RATE_MISSING',
    says: ['RUB', DATE],
  },
  {
    account: 'unconverted',
    fault: { source: 'app-store-1', kind: 'wrong-currency' },
    code: 'MIXED_CURRENCIES',
    says: ['RUB', 'USD', DATE],
  },
  {
    account: 'conflicting',
    fault: { source: 'app-store-2', kind: 'conflicting-rows' },
    code: 'TOO_MANY_REJECTS',
    says: ['app-store-2', DATE],
  },
  {
    account: 'never-adding-up',
    fault: { source: 'app-store-3', kind: 'control-mismatch' },
    code: 'CONTROL_TOTAL_MISMATCH',
    says: ['app-store-3', DATE],
  },
  {
    account: 'locked-out',
    fault: { source: 'ad-exchange', kind: 'unauthorized' },
    code: 'SOURCE_UNAUTHORIZED',
    says: ['ad-exchange', DATE],
  },
];
/** The sources know nobody whose id begins like this. */
const STRANGER = 'unknown-stranger';

const accountOf = ({ account }: Case): TestAccount =>
  aTestAccount({
    id: account,
    sources: ['ad-exchange', 'app-store-1', 'app-store-2', 'app-store-3'],
    ...(account === 'unconverted' ? { currency: 'USD', convertCurrency: false } : {}),
  });

const CALM = ['calm-1', 'calm-2', 'calm-3'].map((id) => aTestAccount({ id }));
const BY_ID = new Map(
  [...[...PASSING, ...HARMLESS, ...FAILING].map(accountOf), ...CALM, aTestAccount({ id: STRANGER })].map(
    (account) => [account.id, account] as const,
  ),
);

let stack: RealStack;
let run: EndedRun;
let acted: ReadonlyMap<string, number>;
let whileFaulty: ReadonlyMap<string, RawDay>;
const faultIds = new Map<string, string>();

beforeAll(async () => {
  // Shorter than usual, so that a request that hangs is given up soon.
  stack = await startRealStack({ env: { SOURCE_TIMEOUT_MS: '1500' } });
  await stack.putAccounts([...BY_ID.values()]);
  for (const { account, fault } of [...PASSING, ...HARMLESS, ...FAILING]) {
    faultIds.set(account, await stack.faults.add({ ...fault, account }));
  }
  run = await stack.runDay({ date: DATE });
  acted = await stack.faults.acted();
  whileFaulty = new Map(await Promise.all(HARMLESS.map(async ({ account }) => [account, await raw(account)] as const)));
  await stack.faults.clear();
}, 180_000);
afterAll(() => stack?.stop());

async function raw(id: string): Promise<RawDay> {
  const account = BY_ID.get(id);
  if (account === undefined) throw new Error(`There is no account ${id} here.`);
  return await rawDay(stack.env, account, DATE);
}

const dayId = (account: string): string => accountDayId('daily', isoDate(DATE), accountId(account));
const stored = (account: string) => storedDay(stack.store, account, DATE);
const actedOn = (account: string): number => acted.get(faultIds.get(account) ?? '') ?? 0;

describe('a day on which every source misbehaves somewhere', () => {
  test('is published for everyone whose trouble passes, and counts the others by cause', () => {
    expect(run.status).toBe('completed');
    expect(run.tally).toMatchObject({
      accounts: BY_ID.size,
      published: PASSING.length + HARMLESS.length + CALM.length,
      failed: FAILING.length + 1,
      failuresByCode: { SOURCE_SCHEMA_INVALID: 4, RATE_MISSING: 1, SOURCE_REJECTED_REQUEST: 1 },
    });
  });

  test.each(CALM)('is the same as ever for $id', async ({ id }) => {
    expect(await stored(id)).toEqual(await raw(id));
  });

  test.each(PASSING)('is right for $account after $fault.kind of $fault.source has passed', async ({ account }) => {
    expect(actedOn(account)).toBeGreaterThan(0);
    expect(await stored(account)).toEqual(await raw(account));
  });

  test.each(HARMLESS)('is right for $account despite $fault.kind of $fault.source', async ({ account }) => {
    expect(actedOn(account)).toBeGreaterThan(0);
    expect(await stored(account)).toEqual(whileFaulty.get(account));
  });

  test.each(FAILING)('fails for $account with $code, says where, and stores nothing half', async (failing) => {
    const { account, code, says } = failing;
    expect(actedOn(account)).toBeGreaterThan(0);
    const record = await stack.store.runs.find(dayId(account));
    expect(record).toMatchObject({ status: 'failed', errorCode: code });
    for (const words of says) expect(record?.errorMessage).toContain(words);
    expect(await stored(account)).toBeNull();
    expect(await stack.store.forecasts.findLatest(accountId(account), isoDate(DATE))).toBeNull();
  });

  test('fails for an account that the sources do not know', async () => {
    const record = await stack.store.runs.find(dayId(STRANGER));
    expect(record).toMatchObject({ status: 'failed', errorCode: 'SOURCE_REJECTED_REQUEST' });
  });

  test('shows the failed accounts as failed workflows', async () => {
    for (const { account } of FAILING) {
      expect((await stack.client.workflow.getHandle(dayId(account)).describe()).status.name).toBe('FAILED');
    }
  });

  test('run again after the repair publishes the failed accounts and leaves the others alone', async () => {
    const again = await stack.runDay({ date: DATE });

    expect(again.tally).toMatchObject({ published: FAILING.length, failed: 1 });
    for (const { account } of FAILING) expect(await stored(account)).toEqual(await raw(account));
  });
});
