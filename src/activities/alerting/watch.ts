// What nobody else would notice: runs that never begin, deadlines of runs that are gone or came too late, and recoveries.
import type { WatchRequest } from '../../contract/alert-messages.ts';
import { failurePrefix } from '../../domain/alerting/incidents.ts';
import { watchDeadlines } from '../../domain/alerting/deadline-watch.ts';
import type { DeadlinePolicy } from '../../domain/alerting/deadline-policy.ts';
import {
  expectedDays,
  missingRunId,
  missingRunIncident,
  type ExpectedDay,
  type KnownRun,
} from '../../domain/alerting/expected-runs.ts';
import { isIsoDate } from '../../domain/calendar/dates.ts';
import type { RunRecord, Store } from '../../ports/store.ts';
import type { DefaultDependencies } from '../dependencies.ts';
import { tellDeadlines } from './deadlines.ts';
import { tellFailures } from './failures.ts';

/** A week of a few pipelines and cohorts. */
const RUNS_LOOKED_AT = 300;
const OPEN_MAX = 500;

export const createWatchActivities = ({ store, deadlines }: DefaultDependencies) => ({
  async watchAlerts({ at }: WatchRequest): Promise<void> {
    const nowMs = Date.parse(at);
    const runs = (await store.runs.list({ kind: 'day', limit: RUNS_LOOKED_AT })).flatMap(toKnownRun);
    for (const day of expectedDays(deadlines, runs, nowMs)) await tellExpected(store, day, nowMs);
    await recheck(store, deadlines, nowMs);
  },
});

/** Who names its accounts repairs something. */
const toKnownRun = (record: RunRecord): readonly KnownRun[] =>
  record.summary !== null && 'accounts' in record.summary
    ? []
    : [{ ...record, completed: record.status === 'completed' }];

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
async function look(
  store: Store,
  { pipeline, date, cohort }: Pick<ExpectedDay, 'pipeline' | 'date' | 'cohort'>,
  { policy, nowMs }: Look,
): Promise<void> {
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
async function recheck(store: Store, policy: DeadlinePolicy, nowMs: number): Promise<void> {
  const late = await openDays(store, 'deadline/');
  for (const day of late) await look(store, day, { policy, nowMs });
  for (const day of await openDays(store, 'failure/')) {
    const counts = await store.runs.countDay(day.pipeline, day.date, {});
    await tellFailures(
      store,
      day,
      counts.reduce((sum, { accounts }) => sum + accounts, 0),
    );
  }
}

type OpenDay = Pick<ExpectedDay, 'pipeline' | 'date' | 'cohort'>;

/** The days that open incidents of a kind are about, each once. */
async function openDays(store: Store, prefix: string): Promise<readonly OpenDay[]> {
  const open = await store.alerts.list({ open: true, prefix, limit: OPEN_MAX });
  const days = open.flatMap(({ facts: { pipeline, date, cohort = null } }): readonly OpenDay[] => {
    if (typeof pipeline !== 'string' || typeof date !== 'string' || !isIsoDate(date)) return [];
    return [{ pipeline, date, cohort: typeof cohort === 'string' ? cohort : null }];
  });
  return [...new Map(days.map((day) => [`${failurePrefix(day)}${day.cohort ?? ''}`, day])).values()];
}
