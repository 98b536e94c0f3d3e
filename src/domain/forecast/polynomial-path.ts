// Least squares over all days so far, after each day: a line, or a parabola where the settings allow it. Running sums make one pass do.
import type { CandidatePath } from './candidate-path.ts';
import type { LevelInput } from './level-candidates.ts';
import { dayValues } from './scratch.ts';
import { inside } from './statistics.ts';

/** Two days more than parameters: below that the curve only draws the noise. */
const DAYS_NEEDED = { 1: 4, 2: 5 } as const;
const LEAST_PIVOT = 1e-12;

/** Running sums and the curve c0 + c1 x + c2 x^2 through them. Changed in place: an array per day would cost more than the curve. */
interface RunningFit {
  n: number;
  x: number;
  x2: number;
  x3: number;
  x4: number;
  y: number;
  xy: number;
  x2y: number;
  c0: number;
  c1: number;
  c2: number;
}

/** x runs from 0 to 1 over the history and y is taken from its first value, so that the normal equations lose few digits. */
export function polynomialPath({ values, week }: LevelInput, degree: 1 | 2): CandidatePath {
  const days = values.length;
  const [level, slope, curvature] = [dayValues(days), dayValues(days), dayValues(days)];
  const base = values.find((value) => !Number.isNaN(value)) ?? 0;
  const fit: RunningFit = { n: 0, x: 0, x2: 0, x3: 0, x4: 0, y: 0, xy: 0, x2y: 0, c0: 0, c1: 0, c2: 0 };
  for (let day = 0; day < days; day += 1) {
    const x = day / days;
    const value = inside(values, day) - base;
    if (!Number.isNaN(value)) addPoint(fit, x, value);
    if (fit.n < DAYS_NEEDED[degree]) fit.c0 = fit.c1 = fit.c2 = Number.NaN;
    else if (degree === 1) solveLine(fit);
    else solveParabola(fit);
    level[day] = base + fit.c0 + fit.c1 * x + fit.c2 * x * x;
    slope[day] = (fit.c1 + 2 * fit.c2 * x) / days;
    curvature[day] = fit.c2 / (days * days);
  }
  const line = { name: `polynomial-${degree}`, level, slope, week };
  return degree === 1 ? line : { ...line, curvature };
}

function addPoint(fit: RunningFit, x: number, y: number): void {
  const x2 = x * x;
  fit.n += 1;
  fit.x += x;
  fit.x2 += x2;
  fit.x3 += x2 * x;
  fit.x4 += x2 * x2;
  fit.y += y;
  fit.xy += x * y;
  fit.x2y += x2 * y;
}

function solveLine(fit: RunningFit): void {
  const mean = fit.x / fit.n;
  const spread = fit.x2 - fit.n * mean * mean;
  fit.c1 = (fit.xy - mean * fit.y) / spread;
  fit.c0 = fit.y / fit.n - fit.c1 * mean;
  fit.c2 = 0;
}

/** The part of x^2 that a line cannot explain gets its own coefficient (Gram-Schmidt on 1, x, x^2). */
function solveParabola(fit: RunningFit): void {
  const { n } = fit;
  const mean = fit.x / n;
  const spread = fit.x2 - n * mean * mean;
  const tilt = (fit.x3 - mean * fit.x2) / spread;
  const offset = fit.x2 / n - tilt * mean;
  const size = fit.x4 - tilt * fit.x3 - offset * fit.x2;
  const line = (fit.xy - mean * fit.y) / spread;
  fit.c2 = size > LEAST_PIVOT ? (fit.x2y - tilt * fit.xy - offset * fit.y) / size : 0;
  fit.c1 = line - fit.c2 * tilt;
  fit.c0 = fit.y / n - line * mean - fit.c2 * offset;
}
