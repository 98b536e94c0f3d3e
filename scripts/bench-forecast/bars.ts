// What forecasts must reach on the development data, and what they should. The figures come from the best public models on the same
// tasks; a must that is missed fails the bench.
import type { Summary, TaskScore } from './score.ts';

/** One figure of the bar. Coverage is a distance from its nominal value; everything else is better when smaller. */
export interface Bar {
  readonly name: string;
  readonly must: number;
  readonly target: number;
  readonly applies: (score: TaskScore) => boolean;
  readonly read: (summary: Summary) => number | null;
}

const always = (): boolean => true;
const windowFrom =
  (shortest: number, longest = Number.POSITIVE_INFINITY) =>
  ({ window }: TaskScore): boolean =>
    window >= shortest && window <= longest;
const weekOn = windowFrom(7);

const distance = (share: number | null, nominal: number): number | null =>
  share === null ? null : Math.abs(100 * share - nominal);

export const BARS: readonly Bar[] = [
  { name: 'MASE', must: 1.137, target: 1.115, applies: always, read: ({ mase }) => mase },
  { name: 'MASE to AutoETS', must: 0.889, target: 0.87, applies: always, read: ({ gmrAutoEts }) => gmrAutoEts },
  { name: 'window 3', must: 0.95, target: 0.92, applies: windowFrom(3, 3), read: ({ gmrAutoEts }) => gmrAutoEts },
  { name: 'windows 7-14', must: 0.8, target: 0.81, applies: windowFrom(7, 14), read: ({ gmrAutoEts }) => gmrAutoEts },
  { name: 'windows from 28', must: 0.956, target: 0.93, applies: windowFrom(28), read: ({ gmrAutoEts }) => gmrAutoEts },
  { name: 'MASE to routed', must: 0.985, target: 0.965, applies: always, read: ({ gmrRouted }) => gmrRouted },
  {
    name: 'next day, window from 7, MASE',
    must: 0.96,
    target: 0.905,
    applies: (score) => weekOn(score) && score.horizon === 1,
    read: ({ mase }) => mase,
  },
  {
    name: '28 days, window from 7, MASE',
    must: 1.13,
    target: 1.12,
    applies: (score) => weekOn(score) && score.horizon === 28,
    read: ({ mase }) => mase,
  },
  {
    name: 'next day, window 180, MASE',
    must: 0.95,
    target: 0.84,
    applies: ({ window, horizon }) => window === 180 && horizon === 1,
    read: ({ mase }) => mase,
  },
  { name: 'RMSSE', must: 0.812, target: 0.785, applies: always, read: ({ rmsse }) => rmsse },
  { name: 'WAPE, median', must: 0.255, target: 0.245, applies: always, read: ({ wape }) => wape },
  {
    name: 'coverage 80, points off',
    must: 2,
    target: 1,
    applies: always,
    read: ({ coverage80 }) => distance(coverage80, 80),
  },
  {
    name: 'coverage 95, points off',
    must: 2,
    target: 1,
    applies: always,
    read: ({ coverage95 }) => distance(coverage95, 95),
  },
  { name: 'width 80', must: 4, target: 3.9, applies: always, read: ({ width80 }) => width80 },
  { name: 'width 95', must: 10.6, target: 10.6, applies: always, read: ({ width95 }) => width95 },
  { name: 'quantile loss', must: 0.66, target: 0.635, applies: always, read: ({ quantileLoss }) => quantileLoss },
];

export interface BarResult {
  readonly bar: Bar;
  readonly reached: number | null;
  readonly verdict: 'target' | 'must' | 'missed';
}

export function judge(bar: Bar, summary: Summary): BarResult {
  const reached = bar.read(summary);
  if (reached === null || reached > bar.must) return { bar, reached, verdict: 'missed' };
  return { bar, reached, verdict: reached <= bar.target ? 'target' : 'must' };
}
