// The fitted polynomial of the baseline: what it was fitted on and how well.
import type { IsoDate } from '../ids.ts';

export type PolynomialKind = 'polynomial-2' | 'polynomial-1' | 'mean' | 'last-value';

/** A fitted curve: revenue(day offset x) = sum of coefficients[i] * ((x - center) / scale)^i. */
export interface FittedModel {
  readonly kind: PolynomialKind;
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
