// How far a run is: accounts it covers, and how many are done. Counted from the store, not from anyone's memory.
import { isDayPipeline } from '../contract/pipelines.ts';
import type { AccountFilter, RunStatus } from '../ports/store.ts';
import type { OperationsDeps } from './deps.ts';
import type { RunName } from './run-id.ts';
import type { LiveRun } from './run-live.ts';

export interface RunProgress {
  readonly total: number;
  readonly done: number;
  readonly byStatus: Readonly<Partial<Record<RunStatus, number>>>;
}

/** Account days that were done before this run count as done. */
export async function countProgress(deps: OperationsDeps, name: RunName, live: LiveRun): Promise<RunProgress | null> {
  const filter = filterOf(name, live);
  if (filter === null) return null;
  if (name.kind === 'day' && isDayPipeline(name.pipeline)) {
    const [total, byStatus] = await Promise.all([
      deps.store.accounts.count(filter),
      deps.store.runs.countAccountDays(name.pipeline, name.date, filter),
    ]);
    const { running: _running, ...ended } = byStatus;
    return { total, done: Math.min(total, sum(Object.values(ended))), byStatus };
  }
  if ((name.kind === 'backfill' || name.kind === 'retrain') && live.state === 'found' && live.tally !== null) {
    const { accounts, failed, cancelled, backfill } = live.tally;
    const byStatus = { completed: accounts - failed - cancelled, failed, cancelled };
    // A planned backfill visits those that lack something only; somebody may have come since it was planned.
    const total = backfill?.planned.accounts ?? (await deps.store.accounts.count(filter));
    return { total: Math.max(total, accounts), done: accounts, byStatus };
  }
  return null;
}

function filterOf({ cohort, explicitAccounts }: RunName, live: LiveRun): AccountFilter | null {
  if (cohort !== null) return { cohort };
  if (!explicitAccounts) return {};
  return live.state === 'found' && live.accounts !== null ? { accounts: live.accounts } : null;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
