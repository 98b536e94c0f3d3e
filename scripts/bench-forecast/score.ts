// Scores answers to the protocol's tasks: per task first, then averaged over the origins of a series, then over series, so that
// every series weighs the same however often it was asked.
import type { Interval } from '../../src/domain/forecast/model.ts';
import type { Task } from './protocol.ts';

/** One task at one horizon. A scaled metric is absent where last week's value was never wrong before the origin. */
export interface TaskScore {
  readonly series: string;
  readonly window: number;
  readonly horizon: number;
  /** Sums over the observed days of the horizon. */
  readonly absoluteError: number;
  readonly absoluteActual: number;
  /** Mean 200 |error| / (|actual| + |forecast|), 0 where both are 0. */
  readonly smape: number;
  /** Share of the days inside the interval. */
  readonly coverage80: number;
  readonly coverage95: number;
  readonly scaled?: ScaledScore;
}

/** Errors and widths in units of what last week's value is wrong by. */
export interface ScaledScore {
  readonly mase: number;
  readonly rmsse: number;
  /** Forecast minus actual. */
  readonly bias: number;
  readonly width80: number;
  readonly width95: number;
  /** Mean over the quantiles .025 .1 .5 .9 .975 of twice the pinball loss; at .5 alone it is the MASE. */
  readonly quantileLoss: number;
}

const SCALED = ['mase', 'rmsse', 'bias', 'width80', 'width95', 'quantileLoss'] as const;
const PLAIN = ['smape', 'coverage80', 'coverage95'] as const;
type Mean = (typeof SCALED)[number] | (typeof PLAIN)[number];

/** Means over series; `wape` is the median over series; null where nothing can be said. `gmr*`: geometric mean over series of MASE / theirs. */
export type Summary = Readonly<Record<Mean | 'wape' | 'gmrAutoEts' | 'gmrRouted', number | null>>;

/** Mean MASE of a known model over the origins of a series. */
export interface Reference {
  readonly tasks: number;
  readonly autoEts: number;
  readonly routed: number;
}
export type References = ReadonlyMap<string, Reference>;
export const referenceKey = (series: string, window: number, horizon: number): string =>
  `${series}|${window}|${horizon}`;

const LEAST_SCALE = 1e-9;
const LEAST_RATIO = 1e-4;

/** The score over the first `horizon` days; null when none of them was observed. */
export function scoreTask(task: Task, answer: readonly Interval[], horizon: number): TaskScore | null {
  const sums = { n: 0, ae: 0, se: 0, signed: 0, actual: 0, smape: 0, in80: 0, in95: 0, w80: 0, w95: 0, loss: 0 };
  for (const [index, step] of answer.slice(0, horizon).entries()) {
    const actual = task.actuals[index] ?? null;
    if (actual === null) continue;
    const error = step.mean - actual;
    const size = Math.abs(actual) + Math.abs(step.mean);
    sums.n += 1;
    sums.ae += Math.abs(error);
    sums.se += error * error;
    sums.signed += error;
    sums.actual += Math.abs(actual);
    sums.smape += size === 0 ? 0 : (200 * Math.abs(error)) / size;
    sums.in80 += Number(step.lo80 <= actual && actual <= step.hi80);
    sums.in95 += Number(step.lo95 <= actual && actual <= step.hi95);
    sums.w80 += step.hi80 - step.lo80;
    sums.w95 += step.hi95 - step.lo95;
    sums.loss += quantileLoss(step, actual);
  }
  const { n } = sums;
  if (n === 0) return null;
  const { absolute, squared } = task.scale;
  const scaled = {
    mase: sums.ae / n / absolute,
    rmsse: Math.sqrt(sums.se / n / squared),
    bias: sums.signed / n / absolute,
    width80: sums.w80 / n / absolute,
    width95: sums.w95 / n / absolute,
    quantileLoss: sums.loss / n / absolute,
  };
  return {
    series: task.series,
    window: task.window,
    horizon,
    absoluteError: sums.ae,
    absoluteActual: sums.actual,
    smape: sums.smape / n,
    coverage80: sums.in80 / n,
    coverage95: sums.in95 / n,
    ...(absolute > LEAST_SCALE && { scaled }),
  };
}

function quantileLoss({ lo95, lo80, mean, hi80, hi95 }: Interval, actual: number): number {
  const quantiles = [
    [lo95, 0.025],
    [lo80, 0.1],
    [mean, 0.5],
    [hi80, 0.9],
    [hi95, 0.975],
  ] as const;
  const pinball = quantiles.map(([value, share]) =>
    actual >= value ? share * (actual - value) : (1 - share) * (value - actual),
  );
  return (2 * pinball.reduce((sum, loss) => sum + loss, 0)) / quantiles.length;
}

/** Averages task scores per series and then over series. */
export function summarise(scores: readonly TaskScore[], references: References = new Map()): Summary {
  const bySeries = groupBySeries(scores);
  const scaled = SCALED.map((name) => [name, averageOver(bySeries, ({ scaled: values }) => values?.[name])] as const);
  const plain = PLAIN.map((name) => [name, averageOver(bySeries, (score) => score[name])] as const);
  return {
    ...(Object.fromEntries([...scaled, ...plain]) as Record<Mean, number | null>),
    wape: medianOf(bySeries.flatMap(wapeOf)),
    gmrAutoEts: ratioTo(bySeries, references, 'autoEts'),
    gmrRouted: ratioTo(bySeries, references, 'routed'),
  };
}

export function groupBySeries<Row extends { readonly series: string }>(
  rows: readonly Row[],
): readonly (readonly Row[])[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.series);
    if (group === undefined) groups.set(row.series, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

function averageOver(
  bySeries: readonly (readonly TaskScore[])[],
  read: (score: TaskScore) => number | undefined,
): number | null {
  const means = bySeries.map((scores) => average(scores.map(read).filter((value) => value !== undefined)));
  return average(means.filter((value) => value !== null));
}

function wapeOf(scores: readonly TaskScore[]): readonly number[] {
  const actual = scores.reduce((sum, { absoluteActual }) => sum + absoluteActual, 0);
  return actual === 0 ? [] : [scores.reduce((sum, { absoluteError }) => sum + absoluteError, 0) / actual];
}

function ratioTo(
  bySeries: readonly (readonly TaskScore[])[],
  references: References,
  model: 'autoEts' | 'routed',
): number | null {
  const logs = bySeries.flatMap((scores) => {
    const own = average(scores.flatMap(({ scaled }) => (scaled === undefined ? [] : [scaled.mase])));
    const theirs = referenceMean(scores, references, model);
    return own === null || theirs === null
      ? []
      : [Math.log(Math.max(own, LEAST_RATIO) / Math.max(theirs, LEAST_RATIO))];
  });
  const mean = average(logs);
  return mean === null ? null : Math.exp(mean);
}

function referenceMean(
  scores: readonly TaskScore[],
  references: References,
  model: 'autoEts' | 'routed',
): number | null {
  const keys = new Set(scores.map(({ series, window, horizon }) => referenceKey(series, window, horizon)));
  const known = [...keys].flatMap((key) => references.get(key) ?? []);
  const tasks = known.reduce((sum, { tasks: count }) => sum + count, 0);
  return tasks === 0 ? null : known.reduce((sum, reference) => sum + reference.tasks * reference[model], 0) / tasks;
}

const average = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 0 ? (low + high) / 2 : high;
}
