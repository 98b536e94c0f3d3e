// What Temporal's Web UI and command line ask to show histories whose payloads are encrypted. Nothing is kept or changed.
import { z } from 'zod';
import { MorrowError, toMorrowError } from '../../contract/errors.ts';
import type { PayloadDoor, WirePayload } from '../../ports/payload-door.ts';
import { ok } from '../reply.ts';
import { NONE, defineRoute, type Route } from '../route.ts';
import { CODEC_PATH } from '../web-ui.ts';

const PAYLOADS_MAX = 1_000;
const base64 = z.base64('must be base64');

const payloads = z
  .strictObject({
    payloads: z
      .array(z.object({ metadata: z.record(z.string(), base64).optional(), data: base64.optional() }))
      .max(PAYLOADS_MAX),
  })
  .meta({ id: 'Payloads', examples: [{ payloads: [{ metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: 'MQ==' }] }] });

const common = {
  method: 'post',
  tag: 'Codec',
  changes: false,
  params: NONE,
  query: NONE,
  body: { kind: 'json', schema: payloads },
  responses: { 200: { description: 'The payloads, in the same order.', content: { 'application/json': payloads } } },
  errors: ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'],
} as const;

export const codecRoutes = (door: PayloadDoor): readonly Route[] => [
  defineRoute({
    ...common,
    path: `${CODEC_PATH}/decode`,
    role: 'viewer',
    summary: 'Decrypt payloads of Temporal, for its Web UI and command line (--codec-endpoint)',
    description:
      'What is not encrypted comes back as it is. Pages of TEMPORAL_UI_URL may ask, and no other foreign page.',
    handle: async (_operations, { body }) => ok({ payloads: await opened(door, body.payloads) }),
  }),
  defineRoute({
    ...common,
    path: `${CODEC_PATH}/encode`,
    role: 'operator',
    summary: 'Encrypt payloads for Temporal, as its Web UI needs to send signals',
    description: 'Where encryption is off they come back as they are.',
    handle: async (_operations, { body }) => ok({ payloads: await door.encode(body.payloads) }),
  }),
];

/** What does not open was sent by whoever asks: it is their request that is wrong. */
async function opened(door: PayloadDoor, sent: readonly WirePayload[]): Promise<readonly WirePayload[]> {
  try {
    return await door.decode(sent);
  } catch (error) {
    const { message, facts } = toMorrowError(error);
    throw new MorrowError('INVALID_REQUEST', message, { facts, cause: error });
  }
}

/** Of a process without keys. */
export const PLAIN_DOOR: PayloadDoor = {
  decode: (sent) => Promise.resolve(sent),
  encode: (sent) => Promise.resolve(sent),
};
