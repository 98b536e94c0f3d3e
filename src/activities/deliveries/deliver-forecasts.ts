// Delivers published forecasts, many at a time and some beside each other: ten thousand are one step of the watch, no workflows.
import { randomUUID } from 'node:crypto';
import { toMorrowError } from '../../contract/errors.ts';
import type { DeliveryResult } from '../../contract/alert-messages.ts';
import type { DeliveryOutcome, DeliveryRecord } from '../../ports/delivery-store.ts';
import type { ForecastReceiver } from '../../ports/forecast-receiver.ts';
import type { Store } from '../../ports/store.ts';
import { MOST_ATTEMPTS, retryWaitMs } from '../alerting/plan-notifications.ts';
import { isLeftAlone, leaveAlone } from './receiver-waits.ts';

const BATCH = 250;
const BESIDE = 16;
/** Nothing new is begun after this time; claims are over after the longer one, and the step itself in between. */
const SENDING_MS = 40_000;
const CLAIM_MS = 180_000;
/** So many in a row that fail, and none that is taken: the receiver is down, and the others wait for it. */
const DOWN_AFTER = 5;
/** A forecast that is not published yet is looked at again, for a day: its publication may have broken off. */
const LOOK_AGAIN_MS = 60_000;
const PATIENCE_MS = 24 * 3_600_000;

export interface Delivering {
  readonly store: Store;
  readonly receiver: ForecastReceiver;
  readonly now: Date;
}

/** How many were delivered, failed and were given up. Repeating it delivers what is left. */
export async function deliverForecasts({ store, receiver, now }: Delivering): Promise<DeliveryResult> {
  const begun = performance.now();
  const end = begun + SENDING_MS;
  const at = now.toISOString();
  const until = new Date(now.getTime() + CLAIM_MS).toISOString();
  let total: DeliveryResult = { sent: 0, failed: 0, givenUp: 0 };
  if (await isLeftAlone(store, 'forecasts', now)) return total;
  while (performance.now() < end) {
    const by = randomUUID();
    const batch = await store.deliveries.claimDue({ by, now: at, until }, BATCH);
    if (batch.length === 0) break;
    const sent = await sendBatch({ store, receiver, now, end }, batch);
    await store.deliveries.settle(by, sent.outcomes);
    total = addUp(total, sent.tried);
    if (sent.askedMs > 0) await leaveAlone(store, 'forecasts', { ms: sent.askedMs, now, begun });
    if (sent.isDown) break;
  }
  return total;
}

interface SentBatch {
  /** Of every claimed one, also of those that the receiver was not asked about. */
  readonly outcomes: readonly DeliveryOutcome[];
  readonly tried: readonly DeliveryOutcome[];
  readonly isDown: boolean;
  /** For so long the receiver wants nothing at all, in ms; 0: it did not say so. */
  readonly askedMs: number;
}

interface Sending extends Delivering {
  /** By `performance.now()`. */
  readonly end: number;
}

async function sendBatch(sending: Sending, batch: readonly DeliveryRecord[]): Promise<SentBatch> {
  const outcomes: DeliveryOutcome[] = [];
  const tried: DeliveryOutcome[] = [];
  const left = [...batch];
  let failuresInARow = 0;
  let askedMs = 0;
  const isDown = (): boolean => failuresInARow >= DOWN_AFTER || askedMs > 0;
  const sendOn = async (): Promise<void> => {
    for (let record = left.shift(); record !== undefined; record = left.shift()) {
      if (isDown() || performance.now() > sending.end) {
        outcomes.push(unchanged(record));
        continue;
      }
      const { waitMs, ...outcome } = await sendOne(sending, record);
      askedMs = Math.max(askedMs, waitMs ?? 0);
      outcomes.push(outcome);
      if (outcome.attempts === record.attempts) continue;
      tried.push(outcome);
      failuresInARow = outcome.status === 'sent' ? 0 : failuresInARow + 1;
    }
  };
  await Promise.all(Array.from({ length: BESIDE }, sendOn));
  return { outcomes, tried, isDown: isDown(), askedMs };
}

const unchanged = ({ id, status, attempts, dueAt, sentAt, lastError }: DeliveryRecord): DeliveryOutcome => ({
  id,
  status,
  attempts,
  dueAt,
  sentAt,
  lastError,
});

const after = (waitMs: number, now: Date): string => new Date(now.getTime() + waitMs).toISOString();

interface SentOne extends DeliveryOutcome {
  /** What the receiver asks for, in ms. */
  readonly waitMs?: number | undefined;
}

async function sendOne({ store, receiver, now }: Delivering, record: DeliveryRecord): Promise<SentOne> {
  const { accountId, businessDate, forecastRevision, id } = record;
  const forecast = await store.forecasts.find(accountId, businessDate, forecastRevision);
  const at = now.toISOString();
  if (forecast === null) return { ...unchanged(record), status: 'dropped' };
  if (forecast.status !== 'published') return notYet(record, now);
  const attempts = record.attempts + 1;
  try {
    await receiver.deliver({ id: `forecast/${id}`, at: record.createdAt, forecast });
    return { id, status: 'sent', attempts, dueAt: at, sentAt: at, lastError: null };
  } catch (error) {
    const { code, message, retryAfterMs: waitMs } = toMorrowError(error);
    // What nobody foresaw may quote anything.
    const lastError = code === 'INTERNAL' ? 'an unexpected error; see the log' : message;
    const status = attempts < MOST_ATTEMPTS ? 'pending' : 'given-up';
    return { id, status, attempts, dueAt: after(retryWaitMs(attempts, waitMs), now), sentAt: null, lastError, waitMs };
  }
}

function notYet(record: DeliveryRecord, now: Date): DeliveryOutcome {
  const waitedMs = now.getTime() - Date.parse(record.createdAt);
  if (waitedMs > PATIENCE_MS) return { ...unchanged(record), status: 'dropped' };
  return { ...unchanged(record), dueAt: after(LOOK_AGAIN_MS, now) };
}

const addUp = (total: DeliveryResult, tried: readonly DeliveryOutcome[]): DeliveryResult => ({
  sent: total.sent + tried.filter(({ status }) => status === 'sent').length,
  failed: total.failed + tried.filter(({ status }) => status !== 'sent').length,
  givenUp: total.givenUp + tried.filter(({ status }) => status === 'given-up').length,
});
