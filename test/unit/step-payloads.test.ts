// What a payload keeps to itself is said in its place: it takes nothing else from the page of a run.
import { Client, Connection } from '@temporalio/client';
import { expect, onTestFinished, test } from 'vitest';
import { createPayloadReader } from '../../src/operations/steps/payloads.ts';
import { parseKeyRing } from '../../src/secrets/key-ring.ts';
import { createPayloadCodec } from '../../src/temporal/payload-codec.ts';
import { NEW_KEY, OLD_KEY } from '../helpers/secrets.ts';

const RING = parseKeyRing(NEW_KEY);
const OLD_RING = parseKeyRing(OLD_KEY);

const plain = (text: string) => ({ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(text) });
const sealed = (ring: typeof RING, text: string) => createPayloadCodec(ring, ring.current).encode([plain(text)]);

function reader() {
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  onTestFinished(() => connection.close());
  const dataConverter = { payloadCodecs: [createPayloadCodec(RING, RING.current)] };
  return createPayloadReader(new Client({ connection, dataConverter }));
}

test('a payload whose key is not here says which, beside one that can be read', async () => {
  const payloads = [...(await sealed(OLD_RING, '"of old"')), ...(await sealed(RING, '"of today"'))];
  const text = JSON.stringify(await reader().show(payloads));
  expect(text).toContain('(cannot be read: the key old is not here)');
  expect(text).toContain('of today');
});

test('a failure whose words are sealed with such a key keeps its code', async () => {
  const [encodedAttributes = null] = await sealed(OLD_RING, '{"message":"hidden"}');
  const failure = { message: 'Encoded failure', encodedAttributes, applicationFailureInfo: { type: 'RATE_MISSING' } };
  expect(await reader().failure(failure)).toMatchObject({
    code: 'RATE_MISSING',
    message: expect.stringContaining('key old is not here'),
  });
});

test.each([
  ['is cut off', async () => [{ ...plain(''), ...(await sealed(RING, '"x"'))[0], data: Buffer.from('short') }]],
  ['is no JSON', () => Promise.resolve([plain('{')])],
])('a payload that %s is said to be unreadable', async (_, payloads) => {
  expect(JSON.stringify(await reader().show(await payloads()))).toContain('(cannot be read: ');
});
