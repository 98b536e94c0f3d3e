// The shape of a provider in the API's answers.
import { z } from 'zod';

const instant = z.string().meta({ format: 'date-time' });
const count = z.int().min(0);

export const provider = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['source', 'rates']),
    budget: z
      .strictObject({
        requestsPerSecond: z.number().nullable(),
        burst: z.int(),
        maxConcurrent: z.int().nullable(),
        accountShare: z.number().nullable(),
        updatedBy: z.string(),
        reason: z.string(),
        updatedAt: instant,
      })
      .nullable()
      .describe('Null: unlimited.'),
    breaker: z.strictObject({
      mode: z.enum(['closed', 'open', 'half-open']),
      since: instant.nullable(),
      until: instant.nullable().describe('When it is probed; null while open: when somebody closes it.'),
      trips: count.describe('Openings in a row.'),
      by: z.string(),
      reason: z.string(),
    }),
    pausedUntil: instant.nullable().describe('The provider asked for a pause with Retry-After.'),
    recent: z
      .strictObject({ requests: count, failures: count })
      .describe('Within half a minute; counted only while there are failures.'),
    processes: count.describe('Worker processes that share the budget now.'),
    slotsHeld: count.describe('Requests they may have under way.'),
  })
  .meta({ id: 'Provider' });

const rate = z.number().describe("Per unit of A's base; nothing is priced with it.");

export const ratesComparisons = z
  .strictObject({
    comparisons: z.array(
      z.strictObject({
        date: z.string().meta({ format: 'date' }),
        base: z.string(),
        comparedAt: instant,
        quoteDates: z
          .strictObject({ a: z.string(), b: z.string() })
          .describe('When they were published; where these differ, nothing is compared.'),
        currencies: count.describe('That both publish; 0: not comparable.'),
        limitPercent: z.number(),
        alerted: z.boolean().describe('Whether one of them was further apart than the limit.'),
        differences: z
          .array(z.strictObject({ currency: z.string(), a: rate, b: rate, percent: z.number() }))
          .describe('The largest ones first, at most thirty.'),
      }),
    ),
  })
  .meta({ id: 'RatesComparisons' });

export const providerList = z.strictObject({ providers: z.array(provider) }).meta({ id: 'ProviderList' });
