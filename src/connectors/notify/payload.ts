// What a webhook receives, as a schema: docs/alert-webhook.schema.json comes from here.
import { z } from 'zod';
import { NOTIFICATION_EVENTS, type NotificationMessage } from '../../ports/notifier.ts';

const instant = z.iso.datetime();
const TYPES = NOTIFICATION_EVENTS.map((event) => `alert.${event}` as const);

export const webhookPayload = z
  .strictObject({
    type: z.enum(TYPES).describe('What happened to the alert. `alert.test` is sent by hand and means nothing.'),
    timestamp: instant.describe('When it was found out.'),
    data: z.strictObject({
      id: z.string().describe('The cause. One incident keeps its id until it is resolved, and when it comes back.'),
      kind: z.string().describe('The first part of the id: deadline, failure, missing-run, slow, hold, breaker …'),
      severity: z.enum(['warning', 'critical']),
      title: z.string(),
      detail: z.string().describe('For people. Of a resolved one: how it ended.'),
      count: z.int().min(0).describe('Accounts it concerns; otherwise how often the cause was seen.'),
      facts: z
        .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]))
        .describe('The same as data: pipeline, date, stage, tier, provider, code, samples …'),
      openedAt: instant,
      resolvedAt: instant.nullable(),
      acknowledgedBy: z.string().nullable(),
    }),
  })
  .meta({ title: 'Morrow alert' });

export type WebhookPayload = z.infer<typeof webhookPayload>;

export const toPayload = ({ event, at, alert }: NotificationMessage): WebhookPayload => ({
  type: `alert.${event}`,
  timestamp: at,
  data: {
    id: alert.id,
    kind: alert.id.split('/', 1)[0] ?? alert.id,
    severity: alert.severity,
    title: alert.title,
    detail: alert.detail,
    count: alert.count,
    facts: Object.fromEntries(
      Object.entries(alert.facts).map(([name, value]) => [name, isList(value) ? [...value] : value]),
    ),
    openedAt: alert.openedAt,
    resolvedAt: alert.resolvedAt,
    acknowledgedBy: alert.acknowledgement?.by ?? null,
  },
});

type Fact = NotificationMessage['alert']['facts'][string];

const isList = (value: Fact): value is readonly string[] => Array.isArray(value);
