// What is to be told to whom, and who wants to be left alone, as it comes back out of a store.
import { z } from 'zod';
import { NOTIFICATION_STATUSES } from '../ports/notification-store.ts';
import { CHANNELS, NOTIFICATION_EVENTS } from '../ports/notifier.ts';
import { alertRecord } from './decision-records.ts';

export const notificationRecord = z.object({
  id: z.string(),
  alertId: z.string(),
  event: z.enum(NOTIFICATION_EVENTS),
  channel: z.enum(CHANNELS),
  status: z.enum(NOTIFICATION_STATUSES),
  attempts: z.int(),
  createdAt: z.string(),
  dueAt: z.string(),
  claimedBy: z.string().nullable(),
  claimedUntil: z.string().nullable(),
  sentAt: z.string().nullable(),
  lastError: z.string().nullable(),
  message: z.object({ id: z.string(), event: z.enum(NOTIFICATION_EVENTS), at: z.string(), alert: alertRecord }),
});

export const receiverWait = z.object({ id: z.enum([...CHANNELS, 'forecasts']), notBefore: z.string() });
