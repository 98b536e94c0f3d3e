// A forecast with everything the rules measure on it, measured once.
import type { DailySeries } from '../../model.ts';
import type { GatePolicy } from '../policy.ts';
import type { Range } from '../recent-history.ts';
import {
  expectedDay,
  expectedWeek,
  observedRange,
  observedValues,
  usualMovement,
  usualRange,
  usualSize,
} from '../recent-history.ts';
import { ascending, mean, quantile } from '../statistics.ts';
import type { ForecastUnderTest, StepUnderTest } from '../types.ts';

/** Steps the plausibility rules look at: further ones are read as a tendency. */
const FIRST_WEEK = 7;
const LONG_ENOUGH = 14;

/** A distance from what was expected. */
export interface Jump {
  readonly value: number;
  /** The nearest value that would have been expected. */
  readonly nearest: number;
  /** In units of the account's usual movement; 0 inside. */
  readonly movements: number;
  /** |value - nearest| / max of both sizes, 0..2. */
  readonly relative: number;
}

export interface Subject {
  readonly candidate: ForecastUnderTest;
  readonly policy: GatePolicy;
  readonly observed: readonly number[];
  readonly firstWeek: readonly StepUnderTest[];
  readonly movement: number;
  /** Borders for the first week's means; null without an observation, as the figures below. */
  readonly borders: Range | null;
  readonly dayJump: Jump | null;
  readonly weekJump: Jump | null;
  /** Widest 80 % band of the first week, and the widest that the account explains. */
  readonly width80: number | null;
  readonly widest: number | null;
}

/** All figures of the steps must be finite. */
export function measureSubject(candidate: ForecastUnderTest, policy: GatePolicy): Subject {
  const { history, steps } = candidate;
  const firstWeek = steps.slice(0, FIRST_WEEK);
  // Without a movement of its own, an account may still move by what nobody sees.
  const movement = Math.max(policy.negligible, usualMovement(history));
  const [first] = firstWeek;
  const week = firstWeek.length === FIRST_WEEK ? mean(firstWeek.map((step) => step.mean)) : null;
  return {
    candidate,
    policy,
    observed: observedValues(history),
    firstWeek,
    movement,
    borders: bordersOf(history, policy),
    dayJump: first === undefined ? null : jumpOf(first.mean, expectedDay(history, first.targetDate), movement),
    weekJump: week === null ? null : jumpOf(week, expectedWeek(history), movement),
    width80: first === undefined ? null : Math.max(...firstWeek.map(({ lo80, hi80 }) => hi80 - lo80)),
    widest: widestBand(history, policy),
  };
}

function bordersOf(history: DailySeries, policy: GatePolicy): Range | null {
  const range = usualRange(history);
  const seen = observedRange(history);
  if (range === null || seen === null) return null;
  // An account that never moved may move by its own size.
  const spread = Math.max(range.high - range.low, usualSize(history));
  const slack = policy.rangeFactor * widening(history, policy) * spread + policy.negligible;
  // What was seen once, such as a day of refunds, may be seen again.
  return { low: Math.min(seen.low, range.low - slack), high: Math.max(seen.high, range.high + slack) };
}

/** The range of few days is still growing. */
const widening = (history: DailySeries, { shortHistoryFactor }: GatePolicy): number =>
  observedValues(history).length < LONG_ENOUGH ? shortHistoryFactor : 1;

function jumpOf(value: number, expected: Range | null, movement: number): Jump | null {
  if (expected === null) return null;
  const nearest = Math.min(expected.high, Math.max(expected.low, value));
  const distance = Math.abs(value - nearest);
  return {
    value,
    nearest,
    movements: distance / movement,
    relative: distance === 0 ? 0 : distance / Math.max(Math.abs(value), Math.abs(nearest)),
  };
}

function widestBand(history: DailySeries, policy: GatePolicy): number | null {
  const sorted = ascending(observedValues(history));
  if (sorted.length === 0) return null;
  const usual = quantile(sorted, 0.9) - quantile(sorted, 0.1);
  const explained = policy.bandFactor * widening(history, policy) * Math.max(usual, usualSize(history));
  return explained + policy.negligible;
}
