// Workflow ids are business keys: the same work has the same id, so Temporal itself refuses to do it twice.
import type { AccountId, IsoDate } from '../domain/ids.ts';
import type { PromotionMode } from '../domain/cohort.ts';
import type { ProviderId } from '../domain/provider/types.ts';
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
  forecastHold: 'forecastHold',
  retrainRun: 'retrainRun',
  trainingBatch: 'trainingBatch',
  modelChange: 'modelChange',
  providerBreaker: 'providerBreaker',
  ratesCheck: 'ratesCheck',
  watch: 'watch',
  alertTest: 'alertTest',
  predictBulk: 'predictBulk',
} as const;

/** Which accounts a run covers: all active ones, a cohort, or a short explicit list. */
export interface RunScope {
  readonly cohort?: string;
  /** At most 100; the id carries a hash of the sorted list. */
  readonly accounts?: readonly AccountId[];
}

/** Narrows a scope further: only accounts whose day of that pipeline and date is recorded as failed. No part of an id. */
export interface FailedDay {
  readonly pipeline: DayPipeline;
  readonly date: IsoDate;
}
/** In the memo of a run of an explicit list of accounts: the id only carries a hash of it. */
export const ACCOUNTS_MEMO = 'accounts';
/** In the memo of a run that was started by a request which may be sent again: which one it was. */
export const START_MEMO = 'start';

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

/** One look of a day's gate. `dayRun` is a workflow id, `execution` tells a run of the day from the ones before it. */
export interface GateWave {
  readonly dayRun: string;
  readonly execution: string;
  /** From 0. */
  readonly wave: number;
}

export const gateId = (wave: GateWave): string => `gate/${nameOfWave(wave)}`;

/** The hold of what one wave of the gate kept back. */
export const holdId = (wave: GateWave): string => `hold/${nameOfWave(wave)}`;

const nameOfWave = ({ dayRun, execution, wave }: GateWave): string =>
  `${dayRun.slice('day/'.length)}/${execution}-${wave}`;

/** Cohorts in one mode only have ids of their own: `retrain/<date>+<mode>`; no cohort's name holds a plus. */
export const retrainRunId = (date: IsoDate, scope: RunScope = {}, mode?: PromotionMode): string =>
  `retrain/${date}${mode === undefined ? '' : `+${mode}`}${scopeSuffix(scope)}`;

/** Batches of a retraining are counted from 0. Also the key of what its stages leave behind. */
export const trainingBatchId = (run: string, index: number): string =>
  `training/${run.slice('retrain/'.length)}/${index}`;

/** Everything that changes the account's registry goes through one workflow, one change at a time. */
export const modelChangeId = (account: AccountId): string => `model/${account}`;
/** One for each provider, while its breaker is not calmly closed. */
export const providerBreakerId = (provider: ProviderId): string => `provider/${provider}`;

/** Each test is one of its own. */
export const alertTestId = (unique: string): string => `alert-test/${unique}`;

/** `bulkId` as the store knows it. */
export const predictBulkId = (bulkId: string): string => `predict-bulk/${bulkId}`;

export const ratesCheckId = (date: IsoDate): string => `rates-check/${date}`;

/** What a workflow of ours is about, for log lines and spans. */
export interface WorkflowSubject {
  readonly account?: string;
  /** The last day, where it is about a range. */
  readonly date?: string;
  readonly pipeline?: string;
}

/** Reads the business keys back out of any id made here; empty for an id of another form. */
export function subjectOf(workflowId: string): WorkflowSubject {
  const parts = workflowId.split('/');
  const at = parts.findIndex((part) => DATE_OR_RANGE.test(part));
  const date = DATE_OR_RANGE.exec(parts[at] ?? '')?.[1];
  const before = parts[at - 1];
  if (date === undefined || before === undefined) return {};
  const account = workflowId.startsWith('account-') ? parts[at + 1] : undefined;
  const pipeline = before === 'account-history' ? 'backfill' : before;
  return { date, pipeline, ...(account === undefined ? {} : { account }) };
}

/** A retraining's date may carry a mode. */
const DATE_OR_RANGE = /^(?:\d{4}-\d{2}-\d{2}\.\.)?(\d{4}-\d{2}-\d{2})(?:\+[a-z-]+)?$/;

/** FNV-1a, 64 bit, as 16 hex digits: short, stable, and the same in Node and in the workflow sandbox. Not for secrets. */
function fnv1a(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const char of text) {
    hash ^= BigInt(char.codePointAt(0) ?? 0);
    hash = BigInt.asUintN(64, hash * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}
