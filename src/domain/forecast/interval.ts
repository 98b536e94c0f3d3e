// Puts the bands around a point: nested, around their point, finite, and not below zero on an account that never had a refund.
import { DomainError } from '../domain-error.ts';
import type { Interval, ScoreQuantiles } from './model.ts';

export interface Limits {
  /** The history has no negative value: a forecast has none either. */
  readonly nonNegative: boolean;
}

/** `sigma` in units of the currency, 0 or more. @throws DomainError FIT_FAILED when a bound is not finite. */
export function intervalAround(
  point: number,
  band: { readonly sigma: number; readonly scores: ScoreQuantiles },
  limits: Limits,
): Interval {
  const { sigma, scores } = band;
  const limit = (value: number): number => (limits.nonNegative ? Math.max(0, value) : value);
  const mean = limit(point);
  const lo80 = Math.min(mean, limit(point + sigma * scores.lo80));
  const hi80 = Math.max(mean, limit(point + sigma * scores.hi80));
  const interval = {
    mean,
    lo80,
    hi80,
    lo95: Math.min(lo80, limit(point + sigma * scores.lo95)),
    hi95: Math.max(hi80, limit(point + sigma * scores.hi95)),
  };
  if (Number.isFinite(interval.hi95 - interval.lo95) && Number.isFinite(mean)) return interval;
  throw new DomainError('FIT_FAILED', 'The history gives no finite forecast; look there for extreme values.');
}

/** A closed day: no revenue, and no doubt about it. */
export const CLOSED_DAY: Interval = { mean: 0, lo80: 0, hi80: 0, lo95: 0, hi95: 0 };
