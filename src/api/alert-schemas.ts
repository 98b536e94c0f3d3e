// The shapes of answers about alerts and what was told of them.
import { z } from 'zod';
import { NOTIFICATION_STATUSES } from '../ports/notification-store.ts';
import { CHANNELS, NOTIFICATION_EVENTS } from '../ports/notifier.ts';
import { ALERT_SEVERITIES } from '../ports/store.ts';
import { count, instant, next } from './schema-parts.ts';

export const alert = z
  .strictObject({
    id: z.string().describe('The cause; its first part is the kind.'),
    severity: z.enum(ALERT_SEVERITIES),
    title: z.string(),
    detail: z.string(),
    count: z.int().min(0).describe('Accounts it concerns; otherwise how often the cause was seen.'),
    facts: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]))
      .describe('The same as title and detail, as data.'),
    acknowledgement: z.strictObject({ by: z.string(), note: z.string(), at: instant }).nullable(),
    openedAt: instant,
    lastAt: instant,
    resolvedAt: instant.nullable(),
  })
  .meta({ id: 'Alert' });

export const alertList = z.strictObject({ alerts: z.array(alert), next }).meta({ id: 'AlertList' });

const notifications = z.array(
  z.strictObject({
    id: z.string(),
    alertId: z.string(),
    event: z.enum(NOTIFICATION_EVENTS),
    channel: z.enum(CHANNELS),
    status: z.enum(NOTIFICATION_STATUSES),
    attempts: count,
    createdAt: instant,
    dueAt: instant,
    sentAt: instant.nullable(),
    lastError: z.string().nullable(),
    title: z.string(),
  }),
);

export const notificationList = z.strictObject({ notifications, next }).meta({ id: 'NotificationList' });

export const alertDescription = z
  .strictObject({ alert, notifications: notifications.describe('What was told of it, newest first.') })
  .meta({ id: 'AlertDescription' });

export const channelResults = z
  .strictObject({
    channels: z.array(z.strictObject({ channel: z.string(), ok: z.boolean(), error: z.string().nullable() })),
  })
  .meta({ id: 'AlertTestResult' });
