// A signed POST, as Standard Webhooks describes it: the receiver can tell that it is from us, whole, and not replayed.
import { createHmac } from 'node:crypto';
import { MorrowError } from '../../contract/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import { webhookId } from '../../ports/webhook-id.ts';
import { send } from '../http.ts';
import { retryAfterMs } from '../retry-after.ts';

export interface SignedPostOptions {
  readonly url: string;
  /** `whsec_` and base64. */
  readonly secret: string;
  /** The variable that the secret comes from, for messages. */
  readonly secretName: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** @throws MorrowError NOTIFICATION_FAILED (retryable), with what the receiver says by `Retry-After`, at most an hour. */
export type SignedPost = (id: string, payload: unknown) => Promise<void>;

/** @throws MorrowError INVALID_CONFIG when the secret cannot be one. */
export function createSignedPost({ url, secret, secretName, timeoutMs, clock }: SignedPostOptions): SignedPost {
  const key = readSecret(secret, secretName);
  return async (unique, payload) => {
    const body = JSON.stringify(payload);
    const id = webhookId(unique);
    const timestamp = String(Math.floor(clock.now().getTime() / 1_000));
    const headers = {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
    };
    const { status, headers: answered } = await send({ url, method: 'POST', headers, body, timeoutMs }).catch(
      (error: unknown) => {
        throw failed(error instanceof Error ? error.message : String(error));
      },
    );
    if (status >= 200 && status <= 299) return;
    throw failed(`HTTP ${status}`, retryAfterMs(answered['retry-after'], clock.now()));
  };
}

/** The address may hold a token, so it is not named. */
const failed = (reason: string, waitMs?: number): MorrowError =>
  new MorrowError('NOTIFICATION_FAILED', `The webhook was not taken (${reason}).`, {
    facts: { channel: 'webhook' },
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });

const LEAST_BYTES = 24;

function readSecret(secret: string, name: string): Buffer {
  const [, encoded = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const key = Buffer.from(encoded, 'base64');
  if (key.length >= LEAST_BYTES) return key;
  throw new MorrowError(
    'INVALID_CONFIG',
    `${name} must be whsec_ and base64 of ${LEAST_BYTES} bytes or more, such as: echo "whsec_$(openssl rand -base64 32)".`,
  );
}
