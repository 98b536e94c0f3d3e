// Days as the overview shows them: of all accounts from the totals, of one account from its own rows.
import type { Account } from '../domain/account.ts';
import type { DecimalString, IsoDate, SourceId } from '../domain/ids.ts';
import { exactDifference } from '../domain/money/exact-sum.ts';
import type { DateRange } from '../ports/revenue-source.ts';
import type { CurrencyDay, DayTile, ForecastSum, RunStatus, Store } from '../ports/store.ts';
import { currentForecasts, hasIntervals, type CurrentForecast } from './forecasts.ts';

/** `account`: an account's own 80 % interval. `measured` and `sum-of-bounds`: see `OverviewBand`. */
export const BAND_METHODS = ['account', 'measured', 'sum-of-bounds'] as const;

/**
 * 80 % interval. Of several accounts it is as wide as it had to be to hold four of five totals of the days before (`measured`).
 * Where too few of them are known it is the sum of the accounts' bounds: as wide as if all erred the same way on the same day,
 * so that the total usually lies inside more often.
 */
export interface OverviewBand {
  readonly lo80: DecimalString;
  readonly hi80: DecimalString;
  readonly method: (typeof BAND_METHODS)[number];
}

export interface OverviewCurrency {
  readonly currency: string;
  readonly fact: { readonly amount: DecimalString; readonly accounts: number } | null;
  readonly forecast: {
    readonly amount: DecimalString;
    readonly accounts: number;
    /** Null where an interval of some account is not known. */
    readonly band: OverviewBand | null;
  } | null;
  /** Of accounts that have both. `error` is fact minus forecast. */
  readonly compared: {
    readonly fact: DecimalString;
    readonly forecast: DecimalString;
    readonly error: DecimalString;
    readonly accounts: number;
  } | null;
  readonly sources: readonly { readonly sourceId: SourceId; readonly amount: DecimalString }[];
}

/** Account days of the pipeline `daily`. */
export interface OverviewAccounts {
  readonly expected: number;
  readonly done: number;
  readonly held: number;
  readonly failed: number;
  readonly cancelled: number;
}

export interface OverviewDay {
  readonly date: IsoDate;
  /** By currency. */
  readonly currencies: readonly OverviewCurrency[];
  /** Null: no account day is recorded. */
  readonly accounts: OverviewAccounts | null;
}

type StatusCounts = Readonly<Partial<Record<RunStatus, number>>>;

/** @param expected accounts of the day, where it is known from elsewhere than the records. */
export function countAccounts(counts: StatusCounts, expected?: number): OverviewAccounts | null {
  const recorded = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (recorded === 0) return null;
  const of = (status: RunStatus): number => counts[status] ?? 0;
  return {
    expected: Math.max(recorded, expected ?? 0),
    done: of('published') + of('collected'),
    held: of('held'),
    failed: of('failed'),
    cancelled: of('cancelled'),
  };
}

/** A total as it is shown. */
export function showCurrency({ currency, fact, forecast, compared, sources }: CurrencyDay): OverviewCurrency {
  return {
    currency,
    fact,
    forecast: forecast === null ? null : showForecast(forecast),
    compared: compared === null ? null : compare(compared.fact, compared.forecast, compared.accounts),
    sources,
  };
}

function showForecast({ amount, lo80, hi80, accounts, withoutBand }: ForecastSum): OverviewCurrency['forecast'] {
  const method = accounts === 1 ? 'account' : 'sum-of-bounds';
  return { amount, accounts, band: withoutBand === 0 ? { lo80, hi80, method } : null };
}

const compare = (fact: DecimalString, forecast: DecimalString, accounts: number): OverviewCurrency['compared'] => ({
  fact,
  forecast,
  error: exactDifference(fact, forecast),
  accounts,
});

type RowStores = Pick<Store, 'revenue' | 'forecasts' | 'runs'>;

/** One account's days, with what is served for each; its cost grows with the length of the range only. */
export const daysOfAccount = async (
  store: RowStores,
  account: Account,
  range: DateRange,
): Promise<readonly OverviewDay[]> => layDays(await rowsOfAccount(store, account, range));

/** What one account's days are made of, each by date. */
export interface AccountRows {
  readonly facts: readonly Fact[];
  readonly forecasts: readonly CurrentForecast[];
  readonly tiles: readonly DayTile[];
}

export async function rowsOfAccount(store: RowStores, { id }: Account, range: DateRange): Promise<AccountRows> {
  const [facts, forecasts, tiles] = await Promise.all([
    store.revenue.listDays(id, range),
    currentForecasts(store, id, range),
    store.runs.listTiles({ ...range, pipeline: 'daily', accounts: [id] }),
  ]);
  return { facts, forecasts, tiles };
}

export function layDays({ facts, forecasts, tiles }: AccountRows): readonly OverviewDay[] {
  const [factOf, forecastOf, tileOf] = [byKey(facts, dateOf), byKey(forecasts, targetOf), byKey(tiles, dateOf)];
  const dates = [...new Set([...factOf.keys(), ...forecastOf.keys(), ...tileOf.keys()])].sort();
  return dates.map((date) => ({
    date,
    currencies: currenciesOf(factOf.get(date), forecastOf.get(date)),
    accounts: countTile(tileOf.get(date)),
  }));
}

const dateOf = ({ date }: { readonly date: IsoDate }): IsoDate => date;
const targetOf = ({ targetDate }: CurrentForecast): IsoDate => targetDate;
const byKey = <Row>(rows: readonly Row[], keyOf: (row: Row) => IsoDate): ReadonlyMap<IsoDate, Row> =>
  new Map(rows.map((row) => [keyOf(row), row]));

const countTile = (tile: DayTile | undefined): OverviewAccounts | null =>
  tile === undefined ? null : countAccounts({ [tile.status]: 1 });

export type Fact = Awaited<ReturnType<Store['revenue']['listDays']>>[number];

/** An account that has just changed its currency has two. */
function currenciesOf(fact: Fact | undefined, forecast: CurrentForecast | undefined): readonly OverviewCurrency[] {
  const codes = [...new Set([fact?.currency, forecast?.currency].filter((code) => code !== undefined))].sort();
  return codes.map((currency) =>
    toCurrency(
      currency,
      fact?.currency === currency ? fact : undefined,
      forecast?.currency === currency ? forecast : undefined,
    ),
  );
}

const toCurrency = (
  currency: string,
  fact: Fact | undefined,
  forecast: CurrentForecast | undefined,
): OverviewCurrency => ({
  currency,
  fact: fact === undefined ? null : { amount: fact.amount, accounts: 1 },
  forecast: forecast === undefined ? null : { amount: forecast.revenue, accounts: 1, band: bandOf(forecast) },
  compared: fact === undefined || forecast === undefined ? null : compare(fact.amount, forecast.revenue, 1),
  sources: fact?.shares.map(({ sourceId, amount }) => ({ sourceId, amount })) ?? [],
});

const bandOf = (forecast: CurrentForecast): OverviewBand | null =>
  hasIntervals(forecast) ? { lo80: forecast.lo80, hi80: forecast.hi80, method: 'account' } : null;
