// Workflow ids are business keys: the same work has the same id, so Temporal itself refuses to do it twice.
import type { AccountId, IsoDate } from '../domain/ids.ts';
import type { DayPipeline } from './pipelines.ts';

export const WORKFLOWS = {
  scheduledRun: 'scheduledRun',
  dayRun: 'dayRun',
  rates: 'rates',
  partition: 'partition',
  accountDay: 'accountDay',
  backfillRun: 'backfillRun',
  accountHistory: 'accountHistory',
  housekeeping: 'housekeeping',
} as const;

/** Which accounts a run covers: all active ones, a cohort, or a short explicit list. */
export interface RunScope {
  readonly cohort?: string;
  /** At most 100; the id carries a hash of the sorted list. */
  readonly accounts?: readonly AccountId[];
}

/** `''` for every account, `/<cohort>` for a cohort, `/only-<hash>` for a list. */
export function scopeSuffix(scope: RunScope): string {
  if (scope.accounts !== undefined) return `/only-${fnv1a([...scope.accounts].sort().join(','))}`;
  return scope.cohort === undefined ? '' : `/${scope.cohort}`;
}

export const dayRunId = (pipeline: DayPipeline, date: IsoDate, scope: RunScope = {}): string =>
  `day/${pipeline}/${date}${scopeSuffix(scope)}`;

export const ratesId = (dayRun: string): string => `rates/${dayRun.slice('day/'.length)}`;

/** Partitions of a run are counted from 0, in the order they are planned. */
export const partitionId = (run: string, index: number): string => `partition/${run}/${index}`;

export const accountDayId = (pipeline: DayPipeline, date: IsoDate, account: AccountId): string =>
  `account-day/${pipeline}/${date}/${account}`;

export const backfillRunId = (from: IsoDate, to: IsoDate, scope: RunScope = {}): string =>
  `backfill/${from}..${to}${scopeSuffix(scope)}`;

export const accountHistoryId = (from: IsoDate, to: IsoDate, account: AccountId): string =>
  `account-history/${from}..${to}/${account}`;

export const housekeepingId = (date: IsoDate): string => `housekeeping/${date}`;

/** FNV-1a, 64 bit, as 16 hex digits: short, stable, and the same in Node and in the workflow sandbox. Not for secrets. */
function fnv1a(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const char of text) {
    hash ^= BigInt(char.codePointAt(0) ?? 0);
    hash = BigInt.asUintN(64, hash * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}
