// The shapes of answers about saved views, and about the delivery of forecasts.
import { z } from 'zod';
import { DELIVERY_STATUSES } from '../ports/delivery-store.ts';
import { VIEW_PAGES } from '../ports/view-store.ts';
import { count, date, instant, next } from './schema-parts.ts';

export const savedView = z
  .strictObject({
    id: z.string(),
    owner: z.string().describe('`shared`, or who it belongs to.'),
    page: z.enum(VIEW_PAGES),
    name: z.string(),
    search: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    revision: count,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'SavedView' });

export const savedViewList = z.strictObject({ views: z.array(savedView) }).meta({ id: 'SavedViewList' });

export const deliveryList = z
  .strictObject({
    deliveries: z
      .array(
        z.strictObject({
          id: z.string(),
          messageId: z.string().describe('The `webhook-id` that every attempt of it carries.'),
          accountId: z.string(),
          businessDate: date,
          forecastRevision: count,
          status: z
            .enum(DELIVERY_STATUSES)
            .describe('`given-up`: tried in vain for hours; `dropped`: the forecast was not published after all.'),
          attempts: count,
          createdAt: instant,
          dueAt: instant,
          sentAt: instant.nullable(),
          lastError: z.string().nullable(),
        }),
      )
      .describe('The latest business date first.'),
    countedUpTo: count,
    counts: z
      .partialRecord(z.enum(DELIVERY_STATUSES), count)
      .describe('Of all deliveries; `countedUpTo` of a status means that many or more.'),
    notBefore: instant.nullable().describe('The receiver asked by `Retry-After` for nothing until then.'),
    next,
  })
  .meta({ id: 'DeliveryList' });

export const redelivered = z
  .strictObject({ requeued: count.describe('So many are due again.') })
  .meta({ id: 'Redelivered' });
