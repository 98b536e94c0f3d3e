// What has to be told about an alert: opened, escalated and resolved, each once for each channel, one after the other. Follows
// from the alert and from what is in the outbox already, so that it can be worked out again at any time.
import type { NotificationRecord } from '../../ports/notification-store.ts';
import type { Channel, NotificationEvent } from '../../ports/notifier.ts';
import type { AlertRecord } from '../../ports/store.ts';

export interface Outbox {
  readonly channels: readonly Channel[];
  /** By id. */
  readonly known: ReadonlyMap<string, NotificationRecord>;
  /** ISO instant. */
  readonly now: string;
}

const EVENTS = ['opened', 'escalated', 'resolved'] as const;

/** The ids that an alert's notifications have, whether they exist or not. */
export const notificationIds = (alert: AlertRecord, channels: readonly Channel[]): readonly string[] =>
  channels.flatMap((channel) => EVENTS.map((event) => notificationId(alert, event, channel)));

/** An alert that comes back after it was resolved is told anew: it was opened at another time. */
const notificationId = ({ id, openedAt }: AlertRecord, event: NotificationEvent, channel: Channel): string =>
  `${event}/${channel}/${openedAt}/${id}`;

export const planNotifications = (alert: AlertRecord, outbox: Outbox): readonly NotificationRecord[] =>
  outbox.channels.flatMap((channel) => {
    const event = nextEvent(alert, channel, outbox.known);
    return event === null ? [] : [newNotification(alert, { event, channel, now: outbox.now })];
  });

/** The next one is planned only when the one before has left: so nobody hears of an end before the beginning. */
function nextEvent(alert: AlertRecord, channel: Channel, known: Outbox['known']): NotificationEvent | null {
  const [opened, escalated, resolved] = EVENTS.map((event) => known.get(notificationId(alert, event, channel)));
  if (opened === undefined) return 'opened';
  if ([opened, escalated].some((before) => before?.status === 'pending')) return null;
  if (alert.resolvedAt !== null) return resolved === undefined ? 'resolved' : null;
  const isWorse = alert.severity === 'critical' && opened.message.alert.severity === 'warning';
  return isWorse && escalated === undefined ? 'escalated' : null;
}

interface NewNotification {
  readonly event: NotificationEvent;
  readonly channel: Channel;
  readonly now: string;
}

function newNotification(alert: AlertRecord, { event, channel, now }: NewNotification): NotificationRecord {
  const id = notificationId(alert, event, channel);
  return {
    id,
    alertId: alert.id,
    event,
    channel,
    status: 'pending',
    attempts: 0,
    createdAt: now,
    dueAt: now,
    claimedBy: null,
    claimedUntil: null,
    sentAt: null,
    lastError: null,
    message: { id, event, at: now, alert },
  };
}

/** Half a minute, doubled up to an hour: twelve attempts are six hours. */
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 3_600_000;
export const MOST_ATTEMPTS = 12;

/** When the attempt after the `attempts`-th is due, in ms from now. @param askedMs what the receiver asks for; it may be longer. */
export const retryWaitMs = (attempts: number, askedMs = 0): number =>
  Math.max(askedMs, Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, attempts - 1)));
