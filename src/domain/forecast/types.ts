// What training and predicting hand to each other and to the store.
import type { AccountId, CurrencyCode, DecimalString, IsoDate } from '../ids.ts';
import type { ForecastKind, ForecastModel } from './model.ts';

/** One observed day. `revenue` is a finite number in units of the account's currency. */
export interface HistoryPoint {
  readonly date: IsoDate;
  readonly revenue: number;
}

export const MODEL_STAGES = ['challenger', 'champion', 'archived'] as const;
/** `champion` is served; `challenger` is the newest one that waits for a decision; `archived` was one of them. */
export type ModelStage = (typeof MODEL_STAGES)[number];

/** Who decided: a rule by its name, or a person by theirs. */
export interface DecidedBy {
  readonly kind: 'rule' | 'person';
  readonly name: string;
}

export interface Promotion {
  readonly by: DecidedBy;
  readonly reason: string;
  /** ISO instant. */
  readonly at: string;
  /** Counts the account's promotions from 1; the champion is the one with the highest. */
  readonly sequence: number;
}

/** A model as training hands it to the registry. */
export interface NewModel extends ForecastModel {
  /** `<account>/<business date>/<hash>`: content-addressed, so training again on the same days registers nothing new. */
  readonly id: string;
  readonly accountId: AccountId;
  /** The last day it could see. */
  readonly businessDate: IsoDate;
  readonly currency: CurrencyCode;
  readonly codeVersion: string;
}

/** A model in the registry. */
export interface StoredModel extends NewModel {
  /** Counts the account's models from 1. */
  readonly version: number;
  readonly stage: ModelStage;
  /** ISO instant. */
  readonly createdAt: string;
  /** The last time it became champion; null: never. */
  readonly promotion: Promotion | null;
}

/**
 * `staged`: made, waits for the gate of the day's batch. `published`: what consumers see. `held`: quarantined until somebody
 * decides. `rejected`: decided against. A later revision that is published replaces an earlier one for consumers.
 */
export const FORECAST_STATUSES = ['staged', 'published', 'held', 'rejected'] as const;
export type ForecastStatus = (typeof FORECAST_STATUSES)[number];

export const SERVED = ['model', 'naive'] as const;
/** `naive`: last week's value is served, because the model has been worse than that. */
export type Served = (typeof SERVED)[number];

/** One target date of a forecast. Amounts are rounded half-even to the currency's exponent; lo95 <= lo80 <= revenue <= hi80 <= hi95. */
export interface ForecastDay {
  /** Step 1 is the day after the business date. */
  readonly step: number;
  readonly targetDate: IsoDate;
  readonly revenue: DecimalString;
  readonly lo80: DecimalString;
  readonly hi80: DecimalString;
  readonly lo95: DecimalString;
  readonly hi95: DecimalString;
  /** What the model said, and what last week's value says; one of them is `revenue`. */
  readonly modelRevenue: DecimalString;
  readonly naiveRevenue: DecimalString;
  /** Mean absolute error to expect at this step, units of the currency. */
  readonly expectedError: number;
  /** The backtest's root mean square error at this step, what the band is scaled by; null without a backtest. */
  readonly sigma: number | null;
}

/** How good the forecast is said to be, and where that is known from. */
export interface ReportedAccuracy {
  /** Mean absolute error of steps 1 to 7, units of the currency; null when nothing is known. */
  readonly meanAbsoluteError: number | null;
  readonly source: 'backtest' | 'realised';
  /** 1 - error / error of last week's value; null when unknown. */
  readonly skill: number | null;
  /** Resolved forecasts behind a realised figure, backtest errors behind the other. */
  readonly n: number;
}

/** What one rule of a gate found. Kept with the forecast. */
export interface GateFinding {
  readonly rule: string;
  readonly severity: 'hold' | 'warn';
  readonly figure: number | null;
  readonly limit: number | null;
  /** One sentence for people. */
  readonly message: string;
}

/** The light facts of a forecast that the gate of the day's batch looks at. */
export interface BatchFacts {
  /** First week's mean forecast against the account's own recent level, in its own scale; null without a level. */
  readonly shift: number | null;
  readonly allZero: boolean;
  readonly negative: boolean;
  /** Its inputs are late or incomplete. */
  readonly late: boolean;
}

/** One account's forecast of one business date, all its steps. Status and hold are no content: changing them adds no revision. */
export interface Forecast {
  readonly accountId: AccountId;
  readonly businessDate: IsoDate;
  readonly currency: CurrencyCode;
  readonly modelId: string;
  readonly modelKind: ForecastKind;
  readonly confidence: 'low' | 'normal';
  readonly served: Served;
  /** Observed days of the window it was made from. 0: a forecast of 0.1; its bands, errors and accuracy are not known. */
  readonly observedDays: number;
  readonly accuracy: ReportedAccuracy;
  /** By step, from 1 on. */
  readonly days: readonly ForecastDay[];
}

/** The part of a stored forecast that decisions change. */
export interface ForecastState {
  readonly status: ForecastStatus;
  /** What its own gate found; the batch's findings are in the gate's decision. */
  readonly findings: readonly GateFinding[];
  /** Null until its own gate has judged it. */
  readonly facts: BatchFacts | null;
  /** The hold it waits in; null when it is in none. */
  readonly holdId: string | null;
}

export interface StoredForecast extends Forecast, ForecastState {
  readonly revision: number;
  readonly hash: string;
  readonly recordedAt: string;
}

/** A forecast of one day whose revenue is known now. Statistics, not money: numbers in units of the currency. */
export interface ForecastScore {
  readonly accountId: AccountId;
  readonly targetDate: IsoDate;
  readonly businessDate: IsoDate;
  readonly step: number;
  readonly currency: CurrencyCode;
  readonly modelId: string;
  readonly served: Served;
  readonly observedDays: number;
  readonly actual: number;
  /** What was published, and the two it was chosen from. */
  readonly mean: number;
  readonly modelMean: number;
  readonly naiveMean: number;
  readonly sigma: number | null;
  readonly width80: number;
  readonly inside80: boolean;
  readonly inside95: boolean;
}
