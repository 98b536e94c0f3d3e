// Which day runs should be there for the last complete day: those that a schedule had a time for, and those of pipelines that ran
// for the days before.
import type { IsoDate } from '../ids.ts';
import { addDays } from '../calendar/dates.ts';
import { businessDateAt } from '../calendar/business-date.ts';
import { dueAt, type Deadline, type DeadlinePolicy } from './deadline-policy.ts';
import { warnAt } from './deadline-watch.ts';
import type { DayName, Incident } from './incidents.ts';
import { inUtc } from './instants.ts';

/** What is known of a day run. */
export interface KnownRun {
  readonly pipeline: string;
  readonly date: IsoDate;
  readonly cohort: string | null;
  /** ISO instant. */
  readonly startedAt: string;
  /** Whether it has come to its end by itself: then it has looked at its deadlines as well. */
  readonly completed: boolean;
}

/** A schedule of day runs, with its times around the days in question. */
export interface DaySchedule {
  readonly id: string;
  readonly pipeline: string;
  readonly cohort: string | null;
  readonly timeZone: string;
  /** Null: it is not paused. */
  readonly pausedBecause: string | null;
  /** ISO instants. */
  readonly times: readonly string[];
}

/** A day of a pipeline whose deadlines come near or are over. */
export interface DueDay {
  readonly pipeline: string;
  readonly date: IsoDate;
  readonly warnAtMs: number;
  readonly dueAtMs: number;
  /** Its deadlines that are over. */
  readonly over: DeadlinePolicy;
}

/** A run that is expected. */
export interface ExpectedDay extends DayName, DueDay {
  /** Null: there is no run of it. */
  readonly run: KnownRun | null;
  /** That had a time for it; null: one is expected because it ran for the days before. */
  readonly schedule: DaySchedule | null;
}

const REMEMBERED_DAYS = 7;

export function dueDays(policy: DeadlinePolicy, nowMs: number): readonly DueDay[] {
  const pipelines = [...new Set(policy.map(({ pipeline }) => pipeline))];
  return pipelines.flatMap((pipeline) => {
    const own = policy.filter((deadline) => deadline.pipeline === pipeline && 'at' in deadline.due);
    const dates = [...new Set(own.map((deadline) => lastDay(deadline, nowMs)))];
    return dates.map((date) => dueDay({ pipeline, date, own, nowMs })).filter(({ warnAtMs }) => nowMs >= warnAtMs);
  });
}

function lastDay({ due }: Deadline, nowMs: number): IsoDate {
  return businessDateAt(new Date(nowMs).toISOString(), 'at' in due ? due.timeZone : 'UTC');
}

interface PipelineDay {
  readonly pipeline: string;
  readonly date: IsoDate;
  readonly own: DeadlinePolicy;
  readonly nowMs: number;
}

function dueDay({ pipeline, date, own, nowMs }: PipelineDay): DueDay {
  const ofDate = own.filter((deadline) => lastDay(deadline, nowMs) === date);
  const times = ofDate.map((deadline) => ({ deadline, dueAtMs: dueAt(deadline, date, 0) }));
  return {
    pipeline,
    date,
    dueAtMs: Math.min(...times.map((time) => time.dueAtMs)),
    warnAtMs: Math.min(...times.map((time) => warnAt(time.deadline, time.dueAtMs))),
    over: times.filter((time) => time.dueAtMs <= nowMs).map(({ deadline }) => deadline),
  };
}

/** True: a run of everybody has begun, and nothing else can be missing. */
export const isCovered = ({ pipeline, date }: DueDay, runs: readonly KnownRun[]): boolean =>
  runs.some((run) => run.pipeline === pipeline && run.date === date && run.cohort === null);

/** @param runs day runs of all accounts or of a cohort; those of named accounts are none. */
export function expectedRuns(
  day: DueDay,
  runs: readonly KnownRun[],
  schedules: readonly DaySchedule[],
): readonly ExpectedDay[] {
  const { date, dueAtMs } = day;
  const own = runs.filter(({ pipeline }) => pipeline === day.pipeline);
  const scheduled = new Map(schedules.filter((one) => hadTimeFor(day, one)).map((one) => [one.cohort, one]));
  const cohorts = new Set([...cohortsBefore(own, date, dueAtMs), ...scheduled.keys()]);
  return [...cohorts].map((cohort) => {
    const run = own.find((known) => known.date === date && (known.cohort === null || known.cohort === cohort));
    return { ...day, cohort, run: run ?? null, schedule: scheduled.get(cohort) ?? null };
  });
}

/** Whom runs of the week before were about, as far as they began before the deadline. */
function cohortsBefore(runs: readonly KnownRun[], date: IsoDate, dueAtMs: number): readonly (string | null)[] {
  const before = runs.filter(
    (run) => run.date < date && run.date >= addDays(date, -REMEMBERED_DAYS) && Date.parse(run.startedAt) < dueAtMs,
  );
  return [...new Set(before.map(({ cohort }) => cohort))];
}

const hadTimeFor = ({ pipeline, date, dueAtMs }: DueDay, schedule: DaySchedule): boolean =>
  schedule.pipeline === pipeline &&
  schedule.times.some((time) => Date.parse(time) < dueAtMs && businessDateAt(time, schedule.timeZone) === date);

export const missingRunId = ({ pipeline, date, cohort }: DayName): string =>
  ['missing-run', pipeline, date, ...(cohort === null ? [] : [cohort])].join('/');

/** Of a day that no run has begun for. */
export function missingRunIncident(day: ExpectedDay, nowMs: number): Incident {
  const { pipeline, date, cohort, dueAtMs, schedule } = day;
  const isOver = nowMs >= dueAtMs;
  const whom = cohort === null ? '' : `, cohort ${cohort}`;
  return {
    id: missingRunId(day),
    severity: isOver ? 'critical' : 'warning',
    title: `No ${pipeline} run of ${date}${whom} has begun, and its first deadline ${isOver ? 'was' : 'is'} ${inUtc(dueAtMs)}`,
    detail: whyExpected(schedule),
    count: 1,
    facts: { pipeline, date, cohort, due: new Date(dueAtMs).toISOString(), schedule: schedule?.id ?? null },
  };
}

function whyExpected(schedule: DaySchedule | null): string {
  if (schedule === null)
    return 'It ran for the days before. Look whether its schedule is there, and whether Temporal and the workers run.';
  const { id, pausedBecause } = schedule;
  return pausedBecause === null
    ? `The schedule "${id}" had a time for it. Look whether Temporal and the workers run.`
    : `The schedule "${id}" is paused (${pausedBecause}). Resume it, or declare it as paused in the schedules file.`;
}
