// Judges the lines of a revenue import, `account,date,revenue,currency[,source]`: taken as typed rows, or kept aside with a reason.
// Splitting the file into lines and cells is the door's work.
import { compareDates } from '../calendar/dates.ts';
import { isAccountId } from '../ids.ts';
import type { AccountId, CurrencyCode, DecimalString, IsoDate, SourceId } from '../ids.ts';
import { formatDecimal } from '../money/decimal.ts';
import type { SourceRevenue } from '../revenue/types.ts';
import { judgeAmount, judgeCurrency, judgeDate, judgeSource } from './csv-cells.ts';
import { readHeader } from './csv-header.ts';
import type { CsvLayout, CsvRecord } from './csv-header.ts';
import { judgeLines } from './judge-lines.ts';
import type { Figure, SortedLines } from './judge-lines.ts';
import { LineProblem, quote } from './line-problem.ts';

type Column = 'account' | 'date' | 'revenue' | 'currency' | 'source';
type Layout = CsvLayout<Column>;
const REQUIRED: readonly Column[] = ['account', 'date', 'revenue', 'currency'];
const OPTIONAL: readonly Column[] = ['source'];

export interface ImportContext {
  /** Undefined when there is no such account, or none that takes revenue. */
  readonly findAccount: (id: string) => { readonly currency: CurrencyCode } | undefined;
  /** The last day that is over; later ones are not taken. */
  readonly lastCompleteDate: IsoDate;
}

export interface AcceptedRow {
  readonly line: number;
  readonly accountId: AccountId;
  readonly date: IsoDate;
  /** 6 fraction digits. */
  readonly amount: DecimalString;
  readonly currency: CurrencyCode;
  readonly sourceId: SourceId;
}

export interface JudgedRevenue extends SortedLines<AcceptedRow> {
  /** Columns of the file that nobody reads: worth a word, because a misspelt `source` is among them. */
  readonly ignoredColumns: readonly string[];
}

interface JudgedRow extends Figure, Omit<AcceptedRow, 'line' | 'amount'> {}

/** @throws DomainError INVALID_CSV when the header lacks a required column or names one twice. */
export function judgeRevenueRows(
  header: readonly string[],
  records: readonly CsvRecord[],
  context: ImportContext,
): JudgedRevenue {
  const layout = readHeader(header, { required: REQUIRED, optional: OPTIONAL });
  const lines = judgeLines(records, (record) => judgeRow(record, layout, context));
  const accepted = lines.accepted.map(({ key: _key, amount, ...row }) => ({ ...row, amount: formatDecimal(amount) }));
  return { ...lines, accepted, ignoredColumns: layout.ignoredColumns };
}

/** The first problem of the line, from left to right in the documented order of columns. */
function judgeRow(record: CsvRecord, layout: Layout, context: ImportContext): JudgedRow | LineProblem {
  const text = (column: Column): string => layout.cell(record, column) ?? '';
  const wrongLength = layout.judgeLength(record);
  if (wrongLength !== null) return wrongLength;
  const account = judgeAccount(text('account'), context);
  if (account instanceof LineProblem) return account;
  const date = judgeCompleteDate(text('date'), context.lastCompleteDate);
  if (date instanceof LineProblem) return date;
  const amount = judgeAmount(text('revenue'));
  if (amount instanceof LineProblem) return amount;
  const currency = judgeAccountCurrency(text('currency'), account);
  if (currency instanceof LineProblem) return currency;
  const sourceId = judgeSource(text('source'));
  if (sourceId instanceof LineProblem) return sourceId;
  const accountId = account.id;
  return { accountId, date, amount, currency, sourceId, key: `${accountId}/${date}/${sourceId}` };
}

interface KnownAccount {
  readonly id: AccountId;
  readonly currency: CurrencyCode;
}

function judgeAccount(id: string, { findAccount }: ImportContext): KnownAccount | LineProblem {
  const account = isAccountId(id) ? findAccount(id) : undefined;
  if (isAccountId(id) && account !== undefined) return { id, currency: account.currency };
  return new LineProblem('unknown-account', `There is no account ${quote(id)}; add it first, or correct the id.`);
}

function judgeCompleteDate(text: string, lastCompleteDate: IsoDate): IsoDate | LineProblem {
  const date = judgeDate(text);
  if (date instanceof LineProblem || compareDates(date, lastCompleteDate) <= 0) return date;
  return new LineProblem(
    'date-not-complete',
    `${date} is not over yet; the last complete day is ${lastCompleteDate}. Import it when it is over.`,
  );
}

function judgeAccountCurrency(text: string, account: KnownAccount): CurrencyCode | LineProblem {
  const currency = judgeCurrency(text);
  if (currency instanceof LineProblem || currency === account.currency) return currency;
  return new LineProblem(
    'currency-mismatch',
    `The amount is in ${currency}, but account ${account.id} reports in ${account.currency}; convert it before importing.`,
  );
}

/** One account's day as imported, ready to be stored and merged with origin `import`. */
export interface ImportedDay {
  readonly accountId: AccountId;
  readonly date: IsoDate;
  /** The account's currency; every row is in it. */
  readonly currency: CurrencyCode;
  /** In the order of the file. */
  readonly rows: readonly AcceptedRow[];
  /** The same rows as source revenue: one per source. */
  readonly sources: readonly SourceRevenue[];
}

/** Groups accepted rows by account and date, ordered by account, then date. */
export function groupByDay(accepted: readonly AcceptedRow[]): readonly ImportedDay[] {
  const days = new Map<string, AcceptedRow[]>();
  for (const row of accepted) {
    const key = `${row.accountId}/${row.date}`;
    const rows = days.get(key);
    if (rows === undefined) days.set(key, [row]);
    else rows.push(row);
  }
  return [...days]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, rows]) =>
      rows.slice(0, 1).map(({ accountId, date, currency }) => ({ accountId, date, currency, rows })),
    )
    .map((day) => ({ ...day, sources: day.rows.map(toSourceRevenue) }));
}

const toSourceRevenue = ({ accountId, date, sourceId, amount, currency }: AcceptedRow): SourceRevenue => ({
  accountId,
  date,
  sourceId,
  amount,
  currency,
  items: 1,
  rejected: 0,
  rejects: [],
  payloadId: null,
});
