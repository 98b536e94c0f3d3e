// Saved views and deliveries as they come back out of a store.
import { z } from 'zod';
import { DELIVERY_STATUSES } from '../ports/delivery-store.ts';
import { VIEW_PAGES } from '../ports/view-store.ts';
import { runRecord } from './records.ts';

export const savedView = z.object({
  id: z.string(),
  owner: z.string(),
  page: z.enum(VIEW_PAGES),
  name: z.string(),
  search: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  revision: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

export const deliveryRecord = z.object({
  id: z.string(),
  accountId: runRecord.shape.accountId.unwrap(),
  businessDate: runRecord.shape.date,
  forecastRevision: z.int(),
  status: z.enum(DELIVERY_STATUSES),
  attempts: z.int(),
  createdAt: z.string(),
  dueAt: z.string(),
  claimedBy: z.string().nullable(),
  claimedUntil: z.string().nullable(),
  sentAt: z.string().nullable(),
  lastError: z.string().nullable(),
});
