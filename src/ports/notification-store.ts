// The outbox: what is to be told to whom, and how far that has come.
import type { Channel, NotificationEvent, NotificationMessage } from './notifier.ts';
import type { ListPlace } from './request-store.ts';

export const NOTIFICATION_STATUSES = ['pending', 'sent', 'given-up'] as const;
export type NotificationStatus = (typeof NOTIFICATION_STATUSES)[number];

export interface NotificationRecord {
  /** `<event>/<channel>/<opened at>/<alert>`: what was planned once is never planned again. */
  readonly id: string;
  readonly alertId: string;
  readonly event: NotificationEvent;
  readonly channel: Channel;
  readonly status: NotificationStatus;
  /** That were made. */
  readonly attempts: number;
  /** ISO instants. Not before `dueAt`; by nobody else before `claimedUntil`. */
  readonly createdAt: string;
  readonly dueAt: string;
  readonly claimedBy: string | null;
  readonly claimedUntil: string | null;
  readonly sentAt: string | null;
  readonly lastError: string | null;
  readonly message: NotificationMessage;
}

export interface Claim {
  /** Who sends it; no two processes have the same name. */
  readonly by: string;
  /** ISO instants. */
  readonly now: string;
  readonly until: string;
}

/** How an attempt ended. */
export type NotificationOutcome = Pick<NotificationRecord, 'status' | 'attempts' | 'dueAt' | 'sentAt' | 'lastError'>;

export interface NotificationQuery {
  readonly status?: NotificationStatus;
  /** Only those about this alert. */
  readonly alertId?: string;
  readonly limit: number;
  readonly after?: ListPlace;
}

export interface NotificationStore {
  /** Inserts those that are not there yet; what is there stays as it is. */
  plan(records: readonly NotificationRecord[]): Promise<void>;
  /** All of `ids` that exist. */
  findMany(ids: readonly string[]): Promise<readonly NotificationRecord[]>;
  /** Pending, due and claimed by nobody, oldest first. @param channel of this one only; absent: of all. */
  listDue(now: string, limit: number, channel?: Channel): Promise<readonly NotificationRecord[]>;
  /** True for one caller only, until the claim is over. */
  claim(id: string, claim: Claim): Promise<boolean>;
  /** Writes how the attempt ended and gives the claim back; nothing when the claim is somebody else's by now. */
  settle(id: string, by: string, outcome: NotificationOutcome): Promise<void>;
  /** Newest first. */
  list(query: NotificationQuery): Promise<readonly NotificationRecord[]>;
}
