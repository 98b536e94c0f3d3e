// Messages of the day of one account as a whole: how it begins and how it ends.
import type { ModelKind } from '../../domain/forecast/model.ts';
import type { Served } from '../../domain/forecast/types.ts';
import type { AccountId, CurrencyCode, DecimalString, IsoDate, SourceId } from '../../domain/ids.ts';
import type { VariableValues } from '../../domain/variables.ts';
import type { DayPipeline } from '../pipelines.ts';
import type { RatesOutcome } from './rates.ts';
import type { MergedRevenue } from './revenue-steps.ts';
import type { FailureCause } from './tally.ts';

/** Names one account's day in one pipeline: what the run record and the workflow id are made of. */
export interface AccountDayRef {
  readonly accountId: AccountId;
  readonly date: IsoDate;
  readonly pipeline: DayPipeline;
}

export interface AccountDayInput {
  readonly accountId: AccountId;
  readonly pipeline: DayPipeline;
  readonly date: IsoDate;
  readonly force: boolean;
  readonly horizonDays: number;
  readonly rates: RatesOutcome | null;
  /** Which version of the account day is asked for; absent: it was begun by 0.2 or before, and its history says which. */
  readonly version?: 3 | 4;
  /** As the day run read them; absent: nobody has set any. */
  readonly variables?: VariableValues;
}

/** What the account's settings ask for, read once at the start and kept in the history. */
export interface AccountDayPlan {
  /** True: the store's run record says this day is done and `force` was not asked for. */
  readonly alreadyDone: boolean;
  /** How long until the business date is over in the account's own time zone, in ms; 0 when it is. */
  readonly dayEndsInMs: number;
  readonly timeZone: string;
  readonly sources: readonly SourceId[];
  readonly currency: CurrencyCode;
  readonly convertCurrency: boolean;
}

/** `staged`: the forecast is made and waits for the gate of the whole day; `held`: its own gate keeps it back. `published` is of 0.1 only. */
export type AccountDayOutcome = 'staged' | 'held' | 'published' | 'collected' | 'already-done';

/** The day in one glance, for people who open the run; the figures' home is the store. */
export interface AccountDayResult {
  readonly accountId: AccountId;
  readonly outcome: AccountDayOutcome;
  /** Null when the day was done before. */
  readonly revenue: MergedRevenue | null;
  /** The first step of the forecast; null without one. */
  readonly nextDay: NextDay | null;
  readonly model: ModelKind | null;
}

/** Step 1 of a forecast with its 80 % interval. */
export interface NextDay {
  readonly targetDate: IsoDate;
  readonly revenue: DecimalString;
  readonly lo80: DecimalString;
  readonly hi80: DecimalString;
  readonly served: Served;
}

export interface FinishRequest extends AccountDayRef {
  readonly status: 'collected' | 'staged' | 'held' | 'failed' | 'cancelled';
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** Of a failure: where it happened, and who was asked. Absent in runs of before 0.3. */
  readonly failedAt?: Pick<FailureCause, 'provider' | 'stage'>;
}

/** What an account day says it waits for when it gives its place away. */
export type WaitsFor = 'rates' | 'day-end' | 'sources';
