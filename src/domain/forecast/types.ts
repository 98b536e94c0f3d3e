// What training and predicting hand to each other and to the store.
import type { AccountId, CurrencyCode, DecimalString, IsoDate } from '../ids.ts';

/** One observed day. `revenue` is a finite number in units of the account's currency. */
export interface HistoryPoint {
  readonly date: IsoDate;
  readonly revenue: number;
}

export const MODEL_KINDS = ['polynomial-2', 'polynomial-1', 'mean', 'last-value'] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

/** A fitted curve: revenue(day offset x) = sum of coefficients[i] * ((x - center) / scale)^i. */
export interface FittedModel {
  readonly kind: ModelKind;
  /** Lowest power first; one coefficient for `mean` and `last-value`. */
  readonly coefficients: readonly number[];
  readonly center: number;
  readonly scale: number;
  /** Day offset 0. */
  readonly origin: IsoDate;
  /** Observed days the fit saw. */
  readonly points: number;
  /** First and last observed day. */
  readonly from: IsoDate;
  readonly to: IsoDate;
  /** Days of the depth window without an observation. */
  readonly missingDays: number;
  /** In-sample R^2; null without degrees of freedom or without variance. */
  readonly accuracy: number | null;
  /** Why a simpler model than asked for was used; null when it was not. */
  readonly fallback: string | null;
}

/** A fitted model as stored: one per account, business date and content. */
export interface StoredModel extends FittedModel {
  readonly id: string;
  readonly accountId: AccountId;
  readonly businessDate: IsoDate;
  readonly codeVersion: string;
}

/** One published step of a forecast. Step 1 is the day after the business date. */
export interface Forecast {
  readonly accountId: AccountId;
  readonly businessDate: IsoDate;
  readonly targetDate: IsoDate;
  readonly step: number;
  /** Rounded half-even to the currency's exponent. */
  readonly revenue: DecimalString;
  readonly currency: CurrencyCode;
  readonly accuracy: number | null;
  readonly modelId: string;
  readonly modelKind: ModelKind;
}
