// How documents become the shapes of the port: money is Decimal128, which keeps the digits as they were written.
import { Binary, Decimal128 } from 'mongodb';
import { z } from 'zod';
import type { Forecast } from '../../domain/forecast/types.ts';
import type { DailyRevenue, SourceRevenue } from '../../domain/revenue/types.ts';
import {
  dailyRevenueRecord,
  decimalString,
  forecastRecord,
  payloadRecord,
  revenueShare,
  sourceRevenueRecord,
} from '../records.ts';
import { assertStorable } from '../storable.ts';

export const money = z
  .instanceof(Decimal128)
  .transform((decimal) => decimal.toString())
  .pipe(decimalString);

export const payloadDocument = payloadRecord.extend({
  pagesGzip: z.instanceof(Binary).transform((binary) => Buffer.from(binary.value())),
});

export const sourceRevenueDocument = sourceRevenueRecord.extend({ amount: money });

export const dailyRevenueDocument = dailyRevenueRecord.extend({
  amount: money,
  shares: z.array(revenueShare.extend({ amount: money, originalAmount: money })),
});

export const forecastDocument = forecastRecord.extend({ revenue: money });

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

export const encodeForecast = (row: Forecast) => ({ ...row, revenue: decimal(row.revenue) });

const decimal = (text: string): Decimal128 => Decimal128.fromString(text);

/** The record with its business id as `_id`. */
export function withIdFirst<T extends { readonly id: string }>({ id, ...rest }: T) {
  assertStorable(rest);
  return { _id: id, ...rest };
}

/** The way back: `_id` is the business id. */
export const withId = (document: { readonly _id: string }): object => ({ ...document, id: document._id });
