// Accuracy over many resolved forecasts, by sums that add up: an account's, a cohort's and everyone's come from the same parts.
import type { ForecastScore } from './score.ts';

/** Sums over resolved forecasts of one currency; those of two sets are the sums of theirs. */
export interface AccuracySums {
  readonly n: number;
  readonly error: number;
  readonly absoluteError: number;
  readonly absoluteActual: number;
  readonly modelError: number;
  readonly naiveError: number;
  readonly inside80: number;
  readonly inside95: number;
  readonly width80: number;
  readonly width95: number;
}

/** Null where there is nothing to divide by. */
export interface AccuracySummary {
  readonly n: number;
  /** Mean absolute error, units of the currency. */
  readonly mae: number | null;
  /** Weighted absolute percentage error: sum |error| / sum |actual|, 0 or more; R. J. Hyndman and A. B. Koehler (2006) on why not MAPE. */
  readonly wape: number | null;
  /** Mean of forecast - actual, units of the currency. */
  readonly bias: number | null;
  /** Shares of the days inside the bands, 0..1. */
  readonly coverage80: number | null;
  readonly coverage95: number | null;
  readonly meanWidth80: number | null;
  readonly meanWidth95: number | null;
  /** 1 - sum of the model's errors / sum of last week's value's, 1 at most. */
  readonly skill: number | null;
}

export const NO_SUMS: AccuracySums = {
  n: 0,
  error: 0,
  absoluteError: 0,
  absoluteActual: 0,
  modelError: 0,
  naiveError: 0,
  inside80: 0,
  inside95: 0,
  width80: 0,
  width95: 0,
};

const sumsOf = (score: ForecastScore): AccuracySums => ({
  n: 1,
  error: score.error,
  absoluteError: score.absoluteError,
  absoluteActual: Math.abs(score.actual),
  modelError: score.modelError,
  naiveError: score.naiveError,
  inside80: Number(score.inside80),
  inside95: Number(score.inside95),
  width80: score.width80,
  width95: score.width95,
});

/** Their order changes no more than the last digit. */
export const sumScores = (scores: readonly ForecastScore[]): AccuracySums => mergeSummaries(scores.map(sumsOf));

/** The sums of all parts; of the same currency, as amounts of two currencies have no sum. */
export const mergeSummaries = (parts: readonly AccuracySums[]): AccuracySums => parts.reduce(add, NO_SUMS);

const add = (a: AccuracySums, b: AccuracySums): AccuracySums => ({
  n: a.n + b.n,
  error: a.error + b.error,
  absoluteError: a.absoluteError + b.absoluteError,
  absoluteActual: a.absoluteActual + b.absoluteActual,
  modelError: a.modelError + b.modelError,
  naiveError: a.naiveError + b.naiveError,
  inside80: a.inside80 + b.inside80,
  inside95: a.inside95 + b.inside95,
  width80: a.width80 + b.width80,
  width95: a.width95 + b.width95,
});

export function summarise(sums: AccuracySums): AccuracySummary {
  const { n } = sums;
  const modelShare = ratio(sums.modelError, sums.naiveError);
  return {
    n,
    mae: ratio(sums.absoluteError, n),
    wape: ratio(sums.absoluteError, sums.absoluteActual),
    bias: ratio(sums.error, n),
    coverage80: ratio(sums.inside80, n),
    coverage95: ratio(sums.inside95, n),
    meanWidth80: ratio(sums.width80, n),
    meanWidth95: ratio(sums.width95, n),
    skill: modelShare === null ? null : 1 - modelShare,
  };
}

export const summariseScores = (scores: readonly ForecastScore[]): AccuracySummary => summarise(sumScores(scores));

function ratio(part: number, whole: number): number | null {
  const share = part / whole;
  return whole > 0 && Number.isFinite(share) ? share : null;
}
