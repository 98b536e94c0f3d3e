// Messages of the steps from history to a judged forecast.
import type { ForecastStatus } from '../../domain/forecast/types.ts';
import type { AccountId, CurrencyCode, DecimalString, IsoDate } from '../../domain/ids.ts';
import type { VariableValues } from '../../domain/variables.ts';
import type { AccountDayRef, NextDay } from './account-day.ts';
import type { ModelRef } from './registry.ts';

export interface HistoryRequest {
  readonly accountId: AccountId;
  readonly date: IsoDate;
  /** Of the day's revenue; days in another currency, from before the account changed it, count as missing. */
  readonly currency: CurrencyCode;
}

export interface HistoryCheck {
  readonly present: number;
  readonly missing: number;
  /** The champion, when there is one that fits the account's settings; otherwise a model is trained on the spot. */
  readonly champion: ModelRef | null;
}

export interface ScoredForecasts {
  /** Earlier forecasts of the date that its revenue has been held against. */
  readonly resolved: number;
  /** Yesterday's forecast of it; null when there was none. */
  readonly nextDay: { readonly error: number; readonly inside80: boolean } | null;
}

export interface TrainedModel extends ModelRef {
  /** Observed days it learned from. */
  readonly points: number;
  /** Why this kind. */
  readonly reason: string;
}

export interface PredictRequest {
  readonly accountId: AccountId;
  readonly date: IsoDate;
  /** Of the revenue that the model learned from; the account's own setting may have changed since. */
  readonly currency: CurrencyCode;
  readonly modelId: string;
  readonly horizonDays: number;
}

/** A point of a forecast, as the steps of 0.1 hand them on. */
export interface PredictedStep {
  readonly targetDate: IsoDate;
  readonly revenue: DecimalString;
}

export interface DraftedForecast {
  readonly revision: number;
  readonly nextDay: NextDay;
}

export interface JudgeRequest extends AccountDayRef {
  readonly revision: number;
  /** As the day run read them. */
  readonly variables?: VariableValues;
}

export interface JudgedForecast {
  readonly status: Extract<ForecastStatus, 'staged' | 'held' | 'published'>;
  /** Rules that found something, hardest first; at most 5. */
  readonly findings: readonly string[];
}

export interface PublishRequest extends AccountDayRef {
  /** As in the prediction. */
  readonly currency: CurrencyCode;
  readonly modelId: string;
  readonly steps: readonly PredictedStep[];
}

export interface PublishedForecast {
  readonly revision: number;
}
