// An account's forecasts: what consumers see per target date, and what was made on a business date.
import { HORIZON_DAYS_MAX } from '../contract/limits.ts';
import { MorrowError } from '../contract/errors.ts';
import { addDays } from '../domain/calendar/dates.ts';
import { whyWithheld } from '../domain/forecast/gates/wording.ts';
import type {
  ForecastDay,
  ForecastStatus,
  GateFinding,
  StoredForecast,
  StoredModel,
} from '../domain/forecast/types.ts';
import type { AccountId, IsoDate } from '../domain/ids.ts';
import type { DateRange } from '../ports/revenue-source.ts';
import type { ServedForecast, Store } from '../ports/store.ts';
import { getAccount } from './accounts.ts';
import type { OperationsDeps } from './deps.ts';
import { parseInput } from './input.ts';
import { summariseModel, type ModelSummary } from './model-summary.ts';
import { lastCompleteDay, requireRange } from './run-requests.ts';
import { isoDate } from './values.ts';

export interface ForecastQuery {
  /** Target dates. Without any date: the days after the last complete one, as far as forecasts reach. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Why a newer forecast of the same day is not the one that is served. */
export interface WithheldForecast {
  readonly businessDate: IsoDate;
  readonly revision: number;
  readonly status: Exclude<ForecastStatus, 'published'>;
  readonly holdId: string | null;
  readonly findings: readonly GateFinding[];
  /** For people: what is not served yet, or no more, and of a held one what to do. */
  readonly why: string;
}

type ForecastHead = Pick<
  StoredForecast,
  | 'accountId'
  | 'businessDate'
  | 'currency'
  | 'modelId'
  | 'modelKind'
  | 'confidence'
  | 'observedDays'
  | 'served'
  | 'accuracy'
  | 'revision'
  | 'recordedAt'
>;

/** The forecast of one target date that consumers see. */
export interface CurrentForecast extends ForecastHead, ForecastDay {
  /** True: the last good forecast, because a newer one of the same day is not published. */
  readonly lastGood: boolean;
  /** That newer one; null when there is none. */
  readonly withheld: WithheldForecast | null;
}

type ForecastDeps = Pick<OperationsDeps, 'store' | 'clock' | 'timeZone'>;

/** What consumers see now, by target date. Days that nothing is published for are left out. */
export async function listForecasts(
  deps: ForecastDeps,
  account: string,
  query: ForecastQuery = {},
): Promise<readonly CurrentForecast[]> {
  const { id } = await getAccount(deps, account);
  return currentForecasts(deps.store, id, targetRange(deps, query));
}

/** @param range of target dates. */
export async function currentForecasts(
  store: Pick<Store, 'forecasts'>,
  account: AccountId,
  range: DateRange,
): Promise<readonly CurrentForecast[]> {
  return (await store.forecasts.listServed(account, range)).map(toCurrent);
}

function toCurrent({ day, newest, ...head }: ServedForecast): CurrentForecast {
  const withheld = withheldOf(newest);
  return { ...head, ...day, lastGood: withheld !== null, withheld };
}

/** A forecast that is published holds nothing back, nor does an older revision of it. */
export function withheldOf(newest: ServedForecast['newest'] | null): WithheldForecast | null {
  if (newest === null || newest.status === 'published') return null;
  const { businessDate, revision, status, holdId, findings } = newest;
  return { businessDate, revision, status, holdId, findings, why: whyWithheld(status, findings) };
}

export interface ForecastOfDate {
  /** The newest revision, whatever its status. */
  readonly forecast: StoredForecast;
  /** What it was made with; null when the model went by retention. */
  readonly model: ModelSummary | null;
}

/** @throws MorrowError FORECAST_NOT_FOUND, ACCOUNT_NOT_FOUND; InvalidInputError. */
export async function showForecast(
  deps: Pick<OperationsDeps, 'store'>,
  account: string,
  businessDate: string,
): Promise<ForecastOfDate> {
  const { id } = await getAccount(deps, account);
  const date = parseInput(isoDate, businessDate, 'businessDate');
  const forecast = await deps.store.forecasts.findLatest(id, date);
  if (forecast === null) {
    throw new MorrowError('FORECAST_NOT_FOUND', `Account "${id}" has no forecast made on ${date}.`, {
      facts: { account: id, businessDate: date },
    });
  }
  const model: StoredModel | null = await deps.store.models.find(forecast.modelId);
  return { forecast, model: model === null ? null : summariseModel(model) };
}

/** Every revision of the forecast of one business date, oldest first; none when there is none. */
export async function listForecastRevisions(
  deps: Pick<OperationsDeps, 'store'>,
  account: string,
  businessDate: string,
): Promise<readonly StoredForecast[]> {
  const { id } = await getAccount(deps, account);
  return deps.store.forecasts.listRevisions(id, parseInput(isoDate, businessDate, 'businessDate'));
}

/** An open end reaches as far as forecasts do. */
export function targetRange(deps: Pick<OperationsDeps, 'clock' | 'timeZone'>, { from, to }: ForecastQuery): DateRange {
  const lastDay = lastCompleteDay(deps);
  const range = {
    from: from === undefined ? addDays(lastDay, 1) : parseInput(isoDate, from, 'from'),
    to: to === undefined ? addDays(lastDay, HORIZON_DAYS_MAX) : parseInput(isoDate, to, 'to'),
  };
  requireRange(range);
  return range;
}

/** False for a forecast of 0.1: it has points only, and its intervals and errors are placeholders. */
export const hasIntervals = ({ observedDays }: Pick<StoredForecast, 'observedDays'>): boolean => observedDays > 0;
