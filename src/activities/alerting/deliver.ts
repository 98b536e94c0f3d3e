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
import type { AlertRecord, ListPlace, Store } from '../../ports/store.ts';
import { deliverForecasts } from '../deliveries/deliver-forecasts.ts';
import { isLeftAlone, leaveAlone, takeUpAgain } from '../deliveries/receiver-waits.ts';
import type { DefaultDependencies } from '../dependencies.ts';
import { MOST_ATTEMPTS, notificationIds, planNotifications, retryWaitMs } from './plan-notifications.ts';

/** Alerts that were resolved longer ago are not announced any more. */
const MEMORY_MS = 24 * 3_600_000;
const ALERTS_AT_A_TIME = 500;
const BATCH = 200;
/** No new one is begun after this time: claims are over after the longer one, and the step itself in between. */
const SENDING_MS = 40_000;
const CLAIM_MS = 180_000;

export function createDeliveryActivities({ store, notifiers, forecastReceiver: receiver }: DefaultDependencies) {
  const holder = randomUUID();
  return {
    async deliverNotifications({ at }: DeliveryRequest): Promise<DeliveryResult> {
      const now = new Date(at);
      await planAll({ store, notifiers, now });
      const results = await Promise.all([
        ...notifiers.map((notifier) => sendAll({ store, notifier, holder, now })),
        // Beside the alerts: a receiver of forecasts that hangs holds up no alert.
        ...(receiver === undefined ? [] : [deliverForecasts({ store, receiver, now })]),
      ]);
      return results.reduce(plus, NOTHING);
    },

    async testChannels({ channel, at, by }: ChannelTestRequest): Promise<readonly ChannelResult[]> {
      const chosen = notifiers.filter((notifier) => channel === undefined || notifier.channel === channel);
      const message = testMessage(at, by);
      return await Promise.all(chosen.map((notifier) => tryOut(store, notifier, message)));
    },
  };
}

const NOTHING: DeliveryResult = { sent: 0, failed: 0, givenUp: 0 };

const plus = (a: DeliveryResult, b: DeliveryResult): DeliveryResult => ({
  sent: a.sent + b.sent,
  failed: a.failed + b.failed,
  givenUp: a.givenUp + b.givenUp,
});

interface Planning {
  readonly store: Store;
  readonly notifiers: readonly Notifier[];
  readonly now: Date;
}

async function planAll({ store, notifiers, now }: Planning): Promise<void> {
  const openSince = new Date(now.getTime() - MEMORY_MS).toISOString();
  let after: ListPlace | null = null;
  do {
    const alerts: readonly AlertRecord[] = await store.alerts.list({
      openSince,
      limit: ALERTS_AT_A_TIME,
      ...(after === null ? {} : { after }),
    });
    await planFor(alerts, { store, notifiers, now });
    const last = alerts.length < ALERTS_AT_A_TIME ? undefined : alerts.at(-1);
    after = last === undefined ? null : { at: last.openedAt, id: last.id };
  } while (after !== null);
}

async function planFor(alerts: readonly AlertRecord[], { store, notifiers, now }: Planning): Promise<void> {
  const channels = notifiers.map(({ channel }) => channel);
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

/** One after the other; the first that fails leaves the rest of its channel for the next time, no sooner than its receiver says. */
async function sendAll(sending: Sending): Promise<DeliveryResult> {
  let result = NOTHING;
  const begun = performance.now();
  const end = begun + SENDING_MS;
  const { store, notifier, now } = sending;
  if (await isLeftAlone(store, notifier.channel, now)) return NOTHING;
  const own = await store.notifications.listDue(now.toISOString(), BATCH, notifier.channel);
  for (const record of own) {
    const { waitMs, ...one } = await sendOne(sending, record);
    result = plus(result, one);
    if (waitMs !== undefined) await leaveAlone(store, notifier.channel, { ms: waitMs, now, begun });
    if (one.failed > 0 || performance.now() > end) break;
  }
  return result;
}

/** Real time: sending takes some, whatever time the workflow lives in. */
const claim = ({ store, holder, now }: Sending, id: string): Promise<boolean> => {
  const until = new Date(now.getTime() + CLAIM_MS).toISOString();
  return store.notifications.claim(id, { by: holder, now: now.toISOString(), until });
};

interface SentOne extends DeliveryResult {
  /** What the receiver asks for, in ms. */
  readonly waitMs?: number | undefined;
}

async function sendOne(sending: Sending, record: NotificationRecord): Promise<SentOne> {
  const { store, notifier, holder, now } = sending;
  if (!(await claim(sending, record.id))) return NOTHING;
  const attempts = record.attempts + 1;
  const failure = await attempt(notifier, record.message);
  const outcome = outcomeOf({ failure, attempts, now });
  await store.notifications.settle(record.id, holder, outcome);
  if (failure === null) return { ...NOTHING, sent: 1 };
  return { ...NOTHING, failed: 1, givenUp: outcome.status === 'given-up' ? 1 : 0, waitMs: failure.waitMs };
}

interface Failure {
  /** What went wrong, for people. */
  readonly reason: string;
  readonly waitMs: number | undefined;
}

/** Null when nothing went wrong. */
async function attempt(notifier: Notifier, message: NotificationMessage): Promise<Failure | null> {
  try {
    await notifier.send(message);
    return null;
  } catch (error) {
    const { code, message: text, retryAfterMs: waitMs } = toMorrowError(error);
    // What nobody foresaw may quote anything.
    return { reason: code === 'INTERNAL' ? 'an unexpected error; see the log' : text, waitMs };
  }
}

interface Attempted {
  readonly failure: Failure | null;
  readonly attempts: number;
  readonly now: Date;
}

function outcomeOf({ failure, attempts, now }: Attempted): NotificationOutcome {
  const at = now.toISOString();
  if (failure === null) return { status: 'sent', attempts, dueAt: at, sentAt: at, lastError: null };
  const dueAt = new Date(now.getTime() + retryWaitMs(attempts, failure.waitMs)).toISOString();
  const status = attempts < MOST_ATTEMPTS ? 'pending' : 'given-up';
  return { status, attempts, dueAt, sentAt: null, lastError: failure.reason };
}

/** A channel that takes it is told the rest again, too. */
async function tryOut(store: Store, notifier: Notifier, message: NotificationMessage): Promise<ChannelResult> {
  const failure = await attempt(notifier, message);
  if (failure === null) await takeUpAgain(store, notifier.channel, new Date(message.at));
  return { channel: notifier.channel, ok: failure === null, error: failure?.reason ?? null };
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
