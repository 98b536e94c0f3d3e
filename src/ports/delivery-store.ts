// The outbox of published forecasts: what is to be delivered to the webhook, and how far that has come.
import type { AccountId, IsoDate } from '../domain/ids.ts';
import type { Claim } from './notification-store.ts';

/** `dropped`: the forecast was not published after all. */
export const DELIVERY_STATUSES = ['pending', 'sent', 'given-up', 'dropped'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export interface DeliveryRecord {
  /** `<business date>/<account>/<revision>`: what was planned once is never planned again. Sorts by date. */
  readonly id: string;
  readonly accountId: AccountId;
  readonly businessDate: IsoDate;
  readonly forecastRevision: number;
  readonly status: DeliveryStatus;
  /** That were made since it was planned, or asked for again. */
  readonly attempts: number;
  /** ISO instants. Not before `dueAt`; by nobody else before `claimedUntil`. */
  readonly createdAt: string;
  readonly dueAt: string;
  readonly claimedBy: string | null;
  readonly claimedUntil: string | null;
  readonly sentAt: string | null;
  readonly lastError: string | null;
}

/** How an attempt ended. */
export type DeliveryOutcome = Pick<DeliveryRecord, 'id' | 'status' | 'attempts' | 'dueAt' | 'sentAt' | 'lastError'>;

export interface DeliveryQuery {
  readonly status?: DeliveryStatus;
  readonly accountId?: AccountId;
  /** Only ids before it: the last of the page before. */
  readonly before?: string;
  readonly limit: number;
}

export interface DeliveryStore {
  /** Inserts those that are not there yet; what is there stays as it is, but what was dropped is due anew. */
  plan(records: readonly DeliveryRecord[]): Promise<void>;
  /** Up to `limit` pending ones that are due and claimed by nobody, oldest first; they are the caller's until the claim is over. */
  claimDue(claim: Claim, limit: number): Promise<readonly DeliveryRecord[]>;
  /** Writes how attempts ended and gives the claims back; nothing for those whose claim is somebody else's by now. */
  settle(by: string, outcomes: readonly DeliveryOutcome[]): Promise<void>;
  /** The latest ids first. */
  list(query: DeliveryQuery): Promise<readonly DeliveryRecord[]>;
  /** By status, at most so many of each: they grow with every day, and a look at them is to cost the same. */
  count(most: number): Promise<Readonly<Partial<Record<DeliveryStatus, number>>>>;
  /** Makes these due anew, as if never tried, whatever became of them; those in hand stay as they are. Returns how many. */
  requeue(ids: readonly string[], now: string): Promise<number>;
  /** The same for all that were given up. */
  requeueGivenUp(now: string): Promise<number>;
}
