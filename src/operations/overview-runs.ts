// The runs of one business date with their progress, from records and totals alone: no call to Temporal, so that a screen may ask
// every few seconds.
import type { IsoDate } from '../domain/ids.ts';
import type { RunRecord, RunStatus } from '../ports/store.ts';
import type { OperationsDeps } from './deps.ts';
import type { RunLinks } from './links.ts';
import { countAccounts, type OverviewAccounts } from './overview-days.ts';
import { readRunId } from './run-id.ts';
import { linksOf } from './run-start.ts';

export interface OverviewRun {
  readonly id: string;
  readonly pipeline: string;
  readonly cohort: string | null;
  readonly status: RunStatus;
  readonly errorCode: string | null;
  /** ISO instants. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** At the present pace; null when it is over, or nothing is done yet. */
  readonly expectedFinishAt: string | null;
  /** Null for a run of listed accounts. */
  readonly accounts: OverviewAccounts | null;
  readonly links: RunLinks;
}

const RUNS_SHOWN = 10;

/** Newest first. @param cohort also shows runs of every account. */
export async function describeDayRuns(
  deps: OperationsDeps,
  date: IsoDate,
  cohort: string | undefined,
): Promise<readonly OverviewRun[]> {
  const runs = await deps.store.runs.list({ kind: 'day', date, limit: RUNS_SHOWN });
  const shown = runs.filter((run) => cohort === undefined || run.cohort === null || run.cohort === cohort);
  return Promise.all(shown.map((run) => describeDayRun(deps, run)));
}

async function describeDayRun(deps: OperationsDeps, run: RunRecord): Promise<OverviewRun> {
  const { id, pipeline, cohort, status, errorCode, startedAt, finishedAt } = run;
  const accounts = await countRun(deps, run);
  return {
    id,
    pipeline,
    cohort,
    status,
    errorCode,
    startedAt,
    finishedAt,
    expectedFinishAt: status === 'running' ? expectFinish(accounts, startedAt, deps.clock.now()) : null,
    accounts,
    links: linksOf(deps, id),
  };
}

async function countRun({ store }: OperationsDeps, run: RunRecord): Promise<OverviewAccounts | null> {
  if (run.pipeline !== 'daily' || readRunId(run.id)?.explicitAccounts !== false) return null;
  const cohort = run.cohort ?? undefined;
  const [[total], expected] = await Promise.all([
    store.totals.list({ from: run.date, to: run.date }, cohort),
    store.accounts.count(cohort === undefined ? {} : { cohort }),
  ]);
  return countAccounts(total?.accountDays ?? {}, expected);
}

/** So little says nothing about the rest. */
const DONE_MIN_SHARE = 0.05;

function expectFinish(accounts: OverviewAccounts | null, startedAt: string, now: Date): string | null {
  if (accounts === null) return null;
  const { expected, done, held, failed, cancelled } = accounts;
  const share = (done + held + failed + cancelled) / expected;
  if (!(share >= DONE_MIN_SHARE)) return null;
  const start = Date.parse(startedAt);
  return new Date(start + Math.max(0, now.getTime() - start) / share).toISOString();
}
