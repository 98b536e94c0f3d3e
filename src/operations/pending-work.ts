// Accounts that running runs still hold, in their windows or not even started: the work that comes next. From the store's
// counts and one look at each running run, never from a list of Temporal's visibility store.
import type { TaskQueue } from '../contract/queues.ts';
import type { RunKind } from '../ports/store.ts';
import type { OperationsDeps } from './deps.ts';
import { readRunId } from './run-id.ts';
import { readLiveRun } from './run-live.ts';
import { countProgress } from './run-progress.ts';

/** Which kinds of runs bring work to a queue. */
const KINDS: Readonly<Record<TaskQueue, readonly RunKind[]>> = {
  default: ['day', 'retrain', 'backfill'],
  heavy: ['day', 'retrain'],
};

/** More runs at once than anybody has; the newest count. */
const RUNS_LOOKED_AT = 20;

export type PendingWork = Readonly<Record<TaskQueue, number>>;

export async function countPendingWork(deps: OperationsDeps): Promise<PendingWork> {
  const kinds = [...new Set(Object.values(KINDS).flat())];
  const byKind = new Map(await Promise.all(kinds.map(async (kind) => [kind, await pendingOf(deps, kind)] as const)));
  const total = (queue: TaskQueue): number => KINDS[queue].reduce((sum, kind) => sum + (byKind.get(kind) ?? 0), 0);
  return { default: total('default'), heavy: total('heavy') };
}

async function pendingOf(deps: OperationsDeps, kind: RunKind): Promise<number> {
  const runs = await deps.store.runs.list({ kind, status: 'running', limit: RUNS_LOOKED_AT });
  const left = await Promise.all(runs.map(({ id }) => leftIn(deps, id)));
  return left.reduce((sum, accounts) => sum + accounts, 0);
}

/** A run whose record says that it runs, while Temporal knows of none, was ended by force and holds nothing. */
async function leftIn(deps: OperationsDeps, id: string): Promise<number> {
  const name = readRunId(id);
  if (name === null) return 0;
  const live = await readLiveRun(deps, id, name);
  if (live.state === 'gone' || (live.state === 'found' && live.status !== 'running')) return 0;
  const progress = await countProgress(deps, name, live);
  return progress === null ? 0 : progress.total - progress.done;
}
