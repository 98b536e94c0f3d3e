// The ad exchange's paged table: cells are text, columns are found by name, every page repeats the control figures.
import { z } from 'zod';
import type { ReportedRevenue, ReportedRow } from '../types.ts';
import { agreeOnFigures, countField, currencyField, parsePages, schemaInvalid, totalField } from './envelope.ts';

const page = z.object({
  report: z.object({
    currency: currencyField,
    rowCount: countField,
    controlTotal: totalField,
    columns: z.array(z.string()),
    rows: z.array(z.unknown()),
  }),
});
type Table = z.infer<typeof page>['report'];

/**
 * Reads all pages of a report. Rows are found, not judged.
 * @throws DomainError SOURCE_SCHEMA_INVALID when a page is not the documented table or pages contradict each other.
 */
export function readAdExchangeTable(pages: readonly string[]): ReportedRevenue {
  const tables = parsePages(pages, page).map(({ report }) => report);
  const figures = agreeOnFigures(
    tables.map(({ currency, rowCount, controlTotal }) => ({
      currency,
      declaredRows: rowCount,
      declaredTotal: controlTotal,
    })),
  );
  return { ...figures, rows: tables.flatMap(readRows) };
}

function readRows({ columns, rows }: Table, pageIndex: number): ReportedRow[] {
  const [id, date, amount] = ['row_id', 'date', 'earnings'].map((name) => columnIndex(columns, name, pageIndex));
  return rows.map((row) => ({ id: cell(row, id), date: cell(row, date), amount: cell(row, amount) }));
}

function columnIndex(columns: readonly string[], name: string, pageIndex: number): number {
  const index = columns.indexOf(name);
  if (index < 0 || index !== columns.lastIndexOf(name)) {
    throw schemaInvalid(pageIndex, 'report.columns', `one column "${name}"`);
  }
  return index;
}

const cell = (row: unknown, index: number | undefined): unknown =>
  Array.isArray(row) && index !== undefined ? (row as readonly unknown[])[index] : undefined;
