// The pool of simple forecasters that a model combines. Each has fixed parameters: short histories cannot afford an optimiser.
import type { CandidatePath } from './candidate-path.ts';
import { dampedTrend, runningMean, smoothedLevel, smoothingName } from './level-candidates.ts';
import type { LevelInput } from './level-candidates.ts';
import { polynomialPath } from './polynomial-path.ts';
import { ENOUGH_VALUES } from './prepare.ts';
import type { PreparedSeries } from './prepare.ts';
import { seasonalNaive, seasonalSmoothing, weekdayMeans } from './seasonal-candidates.ts';
import { weekFromStart, withoutProfile } from './weekday-profile.ts';

/** Share of the newest day in the level. At 1 the candidate is the last value. */
const SMOOTHING = [0.03, 0.08, 0.15, 0.3, 0.5, 0.8] as const;
/** Holt's damped trend; slopes seen in less than two months cost more than they tell. */
const DAMPED_TREND = { alpha: 0.3, beta: 0.1, damping: 0.9 } as const;
const SEASONAL = { alpha: 0.3, gamma: 0.1 } as const;
/** For 2 to 6 values, where nothing can be backtested. */
const FEW_VALUES_SMOOTHING = 0.5;
const ENOUGH_FOR = { weekdays: 14, trend: 56 } as const;

export interface PoolInput {
  readonly series: PreparedSeries;
  /** Seven additions, Monday first; all 0 when the profile is not used. */
  readonly profile: Float64Array;
  readonly polynomialDegree: 1 | 2;
}

interface Candidate {
  readonly name: string;
  readonly run: () => CandidatePath;
}

type Pool = readonly Candidate[];

/** Runs every candidate that the length of the history allows; of those, the `wanted` ones where they are named. */
export function runCandidates(input: PoolInput, wanted?: ReadonlySet<string>): readonly CandidatePath[] {
  const pool = poolOf(input);
  const chosen = wanted === undefined ? pool : pool.filter(({ name }) => wanted.has(name));
  return (chosen.length === 0 ? pool : chosen).map(({ run }) => run());
}

function poolOf({ series, profile, polynomialDegree }: PoolInput): Pool {
  const level = { values: withoutProfile(series, profile), week: { fixed: weekFromStart(series, profile) } };
  const windowMean = { name: 'window-mean', run: () => runningMean(level) };
  if (series.constant) return [windowMean];
  if (series.count < ENOUGH_VALUES) return [smoother(level, FEW_VALUES_SMOOTHING)];
  const pool: Candidate[] = SMOOTHING.map((alpha) => smoother(level, alpha));
  pool.push(windowMean);
  if (series.count >= ENOUGH_FOR.weekdays) pool.push({ name: 'weekday-mean', run: () => weekdayMeans(series) });
  if (series.count < ENOUGH_FOR.trend) return pool;
  pool.push(
    { name: 'seasonal-naive', run: () => seasonalNaive(series) },
    { name: 'damped-trend', run: () => dampedTrend(level, DAMPED_TREND) },
    { name: 'seasonal-smoothing', run: () => seasonalSmoothing(series, SEASONAL) },
    { name: 'polynomial-1', run: () => polynomialPath(level, 1) },
  );
  if (polynomialDegree === 2) pool.push({ name: 'polynomial-2', run: () => polynomialPath(level, 2) });
  return pool;
}

const smoother = (level: LevelInput, alpha: number): Candidate => ({
  name: smoothingName(alpha),
  run: () => smoothedLevel(level, alpha),
});
