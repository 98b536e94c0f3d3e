// One run as it stands: what the store recorded, what Temporal says now, and how far it is.
import { setTimeout as pause } from 'node:timers/promises';
import { MorrowError } from '../contract/errors.ts';
import type { AccountId, IsoDate } from '../domain/ids.ts';
import type { RunKind, RunRecord, RunStatus } from '../ports/store.ts';
import type { OperationsDeps } from './deps.ts';
import type { RunLinks } from './links.ts';
import { readRunId, type RunName } from './run-id.ts';
import { readLiveRun, type LiveRun } from './run-live.ts';
import { countProgress, type RunProgress } from './run-progress.ts';
import { linksOf } from './run-start.ts';
import { runNotFound } from './runs.ts';

export interface RunDescription {
  readonly id: string;
  readonly kind: RunKind;
  readonly pipeline: string;
  readonly date: IsoDate;
  readonly accountId: AccountId | null;
  readonly cohort: string | null;
  readonly status: RunStatus;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** ISO instants. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly summary: Readonly<Record<string, unknown>> | null;
  readonly temporal: LiveRun;
  /** Null when a run of this kind has no parts, or nobody can say any more. */
  readonly progress: RunProgress | null;
  readonly links: RunLinks;
}

/** @throws MorrowError RUN_NOT_FOUND; TEMPORAL_UNREACHABLE only when the store has no record of the run either. */
export async function describeRun(deps: OperationsDeps, id: string): Promise<RunDescription> {
  const name = readRunId(id);
  if (name === null) throw runNotFound(id);
  const [record, live] = await Promise.all([deps.store.runs.find(id), readLiveRun(deps, id, name)]);
  if (record === null && live.state === 'gone') throw runNotFound(id);
  if (record === null && live.state === 'unreachable') {
    throw new MorrowError('TEMPORAL_UNREACHABLE', `"${id}" is not recorded yet, and Temporal does not answer.`);
  }
  const outcome = judgeOutcome(record, live);
  return {
    id,
    ...withoutScope(name),
    ...outcome,
    startedAt: startOf(record, live),
    finishedAt: outcome.status === 'running' ? null : endOf(record, live),
    summary: record?.summary ?? null,
    temporal: live,
    progress: await countProgress(deps, name, live),
    links: linksOf(deps, id),
  };
}

const withoutScope = ({ kind, pipeline, date, accountId, cohort }: RunName): Omit<RunName, 'explicitAccounts'> => ({
  kind,
  pipeline,
  date,
  accountId,
  cohort,
});

type Outcome = Pick<RunDescription, 'status' | 'errorCode' | 'errorMessage'>;

/** Temporal knows best whether a run goes on and whether it broke; our record says how else it ended, and why. */
function judgeOutcome(record: RunRecord | null, live: LiveRun): Outcome {
  if (live.state === 'found') {
    const recorded = record !== null && agrees(record.status, live.status) ? record : null;
    return outcomeOf(recorded?.status ?? live.status, recorded);
  }
  if (live.state === 'unreachable' || record?.status !== 'running')
    return outcomeOf(record?.status ?? 'running', record);
  // Recorded as running, but Temporal has no such run: it was lost or terminated, and its history is gone.
  return { status: 'failed', errorCode: 'RUN_NOT_FOUND', errorMessage: 'Temporal does not know this run any more.' };
}

/** A run that goes again, or was terminated, has a record of the time before: that one is not believed. */
const agrees = (recorded: RunStatus, live: RunStatus): boolean =>
  recorded === live || (live === 'completed' && recorded !== 'running');

const outcomeOf = (status: RunStatus, record: RunRecord | null): Outcome => ({
  status,
  errorCode: record?.errorCode ?? null,
  errorMessage: record?.errorMessage ?? null,
});

/** A run that goes again has a record of the time before. */
const startOf = (record: RunRecord | null, live: LiveRun): string | null =>
  live.state === 'found' ? live.startedAt : (record?.startedAt ?? null);

const endOf = (record: RunRecord | null, live: LiveRun): string | null =>
  record?.finishedAt ?? (live.state === 'found' ? live.closedAt : null);

const POLL_MS = 300;

export interface WaitOptions {
  /** Called with every look at the run, the last one included. */
  readonly onProgress?: (run: RunDescription) => void;
  /** Stops the waiting, not the run. */
  readonly signal?: AbortSignal;
  readonly intervalMs?: number;
}

/** Resolves when the run is over, however it ended. @throws as `describeRun`; MorrowError CANCELLED on `signal`. */
export async function waitForRun(deps: OperationsDeps, id: string, options: WaitOptions = {}): Promise<RunDescription> {
  const { onProgress, signal, intervalMs = POLL_MS } = options;
  for (;;) {
    if (signal?.aborted === true) throw stoppedWaiting(id);
    const run = await describeRun(deps, id);
    onProgress?.(run);
    if (run.status !== 'running') return run;
    await pause(intervalMs, undefined, signal === undefined ? {} : { signal }).catch(() => {
      throw stoppedWaiting(id);
    });
  }
}

const stoppedWaiting = (id: string): MorrowError =>
  new MorrowError('CANCELLED', `Stopped waiting for "${id}"; the run itself goes on.`, { facts: { id } });
