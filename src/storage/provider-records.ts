// The state of a provider as it comes back out of a store.
import { z } from 'zod';
import { isProviderId, type ProviderId } from '../domain/provider/types.ts';

const providerId = z.custom<ProviderId>((value) => typeof value === 'string' && isProviderId(value), 'provider id');

export const providerRecord = z.object({
  id: providerId,
  budget: z
    .object({
      requestsPerSecond: z.number().nullable(),
      burst: z.int(),
      maxConcurrent: z.int().nullable(),
      accountShare: z.number().nullable(),
      updatedBy: z.string(),
      reason: z.string(),
      updatedAtMs: z.number(),
    })
    .nullable(),
  breaker: z.object({
    mode: z.enum(['closed', 'open', 'half-open']),
    sinceMs: z.number(),
    untilMs: z.number().nullable(),
    trips: z.int(),
    probesPassed: z.int(),
    sequence: z.int(),
    by: z.string(),
    reason: z.string(),
  }),
  pausedUntilMs: z.number().nullable(),
  probesLeft: z.int(),
  nextTokenAtMs: z.number(),
  holders: z.array(z.object({ id: z.string(), slots: z.int(), wanted: z.int(), expiresAtMs: z.number() })),
  outcomes: z.array(z.object({ startMs: z.number(), requests: z.int(), failures: z.int() })),
});
