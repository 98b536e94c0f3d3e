// An account's forecasts: by the days they are about, or by the business date they were made on.
import type { Forecast } from '../domain/forecast/types.ts';
import type { Revised } from '../domain/revision.ts';
import { addDays } from '../domain/calendar/dates.ts';
import { HORIZON_DAYS_MAX } from '../contract/limits.ts';
import { getAccount } from './accounts.ts';
import type { OperationsDeps } from './deps.ts';
import { invalidInput, parseInput } from './input.ts';
import { lastCompleteDay, requireRange, resolveRange } from './run-requests.ts';
import { isoDate } from './values.ts';

export interface ForecastQuery {
  /** Target dates. Without any date: the days after the last complete one, as far as forecasts reach. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Instead of a range: all steps made on this day. */
  readonly businessDate?: string | undefined;
}

/** As known now. By target date, then business date; for one business date by step. */
export async function listForecasts(
  deps: Pick<OperationsDeps, 'store' | 'clock' | 'timeZone'>,
  account: string,
  query: ForecastQuery = {},
): Promise<readonly (Forecast & Revised)[]> {
  const { id } = await getAccount(deps, account);
  const { from, to, businessDate } = query;
  if (businessDate !== undefined) {
    if (from !== undefined || to !== undefined)
      throw invalidInput('businessDate', 'cannot be combined with from and to');
    return deps.store.forecasts.listByBusinessDate(id, parseInput(isoDate, businessDate, 'businessDate'));
  }
  return deps.store.forecasts.listByTarget(id, targetRange(deps, { from, to }));
}

/** An open end reaches as far as forecasts do. */
export function targetRange(
  deps: Pick<OperationsDeps, 'clock' | 'timeZone'>,
  { from, to }: Pick<ForecastQuery, 'from' | 'to'>,
): ReturnType<typeof resolveRange> {
  const lastDay = lastCompleteDay(deps);
  const range = {
    from: from === undefined ? addDays(lastDay, 1) : parseInput(isoDate, from, 'from'),
    to: to === undefined ? addDays(lastDay, HORIZON_DAYS_MAX) : parseInput(isoDate, to, 'to'),
  };
  requireRange(range);
  return range;
}
