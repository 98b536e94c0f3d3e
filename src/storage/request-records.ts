// Bulk predictions and request keys as they come back out of a store.
import { z } from 'zod';
import { BULK_STATUSES } from '../ports/request-store.ts';

const count = z.number().int().min(0);

export const bulkRecord = z.object({
  id: z.string(),
  status: z.enum(BULK_STATUSES),
  horizonDays: count,
  questions: count,
  parts: count,
  createdBy: z.string(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  error: z.string().nullable(),
});

export const partName = z.object({ bulkId: z.string(), part: count });

export const bulkSums = z.object({ answered: count, refused: count });

export const keptAnswer = z.object({ status: count, location: z.string().nullable(), body: z.string().nullable() });

export const requestKeyRecord = z.object({
  id: z.string(),
  fingerprint: z.string(),
  createdAt: z.string(),
  answer: keptAnswer.nullable(),
});
