// A report with control figures that fit its rows, and its transformation, where a test shows only what matters.
import type { ReportedRevenue, ReportedRow } from '../../src/domain/revenue/types.ts';
import { formatDecimal, parseDecimal } from '../../src/domain/money/decimal.ts';
import type { TransformedReport } from '../../src/domain/revenue/transform.ts';
import { transformReport } from '../../src/domain/revenue/transform.ts';
import { accountId, day, sourceId } from './money-builders.ts';

export const row = (id: unknown, amount: unknown, date: unknown = '2026-11-20'): ReportedRow => ({ id, date, amount });

/** Good rows of 1.00 each, enough of them that a single bad one stays within one per cent. */
export const goodRows = (count: number): ReportedRow[] =>
  Array.from({ length: count }, (_, n) => row(`good-${n}`, '1.00'));

/** States the count and the sum of all its rows, as an honest source does; amounts that are none count as nothing. */
export const report = (rows: readonly ReportedRow[], stated: Partial<ReportedRevenue> = {}): ReportedRevenue => ({
  currency: 'EUR',
  declaredRows: rows.length,
  declaredTotal: formatDecimal(rows.reduce((sum, { amount }) => sum + (parseDecimal(String(amount)) ?? 0n), 0n)),
  rows,
  ...stated,
});

export const transform = (reported: ReportedRevenue, from = '2026-11-20', to = from): TransformedReport =>
  transformReport({
    report: reported,
    range: { from: day(from), to: day(to) },
    accountId: accountId('u1'),
    sourceId: sourceId('app-store-1'),
    payloadId: 'payload-1',
  });
