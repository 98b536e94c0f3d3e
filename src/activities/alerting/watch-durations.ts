// What takes longer than normal, as incidents: steps by what all workers measured, runs by their records.
import type { WatchRequest } from '../../contract/alert-messages.ts';
import {
  NORMAL_DAYS,
  SLOW_PREFIX,
  slowRuns,
  slowSteps,
  type TimedRun,
} from '../../domain/alerting/longer-than-normal.ts';
import type { Incident } from '../../domain/alerting/incidents.ts';
import type { RunRecord, Store } from '../../ports/store.ts';
import type { DefaultDependencies } from '../dependencies.ts';
import { hourOf } from '../duration-log.ts';

const HOUR_MS = 3_600_000;
const RUNS_LOOKED_AT = 300;
const OPEN_MAX = 500;

export const createDurationActivities = ({ store }: DefaultDependencies) => ({
  async watchDurations({ at }: WatchRequest): Promise<void> {
    const nowMs = Date.parse(at);
    const slow = [...(await stepsNow(store, nowMs)), ...(await runsNow(store, nowMs))];
    for (const incident of slow) await store.alerts.raise(incident);
    await resolveOthers(store, new Set(slow.map(({ id }) => id)));
  },
});

/** The hour that goes on and the one before it are now; the 28 days before them are normal. */
async function stepsNow(store: Store, nowMs: number): Promise<readonly Incident[]> {
  const hour = (ms: number) => hourOf(new Date(ms));
  const [begin, end] = [hour(nowMs - HOUR_MS), hour(nowMs + HOUR_MS)];
  const now = await store.durations.list({ from: begin, to: end });
  if (now.length === 0) return [];
  const from = hour(nowMs - NORMAL_DAYS * 24 * HOUR_MS);
  return slowSteps(now, await store.durations.list({ from, to: begin }));
}

async function runsNow(store: Store, nowMs: number): Promise<readonly Incident[]> {
  const records = await store.runs.list({ kind: 'day', limit: RUNS_LOOKED_AT });
  return slowRuns(records.flatMap(toTimedRun), nowMs);
}

/** Runs of a few named accounts are no measure of the others. */
const toTimedRun = (record: RunRecord): readonly TimedRun[] =>
  record.summary !== null && 'accounts' in record.summary
    ? []
    : [{ ...record, completed: record.status === 'completed', running: record.status === 'running' }];

async function resolveOthers(store: Store, slow: ReadonlySet<string>): Promise<void> {
  const open = await store.alerts.list({ open: true, prefix: SLOW_PREFIX, limit: OPEN_MAX });
  for (const { id } of open) {
    if (!slow.has(id)) await store.alerts.resolve(id, 'It takes no longer than normal any more, or it is over.');
  }
}
