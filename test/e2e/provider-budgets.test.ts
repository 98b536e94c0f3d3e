// Limits of a provider with two default workers: what the emulators count is what the budget allows, storms and outages are
// waited out, and wrong limits change nothing.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { providerList } from '../../src/api/provider-schemas.ts';
import { aTestAccount, type TestAccount } from '../helpers/many-accounts.ts';
import { startRealStack, type RealStack } from '../helpers/real-stack.ts';
import { waitFor } from '../helpers/wait-for.ts';

const SOURCE = 'app-store-1';
const ACCOUNTS: readonly TestAccount[] = Array.from({ length: 48 }, (_, index) =>
  aTestAccount({ id: `acc-${index}`, sources: [SOURCE], currency: 'USD', convertCurrency: false }),
);
const CHANGE = { by: 'ada', reason: 'test' };

let stack: RealStack;

beforeAll(async () => {
  stack = await startRealStack({ workers: { default: 2, heavy: 1 } });
  await stack.putAccounts(ACCOUNTS);
}, 120_000);
beforeEach(() => limit({}));
afterEach(() => stack.faults.clear());
afterAll(() => stack?.stop());

const put = (limits: object, id: string = SOURCE) =>
  stack.call('PUT', `/api/providers/${id}/budget`, { ...limits, ...CHANGE });

async function limit(limits: object): Promise<void> {
  const answer = await put(limits);
  expect(answer.status, answer.text).toBe(200);
}

const operate = (action: string, id: string = SOURCE) =>
  stack.call('POST', `/api/providers/${id}/breaker`, { action, ...CHANGE });

async function provider(id: string = SOURCE) {
  const { providers } = providerList.parse(JSON.parse((await stack.call('GET', '/api/providers')).text));
  const found = providers.find((one) => one.id === id);
  if (found === undefined) throw new Error(`No provider ${id}.`);
  return found;
}

const asked = async (): Promise<number> => (await stack.faults.requests())[SOURCE] ?? 0;

interface Sample {
  /** Before the question and after its answer: the count is of a moment between the two. */
  readonly beforeMs: number;
  readonly afterMs: number;
  readonly requests: number;
  readonly processes: number;
}

/** Looks at the emulator's count until the run has ended. */
async function watch(run: Promise<unknown>): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  let over = false;
  const ended = run.finally(() => (over = true));
  await waitFor(
    'the run',
    async () => {
      const beforeMs = performance.now();
      const requests = await asked();
      const afterMs = performance.now();
      samples.push({ beforeMs, afterMs, requests, processes: (await provider()).processes });
      return over;
    },
    100_000,
  );
  await ended;
  return samples;
}

describe('a rate of 8 a second', () => {
  test('holds over two workers, for the fast path and the slow one, and is used', async () => {
    await limit({ requestsPerSecond: 8, burst: 2 });
    const before = await asked();
    const run = stack.runDay({ date: '2026-05-04' });
    const samples = await watch(run);
    expect((await run).tally).toMatchObject({ published: ACCOUNTS.length, failed: 0 });
    expect((await asked()) - before).toBeGreaterThanOrEqual(ACCOUNTS.length);
    expect(Math.max(...samples.map(({ processes }) => processes))).toBe(2);
    for (const [index, from] of samples.entries()) {
      for (const to of samples.slice(index + 1)) {
        const seconds = (to.afterMs - from.beforeMs) / 1_000;
        // Two more per worker: a slice of 250 ms that a busy process sends late, or was on its way when the first sample was taken.
        expect(to.requests - from.requests).toBeLessThanOrEqual(2 + 8 * seconds + 2 * 2);
      }
    }
    const busy = samples.filter(({ requests }) => requests > before && requests < before + ACCOUNTS.length);
    const seconds = ((busy.at(-1)?.afterMs ?? 0) - (busy[0]?.beforeMs ?? 0)) / 1_000;
    const rate = ((busy.at(-1)?.requests ?? 0) - (busy[0]?.requests ?? 0)) / seconds;
    console.log(`${rate.toFixed(2)} requests/s of 8 over ${seconds.toFixed(1)} s, ${ACCOUNTS.length} accounts`);
    expect(rate).toBeGreaterThan(8 * 0.5);
  }, 120_000);
});

describe('one request at a time', () => {
  test('is what the provider sees, and every account is published', async () => {
    await limit({ maxConcurrent: 1 });
    await stack.faults.add({ source: SOURCE, kind: 'latency', ms: 100 });
    const startedMs = performance.now();
    const run = await stack.runDay({ date: '2026-05-05' });
    const seconds = (performance.now() - startedMs) / 1_000;
    expect(run.tally).toMatchObject({ published: ACCOUNTS.length, failed: 0 });
    // One after the other they take this long at least.
    expect(seconds).toBeGreaterThan(ACCOUNTS.length * 0.1);
  }, 120_000);
});

describe('a storm of 429 with Retry-After', () => {
  test('is waited out by everybody: after the first wave hardly anyone runs into a refusal', async () => {
    const fault = await stack.faults.add({ source: SOURCE, kind: 'status-429', retryAfterSeconds: 2 });
    const refused = async (): Promise<number> => (await stack.faults.acted()).get(fault) ?? 0;
    const run = stack.runDay({ date: '2026-05-06' });
    const pauses = new Set<string>();
    await waitFor('three pauses', async () => {
      const { pausedUntil } = await provider();
      // Answers of the same wave move the end of one pause by less.
      if (pausedUntil !== null) pauses.add(pausedUntil.slice(0, 19));
      return pauses.size >= 4;
    });
    const wave = await refused();
    await stack.faults.clear();
    expect(wave).toBeGreaterThan(0);
    expect(wave).toBeLessThan(2 * ACCOUNTS.length);
    expect((await run).tally).toMatchObject({ published: ACCOUNTS.length, failed: 0 });
    console.log(`${wave} refusals in a storm over ${ACCOUNTS.length} accounts`);
  }, 120_000);
});

describe('a provider that is down', () => {
  test('is left alone by its breaker, probed, and asked again when it has recovered; no account fails', async () => {
    await stack.faults.add({ source: SOURCE, kind: 'status-500' });
    const run = stack.runDay({ date: '2026-05-07' });
    await waitFor('the breaker open', async () => (await provider()).breaker.mode === 'open');
    expect((await provider()).breaker).toMatchObject({ by: 'automatic', reason: expect.stringContaining('failed') });
    let last = { requests: -1, atMs: 0 };
    await waitFor('nobody asks for a while', async () => {
      const requests = await asked();
      if (requests !== last.requests) last = { requests, atMs: performance.now() };
      return performance.now() - last.atMs > 1_500;
    });
    await stack.faults.clear();
    await waitFor('the breaker closed', async () => (await provider()).breaker.mode === 'closed', 90_000);
    expect((await run).tally).toMatchObject({ published: ACCOUNTS.length, failed: 0 });
  }, 180_000);
});

describe('people', () => {
  test('open and close a breaker, with name and reason', async () => {
    const opened = await operate('open');
    expect(opened.status, opened.text).toBe(200);
    expect((await provider()).breaker).toMatchObject({ mode: 'open', until: null, by: 'ada', reason: 'test' });
    expect((await operate('close')).status).toBe(200);
    expect((await provider()).breaker).toMatchObject({ mode: 'closed', by: 'ada' });
  });

  test('do the same at the command line', async () => {
    const morrow = (...args: string[]) =>
      promisify(execFile)(process.execPath, ['dist/scripts/cli.js', ...args], { env: definedOnly(stack.env) });
    await morrow('providers', 'limit', SOURCE, '--rate', '20', '--burst', '4', '--by', 'bob', '--reason', 'contract');
    expect((await provider()).budget).toMatchObject({ requestsPerSecond: 20, burst: 4, updatedBy: 'bob' });
    const { stdout } = await morrow('providers', 'list');
    expect(stdout).toMatch(/app-store-1\s+20\s+4\s+-\s+-\s+closed/);
    await morrow('providers', 'limit', SOURCE, '--unlimited', '--reason', 'over');
    expect((await provider()).budget).toBeNull();
    await expect(morrow('providers', 'limit', SOURCE, '--burst', '4', '--reason', 'x')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('burst'),
    });
  }, 60_000);

  test.each([
    [{ requestsPerSecond: 0 }, 'requestsPerSecond'],
    [{ requestsPerSecond: -1 }, 'requestsPerSecond'],
    [{ requestsPerSecond: 1, burst: 1_000 }, 'burst'],
    [{ burst: 5 }, 'burst'],
    [{ maxConcurrent: 1.5 }, 'maxConcurrent'],
    [{ accountShare: 0.5 }, 'accountShare'],
    [{ maxConcurrent: 4, accountShare: 2 }, 'accountShare'],
    [{ by: '', requestsPerSecond: 1 }, 'by'],
  ])('hear what is wrong with limits that make no sense, and nothing changes: %j', async (limits, field) => {
    await limit({ requestsPerSecond: 5 });
    const before = (await provider()).budget;
    const answer = await stack.call('PUT', `/api/providers/${SOURCE}/budget`, { ...CHANGE, ...limits });
    expect(answer.status).toBe(400);
    const { errors } = z.object({ errors: z.array(z.object({ path: z.string() })) }).parse(JSON.parse(answer.text));
    expect(errors.map(({ path }) => path)).toContain(field);
    expect((await provider()).budget).toEqual(before);
  });

  test('are told when there is no such provider, and which there are', async () => {
    const answer = await put({}, 'nobody');
    expect(answer.status).toBe(404);
    expect(answer.text).toContain('app-store-1');
  });
});

const definedOnly = (env: RealStack['env']): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter((entry) => entry[1] !== undefined));
