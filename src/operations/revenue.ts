// An account's revenue: read in its forms, and set by hand. A day that comes in replaces the day as a new revision.
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import type { Account } from '../domain/account.ts';
import type { IsoDate } from '../domain/ids.ts';
import { DEFAULT_IMPORT_SOURCE } from '../domain/import/csv-cells.ts';
import { groupByDay, type AcceptedRow } from '../domain/import/revenue-csv.ts';
import { formatDecimal, toMicros } from '../domain/money/decimal.ts';
import type { DailyRevenue, SourceRevenue } from '../domain/revenue/types.ts';
import type { Revised } from '../domain/revision.ts';
import { getAccount } from './accounts.ts';
import { recordChange } from './audit.ts';
import type { OperationsDeps } from './deps.ts';
import { InvalidInputError, parseInput, type InputProblem } from './input.ts';
import { writeDays, type DayCounts } from './revenue-writing.ts';
import { lastCompleteDay, resolveRange } from './run-requests.ts';
import { amount, currency, isoDate, sourceId } from './values.ts';

type ReadDeps = Pick<OperationsDeps, 'store' | 'clock' | 'timeZone'>;

export interface RangeQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Daily revenue as known now, by date. */
export async function listRevenue(
  deps: ReadDeps,
  account: string,
  query: RangeQuery = {},
): Promise<readonly (DailyRevenue & Revised)[]> {
  const { id } = await getAccount(deps, account);
  return deps.store.revenue.listDays(id, resolveRange(deps, query));
}

/** What each source said, in its own currency, as known now. */
export async function listSourceRevenue(
  deps: ReadDeps,
  account: string,
  query: RangeQuery = {},
): Promise<readonly (SourceRevenue & Revised)[]> {
  const { id } = await getAccount(deps, account);
  return deps.store.revenue.listSources(id, resolveRange(deps, query));
}

/** Every revision of one day, oldest first. */
export async function listRevenueRevisions(
  deps: Pick<OperationsDeps, 'store'>,
  account: string,
  date: string,
): Promise<readonly (DailyRevenue & Revised)[]> {
  const { id } = await getAccount(deps, account);
  return deps.store.revenue.listDayRevisions(id, parseInput(isoDate, date, 'date'));
}

export const REVENUE_ROWS_MAX = 5_000;

export const revenueRowsSchema = z
  .array(
    z.strictObject({
      date: isoDate,
      revenue: amount,
      currency: currency.describe('Must be the currency of the account.'),
      source: sourceId.optional().describe(`The default is ${DEFAULT_IMPORT_SOURCE}.`),
    }),
  )
  .min(1)
  .max(REVENUE_ROWS_MAX)
  .meta({ id: 'RevenueRows', examples: [[{ date: '2026-11-20', revenue: '123.45', currency: 'EUR' }]] });

export interface RevenueRow {
  readonly date: string;
  readonly revenue: string;
  readonly currency: string;
  readonly source?: string | undefined;
}

/**
 * Sets the named days; others stay. All rows or none.
 * @throws InvalidInputError naming every row that is wrong; MorrowError ACCOUNT_NOT_FOUND, ACCOUNT_ARCHIVED.
 */
export async function putRevenue(deps: ReadDeps, account: string, rows: readonly RevenueRow[]): Promise<DayCounts> {
  const known = await getAccount(deps, account);
  if (known.status === 'archived') {
    throw new MorrowError('ACCOUNT_ARCHIVED', `Account "${known.id}" is archived and takes no revenue.`, {
      facts: { account: known.id },
    });
  }
  const accepted = acceptRows(known, parseInput(revenueRowsSchema, rows), lastCompleteDay(deps));
  const days = await writeDays(deps.store, groupByDay(accepted), 'api');
  // What it was before stays readable as the day's earlier revision.
  await recordChange(deps, { action: 'revenue.set', subject: `account/${known.id}/revenue`, after: { days, rows } });
  return days;
}

type ParsedRow = z.output<typeof revenueRowsSchema>[number];

function acceptRows(account: Account, rows: readonly ParsedRow[], lastDay: IsoDate): readonly AcceptedRow[] {
  const accepted = rows.map((row, index) => toAccepted(account, row, index));
  const seen = new Set<string>();
  const problems = accepted.flatMap(({ date, currency: code, sourceId: source }, index): InputProblem[] => {
    const key = `${date}/${source}`;
    const repeated = seen.size === seen.add(key).size;
    if (repeated) return [{ path: `${index}`, message: `${date} of source "${source}" is in the list twice` }];
    if (code !== account.currency) {
      return [{ path: `${index}.currency`, message: `is ${code}, but the account reports in ${account.currency}` }];
    }
    if (date > lastDay) return [{ path: `${index}.date`, message: `is not over; the last complete day is ${lastDay}` }];
    return [];
  });
  if (problems.length > 0) throw new InvalidInputError('INVALID_REQUEST', problems);
  return accepted;
}

const DEFAULT_SOURCE = parseInput(sourceId, DEFAULT_IMPORT_SOURCE);

const toAccepted = (account: Account, row: ParsedRow, index: number): AcceptedRow => ({
  line: index,
  accountId: account.id,
  date: row.date,
  amount: formatDecimal(toMicros(row.revenue)),
  currency: row.currency,
  sourceId: row.source ?? DEFAULT_SOURCE,
});
