// What takes longer than normal: a step or a run beyond three times the 95 % quantile of its own last 28 days.
import type { KnownRun } from './expected-runs.ts';
import { countDurations, mergeDurations, quantileOf, type DurationBuckets } from './durations.ts';
import type { Incident } from './incidents.ts';

export const NORMAL_DAYS = 28;
const FACTOR = 3;
const SHARE = 0.95;
/** From fewer there is no normal, and no now; and nobody is called for less than a second. */
const STEP = { normal: 200, now: 20, floorMs: 1_000 };
const RUN = { normal: 5, floorMs: 5 * 60_000 };

/** Durations of one step. */
export interface StepDurations {
  readonly step: string;
  readonly buckets: DurationBuckets;
}

export const slowStepId = (step: string): string => `slow/step/${step}`;
export const SLOW_PREFIX = 'slow/';

/** @param now of the last hour or so. @param normal of the 28 days before. One incident for each slow step. */
export function slowSteps(now: readonly StepDurations[], normal: readonly StepDurations[]): readonly Incident[] {
  const usual = byStep(normal);
  return [...byStep(now)].flatMap(([step, buckets]) => {
    const before = usual.get(step) ?? {};
    const [samples, known] = [countDurations(buckets), countDurations(before)];
    if (samples < STEP.now || known < STEP.normal) return [];
    const [nowMs, normalMs] = [quantileOf(buckets, SHARE), quantileOf(before, SHARE)];
    return isLonger(nowMs, normalMs, STEP.floorMs) ? [slowStep({ step, nowMs, normalMs, samples })] : [];
  });
}

function byStep(rows: readonly StepDurations[]): ReadonlyMap<string, DurationBuckets> {
  const merged = new Map<string, DurationBuckets>();
  for (const { step, buckets } of rows) merged.set(step, mergeDurations(merged.get(step) ?? {}, buckets));
  return merged;
}

const isLonger = (nowMs: number, normalMs: number, floorMs: number): boolean =>
  nowMs > Math.max(floorMs, FACTOR * normalMs);

interface SlowStep {
  readonly step: string;
  readonly nowMs: number;
  readonly normalMs: number;
  readonly samples: number;
}

const slowStep = ({ step, nowMs, normalMs, samples }: SlowStep): Incident => ({
  id: slowStepId(step),
  severity: 'warning',
  title: `The step ${step} takes ${lengthOf(nowMs)}, normally ${lengthOf(normalMs)} at most`,
  detail: `95 % quantile of ${samples} attempts in the last hour or two, against that of ${NORMAL_DAYS} days.`,
  count: samples,
  facts: { step, p95Ms: Math.round(nowMs), normalP95Ms: Math.round(normalMs), samples },
});

/** A day run that is over or goes on. */
export interface TimedRun extends KnownRun {
  readonly id: string;
  readonly running: boolean;
  /** ISO instant; null while it runs. */
  readonly finishedAt: string | null;
}

/** Running runs that take longer than those of the same pipeline and cohort did. */
export function slowRuns(runs: readonly TimedRun[], nowMs: number): readonly Incident[] {
  return runs
    .filter(({ running }) => running)
    .flatMap((run) => {
      const normalMs = normalLength(run, runs, nowMs);
      const tookMs = nowMs - Date.parse(run.startedAt);
      return normalMs !== null && isLonger(tookMs, normalMs, RUN.floorMs) ? [slowRun(run, tookMs, normalMs)] : [];
    });
}

function normalLength({ pipeline, cohort }: TimedRun, runs: readonly TimedRun[], nowMs: number): number | null {
  const lengths = runs
    .filter((run) => run.completed && run.pipeline === pipeline && run.cohort === cohort)
    .filter(({ startedAt }) => nowMs - Date.parse(startedAt) <= NORMAL_DAYS * 86_400_000)
    .map(({ startedAt, finishedAt }) => Date.parse(finishedAt ?? startedAt) - Date.parse(startedAt))
    .toSorted((a, b) => a - b);
  return lengths.length < RUN.normal ? null : (lengths[Math.ceil(lengths.length * SHARE) - 1] ?? null);
}

const slowRun = ({ id, pipeline, date, cohort }: TimedRun, tookMs: number, normalMs: number): Incident => ({
  id: `slow/run/${id}`,
  severity: 'warning',
  title: `The run ${id} takes ${lengthOf(tookMs)} so far, normally ${lengthOf(normalMs)} at most`,
  detail: `95 % of the completed runs of ${NORMAL_DAYS} days took no longer. Look at what its accounts wait for.`,
  count: 1,
  facts: { run: id, pipeline, date, cohort, tookMs: Math.round(tookMs), normalP95Ms: Math.round(normalMs) },
});

function lengthOf(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 120_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}
