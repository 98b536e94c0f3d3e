// What a run's record says beside its fields: its tally, read with care, as older records may lack parts of it. Pure.
import type { Run } from '../client/types.ts';

export interface Failure {
  readonly account: string;
  readonly code: string;
  readonly message: string;
}

export interface Tally {
  readonly counts: readonly (readonly [label: string, count: number])[];
  readonly byCode: readonly (readonly [code: string, count: number])[];
  readonly samples: readonly Failure[];
}

const COUNTS: readonly (readonly [field: string, label: string])[] = [
  ['accounts', 'accounts'],
  ['published', 'published'],
  ['held', 'held'],
  ['alreadyDone', 'already done'],
  ['failed', 'failed'],
  ['cancelled', 'cancelled'],
];

/** Null when the run recorded none. */
export function readTally(summary: Run['summary']): Tally | null {
  const tally = objectOf(summary?.['tally']);
  if (tally === null) return null;
  return {
    counts: COUNTS.flatMap(([field, label]) => {
      const count = tally[field];
      return typeof count === 'number' ? [[label, count] as const] : [];
    }),
    byCode: numbersOf(objectOf(tally['failuresByCode'])),
    samples: Array.isArray(tally['samples']) ? tally['samples'].flatMap(readSample) : [],
  };
}

const numbersOf = (counts: Readonly<Record<string, unknown>> | null): Tally['byCode'] =>
  Object.entries(counts ?? {})
    .flatMap(([code, count]) => (typeof count === 'number' ? [[code, count] as const] : []))
    .sort(([, a], [, b]) => b - a);

function readSample(value: unknown): readonly Failure[] {
  const sample = objectOf(value);
  const text = (field: string): string => (typeof sample?.[field] === 'string' ? sample[field] : '');
  return text('code') === '' ? [] : [{ account: text('accountId'), code: text('code'), message: text('message') }];
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : null;
}

export type RunAction = 'pause' | 'resume' | 'cancel' | 'retry' | 'run-again';

/** What can be done about the run as it stands. */
export function actionsOf(run: Run): readonly RunAction[] {
  const isDay = run.kind === 'day';
  if (run.status === 'running') {
    const isPaused = run.temporal.state === 'found' && run.temporal.paused !== null;
    return isDay ? [isPaused ? 'resume' : 'pause', 'cancel'] : ['cancel'];
  }
  if (isDay) return (run.progress?.byStatus.failed ?? 0) > 0 ? ['retry'] : [];
  return run.kind === 'account-day' ? ['run-again'] : [];
}

/** What a run is about, in words. */
export function titleOf({ kind, pipeline, accountId, cohort, id }: Run): string {
  if (accountId !== null) return `${accountId}, ${pipeline}`;
  const scope = id.includes('/only-') ? 'listed accounts' : (cohort ?? 'all accounts');
  return kind === 'day' ? `${pipeline}, ${scope}` : `${kind}, ${scope}`;
}

/** It consists of other workflows. */
export const isParent = (id: string): boolean => /^(?:day|partition|backfill|retrain)\//.test(id);

/** A workflow below a run, which is no run of its own. */
export const isPart = (id: string): boolean => /^(?:partition|rates|rates-check|training|hold|predict-bulk)\//.test(id);
