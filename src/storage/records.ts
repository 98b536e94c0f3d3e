// The shapes as they come back out of a store: read with a check, because a file or database may have been changed by others.
// Each adapter extends these where its own column types differ.
import { z } from 'zod';
import { ACCOUNT_STATUSES, TIERS } from '../domain/account.ts';
import { isIsoDate } from '../domain/calendar/dates.ts';
import { isAccountId, isSourceId } from '../domain/ids.ts';
import type { AccountId, CurrencyCode, DecimalString, IsoDate, SourceId } from '../domain/ids.ts';
import { isDecimal } from '../domain/money/decimal.ts';
import { REJECT_REASONS, REVENUE_ORIGINS } from '../domain/revenue/types.ts';
import { MorrowError } from '../contract/errors.ts';

export const accountId = z.custom<AccountId>((value) => typeof value === 'string' && isAccountId(value), 'account id');
export const sourceId = z.custom<SourceId>((value) => typeof value === 'string' && isSourceId(value), 'source id');
export const isoDate = z.custom<IsoDate>((value) => typeof value === 'string' && isIsoDate(value), 'date YYYY-MM-DD');
export const currencyCode = z.custom<CurrencyCode>(
  (value) => typeof value === 'string' && /^[A-Z]{3}$/.test(value),
  'currency code',
);
export const decimalString = z.custom<DecimalString>(
  (value) => typeof value === 'string' && isDecimal(value),
  'decimal',
);

export const revised = z.object({ revision: z.int().min(1), hash: z.string(), recordedAt: z.string() });

export const accountRecord = z.object({
  id: accountId,
  name: z.string(),
  sources: z.array(sourceId),
  currency: currencyCode,
  convertCurrency: z.boolean(),
  historyDepthDays: z.union([z.int(), z.literal('auto')]),
  polynomialDegree: z.union([z.literal(1), z.literal(2)]),
  // Accounts of 0.1 have none.
  country: z.string().nullable().default(null),
  timeZone: z.string(),
  tier: z.enum(TIERS),
  cohort: z.string(),
  status: z.enum(ACCOUNT_STATUSES),
});

export const payloadRecord = z.object({
  id: z.string(),
  accountId,
  sourceId,
  from: isoDate,
  to: isoDate,
  bytes: z.int(),
  fetchedAt: z.string(),
});

const ratesProvider = z.enum(['rates-a', 'rates-b']);

export const ratesRecord = z.object({
  id: z.string(),
  date: isoDate,
  quoteDate: isoDate,
  provider: ratesProvider,
  base: currencyCode,
  rates: z.record(z.string(), z.string()),
  synthetic: z.boolean(),
});

const rejectedRow = z.object({ row: z.int(), id: z.string().nullable(), reason: z.enum(REJECT_REASONS) });

export const sourceRevenueRecord = revised.extend({
  accountId,
  date: isoDate,
  sourceId,
  amount: decimalString,
  currency: currencyCode,
  items: z.int(),
  rejected: z.int(),
  rejects: z.array(rejectedRow),
  payloadId: z.string().nullable(),
});

export const revenueShare = z.object({
  sourceId,
  amount: decimalString,
  originalAmount: decimalString,
  originalCurrency: currencyCode,
  rate: z.string().nullable(),
});

const ratesProvenance = z.object({
  ratesId: z.string(),
  provider: ratesProvider,
  quoteDate: isoDate,
  synthetic: z.boolean(),
});

export const dailyRevenueRecord = revised.extend({
  accountId,
  date: isoDate,
  amount: decimalString,
  currency: currencyCode,
  shares: z.array(revenueShare),
  rates: ratesProvenance.nullable(),
  origin: z.enum(REVENUE_ORIGINS),
});

/** Account days are grouped by it: its fields keep this order. */
export const failureCause = z.object({ provider: z.string().nullable(), code: z.string(), stage: z.string() });

export const runRecord = z.object({
  id: z.string(),
  kind: z.enum(['day', 'account-day', 'retrain', 'backfill', 'account-history', 'housekeeping']),
  pipeline: z.string(),
  date: isoDate,
  accountId: accountId.nullable(),
  cohort: z.string().nullable(),
  status: z.enum(['running', 'staged', 'held', 'published', 'collected', 'completed', 'failed', 'cancelled']),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  // Records of before 0.3 have none.
  failure: failureCause.nullable().default(null),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  summary: z.record(z.string(), z.unknown()).nullable(),
});

/** A column that keeps a value as JSON text. */
export const jsonText = <T extends z.ZodType>(schema: T) => z.string().transform(parseJson).pipe(schema);

function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' });
    return z.NEVER;
  }
}

/**
 * Reads stored rows into the domain's types.
 * @throws MorrowError STORE_INCOMPATIBLE naming the table and the field that was not written by this version of Morrow.
 */
export const decodeAll = <T extends z.ZodType>(schema: T, rows: readonly unknown[], table: string): z.output<T>[] =>
  rows.map((row) => decode(schema, row, table));

export function decode<T extends z.ZodType>(schema: T, row: unknown, table: string): z.output<T> {
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new MorrowError('STORE_INCOMPATIBLE', `A row of ${table} cannot be read: ${field}: ${issue?.message ?? ''}.`, {
    facts: { table, field },
  });
}
