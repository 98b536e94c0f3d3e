// Alerts as a signed POST of JSON.
import type { Notifier } from '../../ports/notifier.ts';
import { toPayload } from './payload.ts';
import { createSignedPost, type SignedPostOptions } from './signed-post.ts';

export type WebhookOptions = Omit<SignedPostOptions, 'secretName'>;

/** @throws MorrowError INVALID_CONFIG when the secret cannot be one. */
export function createWebhookNotifier(options: WebhookOptions): Notifier {
  const post = createSignedPost({ ...options, secretName: 'ALERT_WEBHOOK_SECRET' });
  return { channel: 'webhook', send: (message) => post(message.id, toPayload(message)) };
}
