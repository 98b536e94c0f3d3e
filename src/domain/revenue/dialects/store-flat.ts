// App store 1: one flat list of sales in one page; a refund is a sale with negative proceeds.
import { z } from 'zod';
import type { ReportedRevenue } from '../types.ts';
import { countField, currencyField, fieldsOf, parseOnlyPage, totalField } from './envelope.ts';

const envelope = z.object({
  currency: currencyField,
  count: countField,
  total: totalField,
  sales: z.array(z.unknown()),
});

/**
 * Reads the report. Rows are found, not judged.
 * @throws DomainError SOURCE_SCHEMA_INVALID when the page is not the documented form.
 */
export function readStoreFlat(pages: readonly string[]): ReportedRevenue {
  const { currency, count, total, sales } = parseOnlyPage(pages, envelope);
  const rows = sales.map((sale) => {
    const { id, day, proceeds } = fieldsOf(sale);
    return { id, date: day, amount: proceeds };
  });
  return { currency, declaredRows: count, declaredTotal: total, rows };
}
