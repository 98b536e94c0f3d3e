// Alerts to a web address, signed as Standard Webhooks says (https://www.standardwebhooks.com, version 1.0): the receiver can
// tell that they come from here, unchanged and not replayed.
import { createHash, createHmac } from 'node:crypto';
import { MorrowError } from '../../contract/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Notifier } from '../../ports/notifier.ts';
import { send } from '../http.ts';
import { toPayload } from './payload.ts';

export interface WebhookOptions {
  readonly url: string;
  /** `whsec_` and base64. */
  readonly secret: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** @throws MorrowError INVALID_CONFIG when the secret cannot be one. */
export function createWebhookNotifier({ url, secret, timeoutMs, clock }: WebhookOptions): Notifier {
  const key = readSecret(secret);
  return {
    channel: 'webhook',
    async send(message) {
      const body = JSON.stringify(toPayload(message));
      const id = webhookId(message.id);
      const timestamp = String(Math.floor(clock.now().getTime() / 1_000));
      const headers = {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
      };
      const { status } = await send({ url, method: 'POST', headers, body, timeoutMs }).catch((error: unknown) => {
        throw failed(error instanceof Error ? error.message : String(error));
      });
      if (status < 200 || status > 299) throw failed(`HTTP ${status}`);
    },
  };
}

/** Short, and without the dots that part what is signed. The same for every attempt. */
export const webhookId = (id: string): string => `msg_${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;

/** The address may hold a token, so it is not named. */
const failed = (reason: string): MorrowError =>
  new MorrowError('NOTIFICATION_FAILED', `The webhook was not taken (${reason}).`, { facts: { channel: 'webhook' } });

const LEAST_BYTES = 24;

function readSecret(secret: string): Buffer {
  const [, encoded = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const key = Buffer.from(encoded, 'base64');
  if (key.length >= LEAST_BYTES) return key;
  throw new MorrowError(
    'INVALID_CONFIG',
    `ALERT_WEBHOOK_SECRET must be whsec_ and base64 of ${LEAST_BYTES} bytes or more, such as: echo "whsec_$(openssl rand -base64 32)".`,
  );
}
