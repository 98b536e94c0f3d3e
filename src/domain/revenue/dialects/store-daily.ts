// App store 3: one file grouped by day, purchases and refunds apart, both written positive.
import { z } from 'zod';
import type { ReportedRevenue, ReportedRow } from '../types.ts';
import { countField, currencyField, fieldsOf, negated, parseOnlyPage, totalField, unsignedAmount } from './envelope.ts';

const entries = z.array(z.unknown()).default([]);
const envelope = z.object({
  export: z.object({
    currency: currencyField,
    entries: countField,
    net: totalField,
    days: z.record(z.string(), z.object({ purchases: entries, refunds: entries })),
  }),
});

/**
 * Reads the (decompressed) export; refunds become negative. Rows are found, not judged.
 * @throws DomainError SOURCE_SCHEMA_INVALID when the file is not the documented form.
 */
export function readStoreDaily(pages: readonly string[]): ReportedRevenue {
  const { currency, entries: count, net, days } = parseOnlyPage(pages, envelope).export;
  const rows = Object.entries(days).flatMap(([date, { purchases, refunds }]) => [
    ...purchases.map((entry) => readEntry(date, entry)),
    ...refunds.map((entry) => {
      const purchase = readEntry(date, entry);
      return { ...purchase, amount: negated(purchase.amount) };
    }),
  ]);
  return { currency, declaredRows: count, declaredTotal: net, rows };
}

function readEntry(date: string, entry: unknown): ReportedRow {
  const { ref, value } = fieldsOf(entry);
  return { id: ref, date, amount: unsignedAmount(value) };
}
