// Revenue and forecasts as CSV or JSON, a piece at a time, so that memory does not grow with the number of accounts.
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { EXPLICIT_ACCOUNTS_MAX } from '../contract/limits.ts';
import type { AccountId } from '../domain/ids.ts';
import type { AccountFilter, Store } from '../ports/store.ts';
import type { DateRange } from '../ports/revenue-source.ts';
import { getAccount } from './accounts.ts';
import type { OperationsDeps } from './deps.ts';
import { targetRange } from './forecasts.ts';
import { parseInput } from './input.ts';
import { resolveRange } from './run-requests.ts';
import { accountId, cohort } from './values.ts';

export const EXPORT_FORMATS = ['csv', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportFilter {
  readonly format: ExportFormat;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly accounts?: readonly string[] | undefined;
  readonly cohort?: string | undefined;
}

type ExportDeps = Pick<OperationsDeps, 'store' | 'clock' | 'timeZone'>;
type Row = Readonly<Record<string, string | number | null>>;

const REVENUE_COLUMNS = ['account', 'date', 'revenue', 'currency', 'origin', 'revision', 'recordedAt'] as const;
const FORECAST_COLUMNS = [
  'account',
  'targetDate',
  'revenue',
  'currency',
  'businessDate',
  'step',
  'accuracy',
  'model',
  'revision',
  'recordedAt',
] as const;

/** Daily revenue as known now, by account and date; archived accounts too. A CSV of it can be imported again. */
export async function* exportRevenue(deps: ExportDeps, filter: ExportFilter): AsyncGenerator<string> {
  const range = resolveRange(deps, filter);
  yield* write(
    filter.format,
    REVENUE_COLUMNS,
    perAccount(deps, filter, (id) => revenueRows(deps.store, id, range)),
  );
}

/** Forecasts as known now, by account and target date. The range is of target dates. */
export async function* exportForecasts(deps: ExportDeps, filter: ExportFilter): AsyncGenerator<string> {
  const range = targetRange(deps, filter);
  yield* write(
    filter.format,
    FORECAST_COLUMNS,
    perAccount(deps, filter, (id) => forecastRows(deps.store, id, range)),
  );
}

async function revenueRows(store: Store, account: AccountId, range: DateRange): Promise<readonly Row[]> {
  const days = await store.revenue.listDays(account, range);
  return days.map(({ date, amount, currency, origin, revision, recordedAt }) => ({
    account,
    date,
    revenue: amount,
    currency,
    origin,
    revision,
    recordedAt,
  }));
}

async function forecastRows(store: Store, account: AccountId, range: DateRange): Promise<readonly Row[]> {
  const steps = await store.forecasts.listByTarget(account, range);
  return steps.map(
    ({ targetDate, revenue, currency, businessDate, step, accuracy, modelKind, revision, recordedAt }) => ({
      account,
      targetDate,
      revenue,
      currency,
      businessDate,
      step,
      accuracy,
      model: modelKind,
      revision,
      recordedAt,
    }),
  );
}

const scopeSchema = z
  .object({ accounts: z.array(accountId).min(1).max(EXPLICIT_ACCOUNTS_MAX).optional(), cohort: cohort.optional() })
  .refine(({ accounts, cohort: group }) => accounts === undefined || group === undefined, {
    path: ['cohort'],
    message: 'say accounts or cohort, not both',
  });

/** The rows of one account after the other. @throws MorrowError ACCOUNT_NOT_FOUND for a listed account, before the first row. */
async function* perAccount(
  { store }: ExportDeps,
  filter: ExportFilter,
  rowsOf: (id: AccountId) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  const scope = parseInput(scopeSchema, { accounts: filter.accounts, cohort: filter.cohort });
  for (const id of scope.accounts ?? []) await getAccount({ store }, id);
  const accounts =
    scope.accounts?.toSorted() ?? listIds(store, scope.cohort === undefined ? {} : { cohort: scope.cohort });
  for await (const id of accounts) yield await rowsOf(id);
}

const ID_PAGE = 500;

async function* listIds(store: Store, filter: AccountFilter): AsyncGenerator<AccountId> {
  let after: AccountId | null = null;
  do {
    const ids: readonly AccountId[] = await store.accounts.listIds(
      { ...filter, includeArchived: true },
      { after, limit: ID_PAGE },
    );
    yield* ids;
    after = ids.length === ID_PAGE ? (ids.at(-1) ?? null) : null;
  } while (after !== null);
}

const write = (
  format: ExportFormat,
  columns: readonly string[],
  pieces: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string> => (format === 'csv' ? writeCsv(columns, pieces) : writeJson(pieces));

async function* writeCsv(columns: readonly string[], pieces: AsyncIterable<readonly Row[]>): AsyncGenerator<string> {
  let text = stringify([[...columns]]);
  for await (const rows of pieces) {
    yield text + stringify([...rows], { columns: [...columns] });
    text = '';
  }
  if (text !== '') yield text;
}

async function* writeJson(pieces: AsyncIterable<readonly Row[]>): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const rows of pieces) {
    if (rows.length === 0) continue;
    yield separator + rows.map((row) => JSON.stringify(row)).join(',\n');
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}
