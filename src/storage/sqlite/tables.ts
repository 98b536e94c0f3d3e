// The tables of accounts, inputs, revenue and runs in the newest schema; the columns themselves are made in `migrations`.
// Those of forecasts are in `forecast-tables.ts`.
import { z } from 'zod';
import {
  accountRecord,
  dailyRevenueRecord,
  failureCause,
  jsonText,
  payloadRecord,
  ratesRecord,
  revenueShare,
  runRecord,
  sourceRevenueRecord,
} from '../records.ts';
import { defineTable } from './table.ts';

export const flag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);

/** `auto` is NULL. */
export const depth = z
  .int()
  .nullable()
  .transform((days) => days ?? ('auto' as const));

export const accounts = defineTable(
  'accounts',
  accountRecord.extend({
    sources: jsonText(accountRecord.shape.sources),
    convertCurrency: flag,
    historyDepthDays: depth,
  }),
);

export const payloads = defineTable('raw_payloads', payloadRecord.extend({ pagesGzip: z.instanceof(ArrayBuffer) }));

export const ratesRow = ratesRecord.extend({ rates: jsonText(ratesRecord.shape.rates), synthetic: flag });

/** `recordedAt` orders the sets of a date; it is no part of a set. */
export const rates = defineTable('rates', ratesRow.extend({ recordedAt: z.string() }));

export const sourceRevenue = defineTable(
  'source_revenue',
  sourceRevenueRecord.extend({ rejects: jsonText(sourceRevenueRecord.shape.rejects) }),
);

export const dailyRevenue = defineTable(
  'revenue',
  dailyRevenueRecord.extend({
    shares: jsonText(z.array(revenueShare)),
    rates: jsonText(dailyRevenueRecord.shape.rates.unwrap()).nullable(),
  }),
);

export const runs = defineTable(
  'runs',
  runRecord.extend({
    failure: jsonText(failureCause).nullable(),
    summary: jsonText(runRecord.shape.summary.unwrap()).nullable(),
  }),
);
