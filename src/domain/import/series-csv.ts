// Judges a CSV that is forecast on the spot, `[account,]date,revenue[,currency][,source]`: no accounts, no store, no clock.
import { compareDates } from '../calendar/dates.ts';
import type { HistoryPoint } from '../forecast/types.ts';
import type { CurrencyCode, IsoDate, SourceId } from '../ids.ts';
import { DECIMAL_SCALE } from '../money/decimal.ts';
import type { Micros } from '../money/decimal.ts';
import { judgeAmount, judgeCurrency, judgeDate, judgeSource } from './csv-cells.ts';
import { readHeader } from './csv-header.ts';
import type { CsvLayout, CsvRecord } from './csv-header.ts';
import { judgeLines } from './judge-lines.ts';
import type { Figure } from './judge-lines.ts';
import { LineProblem, quote } from './line-problem.ts';
import type { RejectedLine } from './line-problem.ts';

type Column = 'account' | 'date' | 'revenue' | 'currency' | 'source';
type Layout = CsvLayout<Column>;
const REQUIRED: readonly Column[] = ['date', 'revenue'];
const OPTIONAL: readonly Column[] = ['account', 'currency', 'source'];

/** The name of the only series of a file without an `account` column, and of lines that leave it empty. */
export const DEFAULT_SERIES_NAME = 'series';
const SERIES_NAME = /^[^\p{Cc}]{1,80}$/u;

export interface Series {
  readonly name: string;
  /** Null when the file has no `currency` column. */
  readonly currency: CurrencyCode | null;
  /** One per date, oldest first; the sources of a date are added up. */
  readonly points: readonly HistoryPoint[];
}

export interface JudgedSeries {
  /** In the order in which the file names them first. */
  readonly series: readonly Series[];
  readonly rejected: readonly RejectedLine[];
  /** Lines that say again what an accepted one says; they count once. */
  readonly repeatedLines: readonly number[];
  /** Columns of the file that nobody reads. */
  readonly ignoredColumns: readonly string[];
}

interface SeriesRow extends Figure {
  readonly name: string;
  readonly date: IsoDate;
  readonly currency: CurrencyCode | null;
  readonly sourceId: SourceId;
}

/** @throws DomainError INVALID_CSV when the header lacks a required column or names one twice. */
export function judgeSeriesRows(header: readonly string[], records: readonly CsvRecord[]): JudgedSeries {
  const layout = readHeader(header, { required: REQUIRED, optional: OPTIONAL });
  const holdCurrency = trackCurrency();
  const lines = judgeLines(records, (record) => {
    const row = judgeRow(record, layout);
    return row instanceof LineProblem ? row : holdCurrency(row);
  });
  return {
    series: collectSeries(lines.accepted),
    rejected: lines.rejected,
    repeatedLines: lines.repeatedLines,
    ignoredColumns: layout.ignoredColumns,
  };
}

function judgeRow(record: CsvRecord, layout: Layout): SeriesRow | LineProblem {
  const wrongLength = layout.judgeLength(record);
  if (wrongLength !== null) return wrongLength;
  const name = judgeName(layout.cell(record, 'account') ?? '');
  if (name instanceof LineProblem) return name;
  const date = judgeDate(layout.cell(record, 'date') ?? '');
  if (date instanceof LineProblem) return date;
  const amount = judgeAmount(layout.cell(record, 'revenue') ?? '');
  if (amount instanceof LineProblem) return amount;
  const currencyText = layout.cell(record, 'currency');
  const currency = currencyText === undefined ? null : judgeCurrency(currencyText);
  if (currency instanceof LineProblem) return currency;
  const sourceId = judgeSource(layout.cell(record, 'source') ?? '');
  if (sourceId instanceof LineProblem) return sourceId;
  return { name, date, amount, currency, sourceId, key: `${date}/${sourceId}/${name}` };
}

function judgeName(text: string): string | LineProblem {
  const name = text === '' ? DEFAULT_SERIES_NAME : text;
  if (SERIES_NAME.test(name)) return name;
  return new LineProblem('invalid-account', `${quote(name)} is not a name; use at most 80 printable characters.`);
}

/** Adding euros to dollars means nothing: a series keeps the currency of its first good line. */
function trackCurrency(): (row: SeriesRow) => SeriesRow | LineProblem {
  const currencies = new Map<string, CurrencyCode | null>();
  return (row) => {
    const first = currencies.get(row.name);
    if (first === undefined) currencies.set(row.name, row.currency);
    if (first === undefined || first === row.currency) return row;
    return new LineProblem(
      'currency-mismatch',
      `The amount is in ${row.currency}, but ${quote(row.name)} began in ${first}; a series has one currency.`,
    );
  };
}

function collectSeries(rows: readonly SeriesRow[]): readonly Series[] {
  const byName = new Map<string, { readonly currency: CurrencyCode | null; readonly days: Map<IsoDate, Micros> }>();
  for (const { name, currency, date, amount } of rows) {
    const entry = byName.get(name) ?? { currency, days: new Map<IsoDate, Micros>() };
    byName.set(name, entry);
    entry.days.set(date, (entry.days.get(date) ?? 0n) + amount);
  }
  return [...byName].map(([name, { currency, days }]) => ({ name, currency, points: toPoints(days) }));
}

const toPoints = (days: ReadonlyMap<IsoDate, Micros>): readonly HistoryPoint[] =>
  [...days]
    .map(([date, micros]) => ({ date, revenue: Number(micros) / 10 ** DECIMAL_SCALE }))
    .sort((a, b) => compareDates(a.date, b.date));
