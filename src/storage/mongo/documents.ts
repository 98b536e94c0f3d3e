// How documents become the shapes of the port: money is Decimal128, which keeps the digits as they were written.
import { Binary, Decimal128 } from 'mongodb';
import { z } from 'zod';
import { MorrowError } from '../../contract/errors.ts';
import type { Forecast } from '../../domain/forecast/types.ts';
import type { DailyRevenue, SourceRevenue } from '../../domain/revenue/types.ts';
import { forecastDay, forecastRecord } from '../forecast-records.ts';
import { dailyRevenueRecord, decimalString, payloadRecord, revenueShare, sourceRevenueRecord } from '../records.ts';
import { assertStorable } from '../storable.ts';

export const money = z
  .instanceof(Decimal128)
  .transform((decimal) => decimal.toString())
  .pipe(decimalString);

export const bytes = z.instanceof(Binary).transform((binary) => Buffer.from(binary.value()));

export const payloadDocument = payloadRecord.extend({ pagesGzip: bytes });

export const sourceRevenueDocument = sourceRevenueRecord.extend({ amount: money });

export const dailyRevenueDocument = dailyRevenueRecord.extend({
  amount: money,
  shares: z.array(revenueShare.extend({ amount: money, originalAmount: money })),
});

export const forecastDocument = forecastRecord.extend({
  days: z.array(
    forecastDay.extend({
      revenue: money,
      lo80: money,
      hi80: money,
      lo95: money,
      hi95: money,
      modelRevenue: money,
      naiveRevenue: money,
    }),
  ),
});

export const encodeSource = (row: SourceRevenue) => ({ ...row, amount: decimal(row.amount) });

export const encodeDay = (row: DailyRevenue) => ({
  ...row,
  amount: decimal(row.amount),
  shares: row.shares.map((share) => ({
    ...share,
    amount: decimal(share.amount),
    originalAmount: decimal(share.originalAmount),
  })),
});

export const encodeForecast = (row: Forecast) => ({
  ...row,
  days: row.days.map((day) => ({
    ...day,
    revenue: decimal(day.revenue),
    lo80: decimal(day.lo80),
    hi80: decimal(day.hi80),
    lo95: decimal(day.lo95),
    hi95: decimal(day.hi95),
    modelRevenue: decimal(day.modelRevenue),
    naiveRevenue: decimal(day.naiveRevenue),
  })),
});

const decimal = (text: string): Decimal128 => Decimal128.fromString(text);

/** The record with its business id as `_id`. */
export function withIdFirst<T extends { readonly id: string }>({ id, ...rest }: T) {
  assertStorable(rest);
  return { _id: id, ...rest };
}

/** The way back: `_id` is the business id. */
export const withId = (document: { readonly _id: string }): object => ({ ...document, id: document._id });

/** A document holds 16 MB at most; the rest of it is small. */
const LIMIT_BYTES = 15 * 1024 * 1024;

/** @throws MorrowError PAYLOAD_TOO_LARGE when the compressed bytes do not fit one document. */
export function assertFits(what: string, content: Buffer): Buffer {
  if (content.length <= LIMIT_BYTES) return content;
  throw new MorrowError(
    'PAYLOAD_TOO_LARGE',
    `${what} has ${content.length} bytes compressed; MongoDB keeps at most ${LIMIT_BYTES}. Ask for less at a time.`,
    { facts: { bytes: content.length } },
  );
}
