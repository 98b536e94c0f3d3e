// What nobody else would notice: runs that never begin, deadlines of runs that are gone or came too late, and recoveries.
import type { WatchRequest } from '../../contract/alert-messages.ts';
import { toMorrowError } from '../../contract/errors.ts';
import { DAY_PIPELINES } from '../../contract/pipelines.ts';
import { dayRunId } from '../../contract/workflow-ids.ts';
import { watchDeadlines } from '../../domain/alerting/deadline-watch.ts';
import type { DeadlinePolicy } from '../../domain/alerting/deadline-policy.ts';
import {
  dueDays,
  expectedRuns,
  isCovered,
  missingRunId,
  missingRunIncident,
  type DaySchedule,
  type ExpectedDay,
  type KnownRun,
} from '../../domain/alerting/expected-runs.ts';
import { businessDateAt } from '../../domain/calendar/business-date.ts';
import { daysBetween, isIsoDate } from '../../domain/calendar/dates.ts';
import type { IsoDate } from '../../domain/ids.ts';
import type { DaySchedules } from '../../ports/day-schedules.ts';
import type { RunRecord, Store } from '../../ports/store.ts';
import type { DefaultDependencies } from '../dependencies.ts';
import { tellDeadlines } from './deadlines.ts';
import { tellFailures } from './failures.ts';

/** A week of a few pipelines and cohorts. */
const RUNS_LOOKED_AT = 300;
const OPEN_MAX = 500;

export const createWatchActivities = ({ store, deadlines, daySchedules }: DefaultDependencies) => ({
  async watchAlerts({ at }: WatchRequest): Promise<void> {
    const nowMs = Date.parse(at);
    const runs = (await store.runs.list({ kind: 'day', limit: RUNS_LOOKED_AT })).flatMap(toKnownRun);
    const due = dueDays(deadlines, nowMs);
    const schedules = due.every((day) => isCovered(day, runs)) ? [] : await readSchedules(daySchedules, nowMs);
    for (const day of due.flatMap((one) => expectedRuns(one, runs, schedules)))
      await tellExpected(store, { ...day, run: day.run ?? (await findRun(store, day)) }, nowMs);
    await recheck(store, runs, { policy: deadlines, nowMs });
  },
});

/** The last complete day of any zone began less than three days ago. */
const SCHEDULES_LOOKED_BACK_MS = 3 * 24 * 3_600_000;

/** A run that was due a moment ago may just be beginning. */
const SCHEDULES_GRACE_MS = 3 * 60_000;

/** Asked only while a run is missing. Where nobody answers, what ran for the days before is still expected. */
async function readSchedules(schedules: DaySchedules | undefined, nowMs: number): Promise<readonly DaySchedule[]> {
  try {
    return (
      (await schedules?.list(new Date(nowMs - SCHEDULES_LOOKED_BACK_MS), new Date(nowMs - SCHEDULES_GRACE_MS))) ?? []
    );
  } catch (error) {
    if (toMorrowError(error).code !== 'TEMPORAL_UNREACHABLE') throw error;
    return [];
  }
}

/** Who names its accounts repairs something. */
const toKnownRun = (record: RunRecord): readonly KnownRun[] =>
  record.summary !== null && 'accounts' in record.summary
    ? []
    : [{ ...record, completed: record.status === 'completed' }];

type DayOf = Pick<ExpectedDay, 'pipeline' | 'date' | 'cohort'>;

/** Where hundreds of cohorts run, the newest runs are not all of a day: those that are looked for have ids. */
async function findRun(store: Store, { date, cohort, ...day }: DayOf): Promise<KnownRun | null> {
  const pipeline = DAY_PIPELINES.find((one) => one === day.pipeline);
  if (pipeline === undefined) return null;
  const ids = [dayRunId(pipeline, date), ...(cohort === null ? [] : [dayRunId(pipeline, date, { cohort })])];
  const found = await Promise.all(ids.map((id) => store.runs.find(id)));
  return found.flatMap((run) => (run === null ? [] : toKnownRun(run)))[0] ?? null;
}

async function tellExpected(store: Store, day: ExpectedDay, nowMs: number): Promise<void> {
  if (day.run === null) {
    await store.alerts.raise(missingRunIncident(day, nowMs));
    return;
  }
  await store.alerts.resolve(missingRunId(day), `The run began at ${day.run.startedAt}.`);
  // One that has completed has said itself how its deadlines ended, and left nobody behind.
  if (!day.run.completed && day.over.length > 0) await look(store, day, { policy: day.over, nowMs });
}

interface Look {
  readonly policy: DeadlinePolicy;
  readonly nowMs: number;
}

/** Without a memory, as if the run had begun before every deadline. */
async function look(store: Store, { pipeline, date, cohort }: DayOf, { policy, nowMs }: Look): Promise<void> {
  const counts = await store.runs.countDay(pipeline, date, cohort === null ? {} : { cohort });
  const own = policy.filter((deadline) => deadline.pipeline === pipeline);
  const { deadlines } = watchDeadlines(own, {
    date,
    startedAtMs: Number.NEGATIVE_INFINITY,
    nowMs,
    counts,
    memory: null,
  });
  await tellDeadlines(store, { pipeline, date, cohort }, { deadlines, nowMs });
}

/** Incidents whose day may be done by now, through a later run or by hand. */
async function recheck(store: Store, runs: readonly KnownRun[], { policy, nowMs }: Look): Promise<void> {
  const open = (await openDays(store)).map((day) => ({ ...day, ageDays: ageOf(day.date, nowMs) }));
  for (const { id } of open.filter(({ ageDays }) => ageDays > WATCHED_DAYS)) await store.alerts.resolve(id, TOO_OLD);
  const watched = open.filter(({ ageDays }) => ageDays <= WATCHED_DAYS);
  for (const day of oncePerDay(watched, 'deadline')) await look(store, day, { policy, nowMs });
  for (const day of oncePerDay(watched, 'failure')) await tellFailures(store, day, day.of);
  for (const day of oncePerDay(watched, 'missing-run')) {
    const run = runs.find((known) => isRunOf(known, day)) ?? (await findRun(store, day));
    if (run !== null) await store.alerts.resolve(day.id, `The run began at ${run.startedAt}.`);
  }
}

/** What nobody has repaired by then, nobody will; it would hide what is new. */
const WATCHED_DAYS = 7;
const TOO_OLD = `Nobody has repaired it within ${WATCHED_DAYS} days; it is not watched any more.`;

interface OpenDay extends DayOf {
  readonly id: string;
  /** Accounts of the day, as the incident knows them. */
  readonly of: number;
}

const ageOf = (date: IsoDate, nowMs: number): number =>
  daysBetween(date, businessDateAt(new Date(nowMs).toISOString(), 'UTC'));

const isRunOf = (run: KnownRun, { pipeline, date, cohort }: OpenDay): boolean =>
  run.pipeline === pipeline && run.date === date && (run.cohort === null || run.cohort === cohort);

/** Several incidents may be about the same day and are looked at together. */
const oncePerDay = (days: readonly OpenDay[], kind: string): readonly OpenDay[] => [
  ...new Map(
    days
      .filter(({ id }) => id.startsWith(`${kind}/`))
      .map((day) => [`${day.pipeline} ${day.date} ${day.cohort ?? ''}`, day]),
  ).values(),
];

/** Open incidents about the day of a pipeline. */
async function openDays(store: Store): Promise<readonly OpenDay[]> {
  const kinds = await Promise.all(
    ['deadline/', 'failure/', 'missing-run/'].map((prefix) =>
      store.alerts.list({ open: true, prefix, limit: OPEN_MAX }),
    ),
  );
  return kinds
    .flat()
    .flatMap(({ id, count, facts: { pipeline, date, cohort = null, of = count } }): readonly OpenDay[] => {
      if (typeof pipeline !== 'string' || typeof date !== 'string' || !isIsoDate(date)) return [];
      const accounts = typeof of === 'number' ? of : count;
      return [{ id, pipeline, date, cohort: typeof cohort === 'string' ? cohort : null, of: accounts }];
    });
}
