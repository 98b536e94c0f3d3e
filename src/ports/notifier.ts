// A way to reach people: log, webhook, e-mail. The inbox is the store's alerts themselves.
import type { AlertRecord } from './decision-store.ts';

export const CHANNELS = ['log', 'webhook', 'email'] as const;
export type Channel = (typeof CHANNELS)[number];

export const NOTIFICATION_EVENTS = ['opened', 'escalated', 'resolved', 'test'] as const;
export type NotificationEvent = (typeof NOTIFICATION_EVENTS)[number];

/** What somebody is told: the alert as it was then. */
export interface NotificationMessage {
  /** The same for every attempt: receivers tell repeated ones by it. */
  readonly id: string;
  readonly event: NotificationEvent;
  /** ISO instant of when it was found out. */
  readonly at: string;
  readonly alert: AlertRecord;
}

export interface Notifier {
  readonly channel: Channel;
  /**
   * Delivers, or throws. May be called again with the same message: after a crash nobody knows whether it was delivered.
   * @throws MorrowError NOTIFICATION_FAILED (retryable; not before its `retryAfterMs`). Never names a secret.
   */
  send(message: NotificationMessage): Promise<void>;
}
