// Forecasts with their status, and how well they did.
import type {
  Forecast,
  ForecastDay,
  ForecastScore,
  ForecastState,
  ForecastStatus,
  StoredForecast,
} from '../domain/forecast/types.ts';
import type { AccountId, CurrencyCode, IsoDate } from '../domain/ids.ts';
import type { SaveOutcome } from '../domain/revision.ts';
import type { AccountFilter, PageRequest } from './account-store.ts';
import type { DateRange } from './revenue-source.ts';

/** What a change of status is about; only a forecast that still has one of the statuses `from` is changed. */
export interface StatusChange {
  readonly accountId: AccountId;
  readonly businessDate: IsoDate;
  readonly revision: number;
  readonly from: readonly ForecastStatus[];
  readonly to: ForecastState;
}

export interface StatusQuery {
  readonly businessDate: IsoDate;
  readonly statuses: readonly ForecastStatus[];
  readonly holdId?: string;
}

/** One day of a published forecast, without the others. */
export interface TargetForecast extends Pick<
  StoredForecast,
  'accountId' | 'businessDate' | 'currency' | 'modelId' | 'served' | 'observedDays' | 'revision'
> {
  readonly day: ForecastDay;
}

/** What is served of one target date, with that day of it alone. */
export interface ServedForecast extends Omit<
  StoredForecast,
  'days' | 'hash' | 'status' | 'holdId' | 'findings' | 'facts'
> {
  readonly day: ForecastDay;
  /** The newest forecast of the target date, whatever its status: the same one, unless something newer is not published. */
  readonly newest: Pick<StoredForecast, 'businessDate' | 'revision' | 'status' | 'holdId' | 'findings'>;
}

export interface ForecastStore {
  /** New content is a new revision with the status `staged`; the same content changes nothing, not even the status. */
  save(rows: readonly Forecast[]): Promise<readonly SaveOutcome[]>;
  /** Returns how many were changed. Some hundred at a time are one transaction where the store has them. */
  setStatus(changes: readonly StatusChange[]): Promise<number>;
  find(account: AccountId, businessDate: IsoDate, revision: number): Promise<StoredForecast | null>;
  /** The newest revision, whatever its status. */
  findLatest(account: AccountId, businessDate: IsoDate): Promise<StoredForecast | null>;
  /** The newest published revision per business date of the range, oldest date first: what consumers see, and saw. */
  listPublished(account: AccountId, businessDates: DateRange): Promise<readonly StoredForecast[]>;
  /** The newest revision per business date of the range whatever its status, oldest date first. */
  listLatest(account: AccountId, businessDates: DateRange): Promise<readonly StoredForecast[]>;
  /**
   * By target date: the newest published forecast that reaches it, of the newest business date before it that has one. Target
   * dates without any are left out.
   */
  listServed(account: AccountId, targetDates: DateRange): Promise<readonly ServedForecast[]>;
  /** What was published about one target date, by business date: the newest published revision of each. */
  listForTarget(account: AccountId, targetDate: IsoDate): Promise<readonly TargetForecast[]>;
  /** Oldest first. */
  listRevisions(account: AccountId, businessDate: IsoDate): Promise<readonly StoredForecast[]>;
  /** The newest revision of each account of the filter where it has one of the statuses, by account id. */
  listByStatus(query: StatusQuery, filter: AccountFilter, page: PageRequest): Promise<readonly StoredForecast[]>;
}

/** Sums that add up over accounts and days; means are taken by whoever reads them. */
export interface ScoreSums {
  readonly group: string;
  readonly n: number;
  readonly absoluteError: number;
  /** Actual minus forecast: positive where too little was forecast. */
  readonly error: number;
  readonly naiveAbsoluteError: number;
  readonly modelAbsoluteError: number;
  readonly absoluteActual: number;
  readonly inside80: number;
  readonly inside95: number;
  readonly width80: number;
}

export interface ScoreQuery {
  /** Target dates. */
  readonly range: DateRange;
  /** Steps up to this one. */
  readonly maxStep: number;
  readonly groupBy: 'account' | 'cohort' | 'all' | 'step';
}

export interface ScoreStore {
  /** Upserts by account, target date and business date: a corrected day replaces what its first figure said. */
  save(rows: readonly ForecastScore[]): Promise<void>;
  /** By target date, then step. */
  list(account: AccountId, targetDates: DateRange, currency: CurrencyCode): Promise<readonly ForecastScore[]>;
  /**
   * Sums are of one currency each, as errors of different currencies do not add up: `group` is `<name>/<currency>`, where the
   * name is the account, the cohort, `all` or the step. By name (steps in their order), then currency.
   */
  sum(query: ScoreQuery, filter: AccountFilter): Promise<readonly ScoreSums[]>;
}
