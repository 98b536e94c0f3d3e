// All processes of a stack, seen by somebody who debugs: a day's steps with their attempts and log lines, its forecasts at a real
// receiver, everything in one file, and no secret in any of it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { WORKFLOWS, accountDayId } from '../../src/contract/workflow-ids.ts';
import { forecastPayload } from '../../src/connectors/notify/forecast-webhook.ts';
import { accountId, isoDate } from '../helpers/builders.ts';
import { demoAccounts } from '../helpers/many-accounts.ts';
import { startRealStack, type RealStack } from '../helpers/real-stack.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../helpers/webhook-receiver.ts';

const SECRET = 'whsec_Y2FuYXJ5LW9mLXRoZS13ZWJob29rLXNlY3JldC1rZXk=';
const DATE = '2026-10-01';
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let stack: RealStack;
let hook: WebhookReceiver;
const folder = mkdtempSync(join(tmpdir(), 'morrow-debug-'));

beforeAll(async () => {
  hook = await startWebhookReceiver(SECRET);
  stack = await startRealStack({
    env: {
      FORECAST_WEBHOOK_URL: hook.url,
      FORECAST_WEBHOOK_SECRET: SECRET,
      AD_EXCHANGE_TOKEN: 'canary-ad-exchange-5f1c',
      MORROW_DEBUG_LOG: join(folder, 'trace.jsonl'),
    },
  });
  await stack.putAccounts(demoAccounts(['u1', 'u2']));
  await stack.runDay({ date: DATE });
});
afterAll(async () => {
  await stack?.stop();
  await hook?.close();
  rmSync(folder, { recursive: true, force: true });
});

const inside = async (account: string, what: string): Promise<unknown> => {
  const id = encodeURIComponent(accountDayId('daily', isoDate(DATE), accountId(account)));
  const answer = await stack.call('GET', `/api/runs/${id}/${what}`);
  expect(answer.status).toBe(200);
  return JSON.parse(answer.text);
};

const steps = z.object({
  source: z.string(),
  version: z.object({ morrow: z.string(), build: z.string() }),
  steps: z.array(
    z.object({ name: z.string(), state: z.string(), queue: z.string().nullable(), ranMs: z.number().nullable() }),
  ),
});

test('a day of an account shows its steps of both queues, with times, and the versions that did it', async () => {
  const { source, version, steps: found } = steps.parse(await inside('u1', 'steps'));
  expect([source, version.morrow]).toEqual(['temporal', 'development']);
  const done = found.filter(({ state }) => state === 'done');
  expect(done.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['beginAccountDay', 'fetchReport', 'mergeRevenue', 'trainModel', 'makeForecast']),
  );
  expect(found.find(({ name }) => name === 'trainModel')?.queue).toBe('heavy');
  expect(done.every(({ ranMs }) => ranMs !== null)).toBe(true);
});

test('its landing time stands beside the deadline of its tier, and its log is found in the files of the stack', async () => {
  expect(await inside('u1', 'durations')).toMatchObject({
    runs: [{ date: DATE, deadlineAt: '2026-10-02T07:30:00.000Z' }],
  });
  expect(await inside('u1', 'log')).toMatchObject({ source: 'files' });
});

test('every published forecast is at the receiver after one look of the watch, signed and once', async () => {
  const input = { looks: 1, intervalMs: 1_000 };
  for (const workflowId of ['watch-1', 'watch-2']) {
    await stack.client.workflow.execute(WORKFLOWS.watch, { workflowId, taskQueue: 'default', args: [input] });
  }
  const received = hook.received.map(({ body, verified }) => ({ verified, ...forecastPayload.parse(body).data }));
  expect(received.map(({ accountId: account }) => account).toSorted()).toEqual(['u1', 'u2']);
  expect(received.every(({ verified }) => verified)).toBe(true);
  const listed = await stack.call('GET', '/api/deliveries');
  expect(JSON.parse(listed.text)).toMatchObject({ counts: { sent: 2 } });
});

test('the debug log has every step with what it was asked, every request and every exchange, and no secret', () => {
  const text = readFileSync(String(stack.env['MORROW_DEBUG_LOG']), 'utf8');
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => z.looseObject({ msg: z.string() }).parse(JSON.parse(line)));
  const merged = lines.find(
    ({ msg, step, account }) => msg === 'step done' && step === 'mergeRevenue' && account === 'u1',
  );
  expect(merged).toMatchObject({ input: { accountId: 'u1', date: DATE }, output: { revision: 1 }, path: 'local' });
  expect(lines.some(({ msg, path }) => msg === 'request' && path === '/api/runs')).toBe(true);
  expect(lines.some(({ msg, provider }) => msg === 'exchange' && provider === 'ad-exchange')).toBe(true);
  expect(text).not.toMatch(/canary|whsec_/);
});
