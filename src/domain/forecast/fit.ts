// Fits the baseline: a polynomial over the day offset, or something simpler when the history is too short for it.
// Same points, same bytes: no clock, no randomness, and the order of the points does not matter.
import { PolynomialRegression } from 'ml-regression';
import { daysBetween } from '../calendar/dates.ts';
import { DomainError } from '../domain-error.ts';
import { noHistory, observedDays } from './history.ts';
import type { HistoryWindow } from './history.ts';
import { evaluateCurve } from './curve.ts';
import type { Curve } from './curve.ts';
import type { FittedModel, PolynomialKind } from './polynomial-model.ts';
import type { HistoryPoint } from './types.ts';

export type PolynomialDegree = 1 | 2;

export interface FitOptions {
  /** The highest degree wanted; a short history gets less and says so. */
  readonly degree: PolynomialDegree;
  readonly window: HistoryWindow;
}

/** Two days more than a curve has parameters for degree 2, one more for degree 1: below that it only draws the noise. */
const DAYS_NEEDED: Readonly<Record<PolynomialDegree, number>> = { 1: 3, 2: 5 };
const DEGREE: Readonly<Record<PolynomialKind, number>> = {
  'polynomial-2': 2,
  'polynomial-1': 1,
  mean: 0,
  'last-value': 0,
};

/** x in days since the first observed day (so it starts at 0), y in units of the account's currency; same length, x ascending. */
interface Samples {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/**
 * Fits the observed days of the window. A missing day is no observation and never counts as 0; it only leaves a gap in x.
 * @throws DomainError NO_HISTORY without an observed day, FIT_FAILED when a figure is not finite or grows beyond all bounds.
 */
export function fitModel(points: readonly HistoryPoint[], { degree, window }: FitOptions): FittedModel {
  const days = observedDays(points, window);
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) throw noHistory(window);
  const samples = sampleDays(days, first);
  const kind = chooseKind(days.length, degree);
  const curve = fitCurve(samples, kind);
  const accuracy = rSquared(samples, curve, DEGREE[kind]);
  if (![...curve.coefficients, accuracy ?? 0].every(Number.isFinite)) throw fitFailed(first, last);
  return {
    kind,
    ...curve,
    origin: first.date,
    points: days.length,
    from: first.date,
    to: last.date,
    missingDays: daysBetween(window.from, window.to) + 1 - days.length,
    accuracy,
    fallback: explainFallback(days.length, degree),
  };
}

function chooseKind(days: number, degree: PolynomialDegree): PolynomialKind {
  if (degree === 2 && days >= DAYS_NEEDED[2]) return 'polynomial-2';
  if (days >= DAYS_NEEDED[1]) return 'polynomial-1';
  return days === 1 ? 'last-value' : 'mean';
}

function explainFallback(days: number, degree: PolynomialDegree): string | null {
  const needed = DAYS_NEEDED[degree];
  return days >= needed ? null : `${days} of ${needed} days needed for degree ${degree}`;
}

function sampleDays(days: readonly HistoryPoint[], first: HistoryPoint): Samples {
  const odd = days.find(({ revenue }) => !Number.isFinite(revenue));
  if (odd !== undefined) {
    throw new DomainError(
      'FIT_FAILED',
      `The revenue of ${odd.date} is not a finite number; correct it and train again.`,
      {
        date: odd.date,
      },
    );
  }
  return { x: days.map(({ date }) => daysBetween(first.date, date)), y: days.map(({ revenue }) => revenue) };
}

/** x is centred and scaled to [-1, 1] and y centred, because the normal equations square every loss of digits. */
function fitCurve({ x, y }: Samples, kind: PolynomialKind): Curve {
  const level = mean(y);
  const degree = DEGREE[kind];
  if (degree === 0) return { coefficients: [level], center: 0, scale: 1 };
  const center = mean(x);
  const scale = Math.max(center, (x.at(-1) ?? 0) - center);
  const { coefficients } = new PolynomialRegression(
    x.map((offset) => (offset - center) / scale),
    y.map((revenue) => revenue - level),
    degree,
  );
  // Adding 0 turns -0 into 0, which JSON cannot tell apart: what is stored equals what was fitted.
  return { coefficients: coefficients.map((value, power) => value + (power === 0 ? level : 0)), center, scale };
}

/**
 * R^2 = 1 - (sum of squared residuals) / (sum of squared deviations from the mean), in sample, 0 to 1.
 * Null without degrees of freedom (n <= degree + 1; a mean or last value explains nothing) or without variance.
 */
function rSquared({ x, y }: Samples, curve: Curve, degree: number): number | null {
  if (degree === 0 || y.length <= degree + 1) return null;
  const level = mean(y);
  const total = sumOfSquares(y.map((revenue) => revenue - level));
  if (total === 0) return null;
  const residual = sumOfSquares(y.map((revenue, i) => revenue - evaluateCurve(curve, x[i] ?? 0)));
  // Least squares never does worse than the mean; only rounding steps over the borders.
  return Math.min(1, Math.max(0, 1 - residual / total));
}

/** Summed as differences from the first value, so that the mean of equal values is exactly that value. */
function mean(values: readonly number[]): number {
  const base = values[0] ?? 0;
  return base + values.reduce((sum, value) => sum + (value - base), 0) / values.length;
}

const sumOfSquares = (values: readonly number[]): number => values.reduce((sum, value) => sum + value * value, 0);

function fitFailed({ date: from }: HistoryPoint, { date: to }: HistoryPoint): DomainError {
  return new DomainError(
    'FIT_FAILED',
    `The daily revenue from ${from} to ${to} gives no finite model; look there for extreme values.`,
    { from, to },
  );
}
