// Sends what the outbox holds. Two processes never send the same at the same time; a channel that is down keeps its own
// notifications waiting, and nobody else's.
import { randomUUID } from 'node:crypto';
import { toMorrowError } from '../../contract/errors.ts';
import type {
  ChannelResult,
  ChannelTestRequest,
  DeliveryRequest,
  DeliveryResult,
} from '../../contract/alert-messages.ts';
import type { NotificationOutcome, NotificationRecord } from '../../ports/notification-store.ts';
import type { NotificationMessage, Notifier } from '../../ports/notifier.ts';
import type { AlertRecord, Store } from '../../ports/store.ts';
import { deliverForecasts } from '../deliveries/deliver-forecasts.ts';
import type { DefaultDependencies } from '../dependencies.ts';
import { MOST_ATTEMPTS, notificationIds, planNotifications, retryWaitMs } from './plan-notifications.ts';

/** Alerts that were resolved longer ago are not announced any more. */
const MEMORY_MS = 24 * 3_600_000;
const ALERTS_MAX = 500;
const BATCH = 200;
/** No new one is begun after this time: claims are over after the longer one, and the step itself in between. */
const SENDING_MS = 40_000;
const CLAIM_MS = 180_000;

export function createDeliveryActivities({ store, notifiers, forecastReceiver: receiver }: DefaultDependencies) {
  const holder = randomUUID();
  return {
    async deliverNotifications({ at }: DeliveryRequest): Promise<DeliveryResult> {
      const now = new Date(at);
      await planAll(store, notifiers, now);
      const due = await store.notifications.listDue(at, BATCH);
      const results = await Promise.all([
        ...notifiers.map((notifier) => sendAll({ store, notifier, holder, now }, due)),
        // Beside the alerts: a receiver of forecasts that hangs holds up no alert.
        ...(receiver === undefined ? [] : [deliverForecasts({ store, receiver, now })]),
      ]);
      return results.reduce(plus, NOTHING);
    },

    async testChannels({ channel, at, by }: ChannelTestRequest): Promise<readonly ChannelResult[]> {
      const chosen = notifiers.filter((notifier) => channel === undefined || notifier.channel === channel);
      const message = testMessage(at, by);
      return await Promise.all(chosen.map((notifier) => tryOut(notifier, message)));
    },
  };
}

const NOTHING: DeliveryResult = { sent: 0, failed: 0, givenUp: 0 };

const plus = (a: DeliveryResult, b: DeliveryResult): DeliveryResult => ({
  sent: a.sent + b.sent,
  failed: a.failed + b.failed,
  givenUp: a.givenUp + b.givenUp,
});

async function planAll(store: Store, notifiers: readonly Notifier[], now: Date): Promise<void> {
  const channels = notifiers.map(({ channel }) => channel);
  const openSince = new Date(now.getTime() - MEMORY_MS).toISOString();
  const alerts = await store.alerts.list({ openSince, limit: ALERTS_MAX });
  const found = await store.notifications.findMany(alerts.flatMap((alert) => notificationIds(alert, channels)));
  const known = new Map(found.map((record) => [record.id, record]));
  const planned = alerts.flatMap((alert) => planNotifications(alert, { channels, known, now: now.toISOString() }));
  if (planned.length > 0) await store.notifications.plan(planned);
}

interface Sending {
  readonly store: Store;
  readonly notifier: Notifier;
  readonly holder: string;
  readonly now: Date;
}

/** One after the other; the first that fails leaves the rest of its channel for the next time. */
async function sendAll(sending: Sending, due: readonly NotificationRecord[]): Promise<DeliveryResult> {
  let result = NOTHING;
  const end = performance.now() + SENDING_MS;
  for (const record of due.filter(({ channel }) => channel === sending.notifier.channel)) {
    const one = await sendOne(sending, record);
    result = plus(result, one);
    if (one.failed > 0 || performance.now() > end) break;
  }
  return result;
}

async function sendOne({ store, notifier, holder, now }: Sending, record: NotificationRecord): Promise<DeliveryResult> {
  // Real time: sending takes some, whatever time the workflow lives in.
  const until = new Date(now.getTime() + CLAIM_MS).toISOString();
  if (!(await store.notifications.claim(record.id, { by: holder, now: now.toISOString(), until }))) return NOTHING;
  const attempts = record.attempts + 1;
  const error = await attempt(notifier, record.message);
  const outcome = outcomeOf({ error, attempts, now });
  await store.notifications.settle(record.id, holder, outcome);
  if (error === null) return { ...NOTHING, sent: 1 };
  return { ...NOTHING, failed: 1, givenUp: outcome.status === 'given-up' ? 1 : 0 };
}

/** What went wrong, for people; null when nothing did. */
async function attempt(notifier: Notifier, message: NotificationMessage): Promise<string | null> {
  try {
    await notifier.send(message);
    return null;
  } catch (error) {
    const { code, message: text } = toMorrowError(error);
    // What nobody foresaw may quote anything.
    return code === 'INTERNAL' ? 'an unexpected error; see the log' : text;
  }
}

interface Attempted {
  readonly error: string | null;
  readonly attempts: number;
  readonly now: Date;
}

function outcomeOf({ error, attempts, now }: Attempted): NotificationOutcome {
  const at = now.toISOString();
  if (error === null) return { status: 'sent', attempts, dueAt: at, sentAt: at, lastError: null };
  const dueAt = new Date(now.getTime() + retryWaitMs(attempts)).toISOString();
  return { status: attempts < MOST_ATTEMPTS ? 'pending' : 'given-up', attempts, dueAt, sentAt: null, lastError: error };
}

async function tryOut(notifier: Notifier, message: NotificationMessage): Promise<ChannelResult> {
  const error = await attempt(notifier, message);
  return { channel: notifier.channel, ok: error === null, error };
}

function testMessage(at: string, by: string): NotificationMessage {
  const alert: AlertRecord = {
    id: 'test',
    severity: 'warning',
    title: 'A test alert',
    detail: `Sent by ${by} to try out the channels. Nothing is wrong.`,
    count: 1,
    facts: { by },
    acknowledgement: null,
    openedAt: at,
    lastAt: at,
    resolvedAt: null,
  };
  return { id: `test/${at}/${by}`, event: 'test', at, alert };
}
