// What a model learns from and forecasts on: the account's days of its depth window, taken apart by source, with holidays.
import { HORIZON_DAYS_MAX } from '../contract/limits.ts';
import { depthDays, type Account } from '../domain/account.ts';
import { addDays } from '../domain/calendar/dates.ts';
import { depthWindow, type HistoryWindow } from '../domain/forecast/history.ts';
import type { ForecastInput, SourceSeries } from '../domain/forecast/model.ts';
import { toDailySeries } from '../domain/forecast/series.ts';
import type { CurrencyCode, IsoDate, SourceId } from '../domain/ids.ts';
import { currencyExponent } from '../domain/money/currency.ts';
import type { HolidayCalendar } from '../ports/holiday-calendar.ts';
import type { SplitHistoryPoint, Store } from '../ports/store.ts';

export interface ForecastInputDependencies {
  readonly store: Pick<Store, 'revenue'>;
  readonly holidays: HolidayCalendar;
}

export interface ForecastInputRequest {
  /** The origin: the last day of the window. */
  readonly date: IsoDate;
  /** Days in another one, from before the account changed it, count as missing. */
  readonly currency: CurrencyCode;
}

/**
 * The account's depth window that ends at `date`. A window without a single day is an answer too: all its values are null.
 * @throws MorrowError STORE_UNREACHABLE (retryable).
 */
export async function loadForecastInput(
  { store, holidays }: ForecastInputDependencies,
  account: Pick<Account, 'id' | 'historyDepthDays' | 'country'>,
  { date, currency }: ForecastInputRequest,
): Promise<ForecastInput> {
  const window = depthWindow(date, depthDays(account));
  const points = await store.revenue.historyBySource(account.id, window, currency);
  const sources = splitBySource(points, window, currency);
  return {
    ...toDailySeries(points, window),
    ...(account.country === null ? {} : { holidays: holidaysAround(holidays, account.country, window) }),
    ...(sources.length < 2 ? {} : { sources }),
  };
}

const holidaysAround = (calendar: HolidayCalendar, country: string, { from, to }: HistoryWindow): readonly IsoDate[] =>
  calendar.listHolidays(country, { from, to: addDays(to, HORIZON_DAYS_MAX) });

/** Sources that earned something within the window, by id, as series on its calendar. */
function splitBySource(
  points: readonly SplitHistoryPoint[],
  window: HistoryWindow,
  currency: CurrencyCode,
): readonly SourceSeries[] {
  const earning = new Set<SourceId>();
  for (const { sources } of points) for (const part of sources) if (part.revenue !== 0) earning.add(part.sourceId);
  const split = points.filter((point) => addsUp(point, currency));
  return [...earning].sort().map((sourceId) => ({
    sourceId,
    values: toDailySeries(
      split.map(({ date, sources }) => ({ date, revenue: amountOf(sourceId, sources) })),
      window,
    ).values,
  }));
}

/** A source without a row on a day that is known otherwise earned nothing on it. */
const amountOf = (wanted: SourceId, sources: SplitHistoryPoint['sources']): number =>
  sources.reduce((sum, { sourceId, revenue }) => sum + (sourceId === wanted ? revenue : 0), 0);

/** False for days that were imported as one figure: nobody knows their parts, so none of them is taken to be 0. */
function addsUp({ revenue, sources }: SplitHistoryPoint, currency: CurrencyCode): boolean {
  const sum = sources.reduce((total, part) => total + part.revenue, 0);
  // The day is rounded to the currency's smallest unit, its parts are not.
  return Math.abs(sum - revenue) <= 10 ** -currencyExponent(currency);
}
