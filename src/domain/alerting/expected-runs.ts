// Which day runs should be there: a pipeline that ran for the days before is expected to run for the last complete day, too.
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

/** A day that a run is expected for, because its deadlines come near or are over. */
export interface ExpectedDay extends DayName {
  readonly warnAtMs: number;
  readonly dueAtMs: number;
  /** Null: there is no run of it. */
  readonly run: KnownRun | null;
  /** Its deadlines that are over. */
  readonly over: DeadlinePolicy;
}

const REMEMBERED_DAYS = 7;

/** @param runs day runs of all accounts or of a cohort; those of named accounts are none. */
export function expectedDays(policy: DeadlinePolicy, runs: readonly KnownRun[], nowMs: number): readonly ExpectedDay[] {
  const pipelines = [...new Set(policy.map(({ pipeline }) => pipeline))];
  return pipelines.flatMap((pipeline) => {
    const own = policy.filter((deadline) => deadline.pipeline === pipeline && 'at' in deadline.due);
    const dates = [...new Set(own.map((deadline) => lastDay(deadline, nowMs)))];
    return dates.flatMap((date) =>
      daysOf(
        { pipeline, date, own, nowMs },
        runs.filter((run) => run.pipeline === pipeline),
      ),
    );
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

function daysOf({ pipeline, date, own, nowMs }: PipelineDay, runs: readonly KnownRun[]): readonly ExpectedDay[] {
  const ofDate = own.filter((deadline) => lastDay(deadline, nowMs) === date);
  const times = ofDate.map((deadline) => ({ deadline, dueAtMs: dueAt(deadline, date, 0) }));
  const dueAtMs = Math.min(...times.map((time) => time.dueAtMs));
  const warnAtMs = Math.min(...times.map((time) => warnAt(time.deadline, time.dueAtMs)));
  if (nowMs < warnAtMs) return [];
  const over = times.filter((time) => time.dueAtMs <= nowMs).map(({ deadline }) => deadline);
  return cohortsBefore(runs, date, dueAtMs).map((cohort) => {
    const run = runs.find((known) => known.date === date && (known.cohort === null || known.cohort === cohort));
    return { pipeline, date, cohort, warnAtMs, dueAtMs, run: run ?? null, over };
  });
}

/** Whom runs of the week before were about, as far as they began before the deadline: a first run is expected by nobody. */
function cohortsBefore(runs: readonly KnownRun[], date: IsoDate, dueAtMs: number): readonly (string | null)[] {
  const before = runs.filter(
    (run) => run.date < date && run.date >= addDays(date, -REMEMBERED_DAYS) && Date.parse(run.startedAt) < dueAtMs,
  );
  return [...new Set(before.map(({ cohort }) => cohort))];
}

export const missingRunId = ({ pipeline, date, cohort }: DayName): string =>
  ['missing-run', pipeline, date, ...(cohort === null ? [] : [cohort])].join('/');

/** Of a day that no run has begun for. */
export function missingRunIncident(day: ExpectedDay, nowMs: number): Incident {
  const { pipeline, date, cohort, dueAtMs } = day;
  const isOver = nowMs >= dueAtMs;
  const whom = cohort === null ? '' : `, cohort ${cohort}`;
  return {
    id: missingRunId(day),
    severity: isOver ? 'critical' : 'warning',
    title: `No ${pipeline} run of ${date}${whom} has begun, and its first deadline ${isOver ? 'was' : 'is'} ${inUtc(dueAtMs)}`,
    detail:
      'It ran for the days before. Look whether its schedule is paused, and whether Temporal and the workers run.',
    count: 1,
    facts: { pipeline, date, cohort, due: new Date(dueAtMs).toISOString() },
  };
}
