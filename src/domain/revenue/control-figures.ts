// Does a report add up to what its source says it sent? The guard against partial answers and lost pages.
import { DomainError } from '../domain-error.ts';
import type { SourceId } from '../ids.ts';
import type { Micros } from '../money/decimal.ts';
import { formatDecimal, parseDecimal } from '../money/decimal.ts';
import type { JudgedRows } from './rows.ts';
import type { ReportedRevenue } from './types.ts';

/** What the rows amount to: `total` is null when a row that counts has no readable amount. */
interface Count {
  readonly rows: number;
  readonly total: Micros | null;
}

/**
 * The rule. A source counts every row it means, so accepted and rejected rows count, and an exact repetition does not.
 * For rows that share an id but contradict each other, sources differ: one counts ids, so only the first of them; another
 * counts rows, so all. Row count and total must both fit the same one of these two readings. The total is compared
 * exactly; it is left out only when a rejected row has no readable amount, because then nobody can know it.
 * @throws DomainError CONTROL_TOTAL_MISMATCH with both figures; SOURCE_SCHEMA_INVALID when the declared total is no decimal.
 */
export function verifyControlFigures(report: ReportedRevenue, judged: JudgedRows, source: SourceId): void {
  const declared = { rows: report.declaredRows, total: parseDeclaredTotal(report.declaredTotal, source) };
  const byId = countRows(judged, ({ reason }) => reason !== 'conflicting-duplicate');
  const byRow = countRows(judged, () => true);
  if (![byId, byRow].some((count) => agrees(count, declared))) throw mismatch(declared, byId, source);
}

function countRows(
  { accepted, rejects }: JudgedRows,
  counts: (reject: JudgedRows['rejects'][number]) => boolean,
): Count {
  const rows = [...accepted, ...rejects.filter(counts)];
  const total = rows.reduce<Micros | null>(
    (sum, { amount }) => (sum === null || amount === null ? null : sum + amount),
    0n,
  );
  return { rows: rows.length, total };
}

const agrees = (counted: Count, declared: Count): boolean =>
  counted.rows === declared.rows && (counted.total === null || counted.total === declared.total);

function parseDeclaredTotal(text: string, source: SourceId): Micros {
  const total = parseDecimal(text);
  if (total !== null) return total;
  const shown = text.slice(0, 40);
  throw new DomainError('SOURCE_SCHEMA_INVALID', `${source} declares a total that is no decimal: "${shown}".`, {
    source,
    path: 'declaredTotal',
    expected: 'a decimal with at most 6 fraction digits',
  });
}

function mismatch(declared: Count, counted: Count, source: SourceId): DomainError {
  const declaredTotal = textOf(declared.total);
  const countedTotal = textOf(counted.total);
  const said = `${declared.rows} rows and a total of ${declaredTotal}`;
  const sent = `${counted.rows} rows and ${countedTotal ?? 'a total that cannot be read'}`;
  return new DomainError('CONTROL_TOTAL_MISMATCH', `${source} declares ${said}, but sent ${sent}.`, {
    source,
    declaredRows: declared.rows,
    countedRows: counted.rows,
    declaredTotal,
    countedTotal,
  });
}

const textOf = (total: Micros | null): string | null => (total === null ? null : formatDecimal(total));
