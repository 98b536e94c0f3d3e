// Incidents, as they are recorded; who has taken one over; and what was told to whom.
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import {
  NOTIFICATION_STATUSES,
  type NotificationRecord,
  type NotificationStatus,
} from '../ports/notification-store.ts';
import { ALERT_SEVERITIES, type AlertRecord } from '../ports/store.ts';
import { recordChange } from './audit.ts';
import type { OperationsDeps } from './deps.ts';
import { parseInput } from './input.ts';
import { listCursor, readPage, type ListPage } from './list-page.ts';
import { lineOfText, prose } from './values.ts';

export const ALERT_LIST_MAX = 500;

const KIND = /^[a-z][a-z-]{0,39}$/;

export const alertListQuerySchema = z.strictObject({
  open: z.boolean().optional(),
  severity: z.enum(ALERT_SEVERITIES).optional(),
  kind: z.string().regex(KIND, 'must be the first part of an id, such as breaker').optional(),
  limit: z.int().min(1).max(ALERT_LIST_MAX).default(50),
  after: listCursor.optional(),
});

export interface AlertListQuery {
  /** True: unresolved ones, false: resolved ones, absent: both. */
  readonly open?: boolean | undefined;
  readonly severity?: AlertRecord['severity'] | undefined;
  /** The first part of the id, such as `breaker`. */
  readonly kind?: string | undefined;
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
}

/** Newest first. */
export function listAlerts(
  { store }: Pick<OperationsDeps, 'store'>,
  query: AlertListQuery = {},
): Promise<ListPage<AlertRecord>> {
  const { open, severity, kind, ...page } = parseInput(alertListQuerySchema, query);
  const wanted = {
    ...(open === undefined ? {} : { open }),
    ...(severity === undefined ? {} : { severity }),
    ...(kind === undefined ? {} : { prefix: kind }),
  };
  return readPage(
    page,
    (place) => store.alerts.list({ ...wanted, ...place }),
    ({ openedAt }) => openedAt,
  );
}

export interface AlertDescription {
  readonly alert: AlertRecord;
  /** What was told of it, newest first. */
  readonly notifications: readonly NotificationView[];
}

const TOLD_MOST = 200;

/** One incident, open or resolved, with what was told of it. @throws MorrowError ALERT_NOT_FOUND. */
export async function showAlert({ store }: Pick<OperationsDeps, 'store'>, id: string): Promise<AlertDescription> {
  const alert = await store.alerts.find(id);
  if (alert === null) throw alertNotFound(id);
  const notifications = await store.notifications.list({ alertId: id, limit: TOLD_MOST });
  return { alert, notifications: notifications.map(notificationView) };
}

export const resolutionSchema = z
  .strictObject({
    by: lineOfText(80).describe('Who resolves it.'),
    reason: prose(500).min(1).describe('Why it is over.'),
  })
  .meta({ id: 'AlertResolution', examples: [{ by: 'ada', reason: 'The provider has answered again since ten.' }] });

export interface ResolutionRequest {
  readonly by: string;
  readonly reason: string;
}

/**
 * Closes an open alert by hand. When its cause is seen again, it opens anew.
 * @throws InvalidInputError; MorrowError ALERT_NOT_FOUND.
 */
export async function resolveAlert(
  deps: Pick<OperationsDeps, 'store' | 'clock'>,
  id: string,
  request: ResolutionRequest,
): Promise<AlertRecord> {
  const { by, reason } = parseInput(resolutionSchema, request);
  const alert = await deps.store.alerts.find(id);
  if (alert === null || alert.resolvedAt !== null) throw alertNotFound(id);
  await deps.store.alerts.resolve(id, `${alert.detail} Resolved by ${by}: ${reason}`);
  await recordChange(deps, { action: 'alert.resolve', subject: `alert/${id}`, after: { by, reason } });
  return (await deps.store.alerts.find(id)) ?? alert;
}

export const acknowledgementSchema = z
  .strictObject({
    by: lineOfText(80).describe('Who takes it over.'),
    note: prose(500).default('').describe('For the others.'),
  })
  .meta({ id: 'AcknowledgementRequest', examples: [{ by: 'ada', note: 'asking the provider' }] });

export interface AcknowledgementRequest {
  readonly by: string;
  readonly note?: string | undefined;
}

/** Keeps who has taken an open alert over; the last one counts. @throws InvalidInputError; MorrowError ALERT_NOT_FOUND. */
export async function acknowledgeAlert(
  deps: Pick<OperationsDeps, 'store' | 'clock'>,
  id: string,
  request: AcknowledgementRequest,
): Promise<AlertRecord> {
  const { by, note } = parseInput(acknowledgementSchema, request);
  const alert = await deps.store.alerts.acknowledge(id, { by, note, at: deps.clock.now().toISOString() });
  if (alert !== null) {
    await recordChange(deps, { action: 'alert.acknowledge', subject: `alert/${id}`, after: { by, note } });
    return alert;
  }
  throw alertNotFound(id);
}

const alertNotFound = (id: string): MorrowError =>
  new MorrowError('ALERT_NOT_FOUND', `There is no open alert "${id.slice(0, 200)}".`, {
    facts: { alert: id.slice(0, 200) },
  });

export const notificationListQuerySchema = z.strictObject({
  status: z.enum(NOTIFICATION_STATUSES).optional(),
  limit: z.int().min(1).max(ALERT_LIST_MAX).default(50),
  after: listCursor.optional(),
});

export interface NotificationListQuery {
  readonly status?: NotificationStatus | undefined;
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
}

export type NotificationView = Omit<NotificationRecord, 'message' | 'claimedBy' | 'claimedUntil'> & {
  readonly title: string;
};

/** What was told to whom, and what is still to be told. Newest first. */
export async function listNotifications(
  { store }: Pick<OperationsDeps, 'store'>,
  query: NotificationListQuery = {},
): Promise<ListPage<NotificationView>> {
  const { status, ...page } = parseInput(notificationListQuerySchema, query);
  const wanted = status === undefined ? {} : { status };
  const list = (place: Parameters<typeof store.notifications.list>[0]) =>
    store.notifications.list({ ...wanted, ...place });
  const { rows, next } = await readPage(page, list, ({ createdAt }) => createdAt);
  return { rows: rows.map(notificationView), next };
}

const notificationView = ({
  message,
  claimedBy: _,
  claimedUntil: __,
  ...rest
}: NotificationRecord): NotificationView => ({
  ...rest,
  title: message.alert.title,
});
