// A comparison of rates as it comes back out of a store.
import { z } from 'zod';
import { currencyCode, isoDate } from './records.ts';

export const ratesComparisonRecord = z.object({
  date: isoDate,
  base: currencyCode,
  comparedAt: z.string(),
  quoteDates: z.object({ a: isoDate, b: isoDate }),
  currencies: z.int().min(0),
  limitPercent: z.number(),
  alerted: z.boolean(),
  differences: z.array(z.object({ currency: z.string(), a: z.number(), b: z.number(), percent: z.number() })),
});
