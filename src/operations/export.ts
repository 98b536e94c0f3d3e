// Revenue and forecasts as CSV or JSON, a piece at a time, so that memory does not grow with the number of accounts.
import type { AccountId } from '../domain/ids.ts';
import type { AccountFilter, Store } from '../ports/store.ts';
import type { DateRange } from '../ports/revenue-source.ts';
import type { OperationsDeps } from './deps.ts';
import { currentForecasts, hasIntervals, targetRange, type CurrentForecast } from './forecasts.ts';
import { parseInput } from './input.ts';
import { resolveRange } from './run-requests.ts';
import { writeRows, type ExportFormat, type Row } from './row-writing.ts';
import { resolveKnown, scopeSchema } from './scope.ts';

export interface ExportFilter {
  readonly format: ExportFormat;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly accounts?: readonly string[] | undefined;
  readonly cohort?: string | undefined;
}

type ExportDeps = Pick<OperationsDeps, 'store' | 'clock' | 'timeZone'>;

const REVENUE_COLUMNS = ['account', 'date', 'revenue', 'currency', 'origin', 'revision', 'recordedAt'] as const;
/** `expectedError` is the mean absolute error to expect at the step, `skill` what the account's forecasts save of last week's value. */
const FORECAST_COLUMNS = [
  'account',
  'targetDate',
  'revenue',
  'currency',
  'businessDate',
  'step',
  'lo80',
  'hi80',
  'lo95',
  'hi95',
  'expectedError',
  'skill',
  'model',
  'confidence',
  'served',
  'status',
  'lastGood',
  'revision',
  'recordedAt',
] as const;

/** Daily revenue as known now, by account and date; archived accounts too. A CSV of it can be imported again. */
export async function* exportRevenue(deps: ExportDeps, filter: ExportFilter): AsyncGenerator<string> {
  const range = resolveRange(deps, filter);
  yield* writeRows(
    filter.format,
    REVENUE_COLUMNS,
    perAccount(deps, filter, (id) => revenueRows(deps.store, id, range)),
  );
}

/** What consumers see now, by account and target date. The range is of target dates. */
export async function* exportForecasts(deps: ExportDeps, filter: ExportFilter): AsyncGenerator<string> {
  const range = targetRange(deps, filter);
  yield* writeRows(
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
  return (await currentForecasts(store, account, range)).map(toForecastRow);
}

function toForecastRow(forecast: CurrentForecast): Row {
  const known = hasIntervals(forecast);
  return {
    account: forecast.accountId,
    targetDate: forecast.targetDate,
    revenue: forecast.revenue,
    currency: forecast.currency,
    businessDate: forecast.businessDate,
    step: forecast.step,
    lo80: known ? forecast.lo80 : null,
    hi80: known ? forecast.hi80 : null,
    lo95: known ? forecast.lo95 : null,
    hi95: known ? forecast.hi95 : null,
    expectedError: known ? forecast.expectedError : null,
    skill: forecast.accuracy.skill,
    model: forecast.modelKind,
    confidence: forecast.confidence,
    served: forecast.served,
    status: 'published',
    lastGood: forecast.lastGood,
    revision: forecast.revision,
    recordedAt: forecast.recordedAt,
  };
}

/** The rows of one account after the other. @throws MorrowError ACCOUNT_NOT_FOUND for a listed account, before the first row. */
async function* perAccount(
  { store }: ExportDeps,
  filter: ExportFilter,
  rowsOf: (id: AccountId) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  const scope = parseInput(scopeSchema, { accounts: filter.accounts, cohort: filter.cohort });
  const known = await resolveKnown({ store }, scope);
  const accounts = scope.accounts?.toSorted() ?? listIds(store, known);
  for await (const id of accounts) yield await rowsOf(id);
}

const ID_PAGE = 500;

async function* listIds(store: Store, filter: AccountFilter): AsyncGenerator<AccountId> {
  let after: AccountId | null = null;
  do {
    const ids: readonly AccountId[] = await store.accounts.listIds(filter, { after, limit: ID_PAGE });
    yield* ids;
    after = ids.length === ID_PAGE ? (ids.at(-1) ?? null) : null;
  } while (after !== null);
}
