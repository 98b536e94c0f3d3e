// A day with encryption switched on, by the real processes: Temporal keeps nothing of it that can be read, the workflows replay,
// and the Web UI gets to see it through the API alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseKeyRing } from '../../src/secrets/key-ring.ts';
import { FAILURE_CONVERTER_PATH, createDataConverter } from '../../src/temporal/data-converter.ts';
import { demoAccounts } from '../helpers/many-accounts.ts';
import { collectHistories, type FoundHistory } from '../helpers/histories.ts';
import { startRealStack, type RealStack } from '../helpers/real-stack.ts';
import { OUR_WORKFLOWS, bundleWorkflows } from '../helpers/workflow-bundle.ts';

const DATE = '2026-10-01';
const DAY = `day/daily/${DATE}`;
let stack: RealStack;
let histories: readonly FoundHistory[];

beforeAll(async () => {
  // One store refuses us, so that failures are among what is kept.
  const env = { MORROW_ENCRYPT_PAYLOADS: 'true', EMULATOR_APP_STORE_2_TOKEN: 'another-token-than-ours' };
  stack = await startRealStack({ env });
  await stack.putAccounts(demoAccounts(['u1', 'u2', 'demo-tin-robot']));
  await stack.runDay({ date: DATE });
  histories = await collectHistories(stack.client, [DAY]);
});
afterAll(() => stack?.stop());

const seen: WeakSet<object> = new WeakSet();

/** Every text and every piece of bytes of a history, without ids and search attributes, which the server works with. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('latin1')];
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  return Object.entries(value).flatMap(([name, inner]) => (name === 'searchAttributes' ? [] : textsIn(inner)));
}

/** What payloads hold that are not encrypted, without search attributes. */
function plainIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  const payload = payloadShape.safeParse(value).data;
  if (payload !== undefined) {
    const encoding = Buffer.from(payload.metadata.encoding).toString();
    return encoding === 'binary/encrypted' ? [] : [Buffer.from(payload.data ?? []).toString()];
  }
  return Object.entries(value).flatMap(([name, inner]) => (name === 'searchAttributes' ? [] : plainIn(inner)));
}

const bytes = z.instanceof(Uint8Array);
const payloadShape = z.object({ metadata: z.object({ encoding: bytes }), data: bytes.nullish() });

describe('an encrypted day', () => {
  test('leaves nothing in Temporal that can be read', () => {
    expect(histories.length).toBeGreaterThan(3);
    const texts = histories.flatMap(({ history }) => textsIn(history));
    // What the SDK itself writes into markers: names of patches, number and type of a local step.
    const plain = histories.flatMap(({ history }) => plainIn(history));
    expect(plain.filter((text) => !/^\{"(seq|id)":/.test(text))).toEqual([]);
    expect(texts.filter((text) => text === 'binary/encrypted').length).toBeGreaterThan(20);
    const telling = /horizonDays|ratesId|"currency"|historyDepthDays|refuses|credentials|payloadId|\.ts:\d+/;
    expect(texts.filter((text) => telling.test(text))).toEqual([]);
  });

  test('replays on the workflows of today', async () => {
    const keys = readFileSync(join(stack.stateDir, 'secret-keys'), 'utf8');
    const workflowBundle = await bundleWorkflows(OUR_WORKFLOWS, { failureConverterPath: FAILURE_CONVERTER_PATH });
    const dataConverter = createDataConverter({ ring: parseKeyRing(keys), isOn: true });
    const failures: string[] = [];
    for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle, dataConverter }, histories)) {
      if (error !== undefined) failures.push(`${workflowId}: ${error.message}`);
    }
    expect(failures).toEqual([]);
  });

  test('is known to the API as any other', async () => {
    const run = await stack.call('GET', `/api/runs/${encodeURIComponent(DAY)}`);
    expect(JSON.parse(run.text)).toMatchObject({ id: DAY, temporal: { historyLength: expect.any(Number) as number } });
  });
});

describe('the codec endpoint', () => {
  const input = () => {
    const [first] = histories.find(({ workflowId }) => workflowId === DAY)?.history.events ?? [];
    const [payload] = first?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    const base64 = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString('base64');
    const metadata = Object.entries(payload?.metadata ?? {}).map(([name, bytes]) => [name, base64(bytes)]);
    return { payloads: [{ metadata: Object.fromEntries(metadata), data: base64(payload?.data) }] };
  };
  const ask = (origin: string, method = 'POST') =>
    fetch(`${stack.stack.urls.api}/codec/decode`, {
      method,
      headers: { origin, 'content-type': 'application/json', 'x-namespace': 'default' },
      ...(method === 'POST' ? { body: JSON.stringify(input()) } : {}),
    });
  const webUi = () => new URL(stack.stack.urls.temporalUi).origin;

  test('shows the Web UI what was kept', async () => {
    const asked = await ask(webUi(), 'OPTIONS');
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, webUi()]);
    const answer = await ask(webUi());
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, webUi()]);
    const { payloads } = z.object({ payloads: z.array(z.object({ data: z.string() })) }).parse(await answer.json());
    expect(Buffer.from(payloads[0]?.data ?? '', 'base64').toString()).toContain('"horizonDays"');
  });

  test('shows pages of any other origin nothing', async () => {
    const answer = await ask('https://evil.example');
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    const asked = await ask('https://evil.example', 'OPTIONS');
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
  });
});
