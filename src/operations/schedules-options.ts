// One declaration -> what Temporal's Schedule API takes. Pure: the same declaration always gives the same options.
import { createHash } from 'node:crypto';
import type {
  ScheduleOptions,
  ScheduleOptionsAction,
  ScheduleOverlapPolicy,
  ScheduleUpdateOptions,
} from '@temporalio/client';
import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import type { ScheduledRunInput } from '../contract/messages.ts';
import { PRIORITIES, runShare, type PriorityKey } from '../contract/priorities.ts';
import { DEFAULT_QUEUE } from '../contract/queues.ts';
import { SEARCH_ATTRIBUTES, type SearchAttributeName } from '../contract/search-attributes.ts';
import { WORKFLOWS } from '../contract/workflow-ids.ts';
import type { ScheduleDeclaration, ScheduleOverlap, SchedulePreset } from './schedules-file.ts';

/** Our mark in a schedule's memo, set when it is created: only what carries it is ever updated or removed. */
export const MEMO_MARK = { managedBy: 'morrow' } as const;
/**
 * Where the hash of the declaration is kept: in the memo of the *action*. A schedule's own memo cannot be changed by an
 * update (neither SDK nor CLI can send it), the action's can; every run it starts then also says what it was declared by.
 */
export const DECLARATION_MEMO = 'morrowDeclaration';

/** `paused` is what the file said, so that a later apply can tell a human's pause from a declared one. */
export interface DeclarationMemo {
  readonly hash: string;
  readonly paused: boolean;
}

const PRESET_CRON: Readonly<Record<Exclude<SchedulePreset, '@once'>, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@weekly': '0 0 * * SUN',
  '@monthly': '0 0 1 * *',
  '@quarterly': '0 0 1 JAN,APR,JUL,OCT *',
  '@yearly': '0 0 1 JAN *',
};

const OVERLAP_POLICY: Readonly<Record<ScheduleOverlap, ScheduleOverlapPolicy>> = {
  Skip: 'SKIP',
  BufferOne: 'BUFFER_ONE',
  BufferAll: 'BUFFER_ALL',
  CancelOther: 'CANCEL_OTHER',
  TerminateOther: 'TERMINATE_OTHER',
  AllowAll: 'ALLOW_ALL',
};

/** Options of a new schedule. Search attributes stand on the schedule and on what it starts. No workflow retry policy. */
export const toScheduleOptions = (declaration: ScheduleDeclaration): ScheduleOptions<ScheduleOptionsAction> => ({
  ...toUpdateOptions(declaration),
  scheduleId: declaration.id,
  memo: MEMO_MARK,
});

/** What an update sends: everything but the id and the schedule's own memo. `state` is the declared one. */
export function toUpdateOptions(declaration: ScheduleDeclaration): ScheduleUpdateOptions<ScheduleOptionsAction> {
  const options = declaredOptions(declaration);
  const memo: DeclarationMemo = { hash: declarationHash(declaration), paused: declaration.paused };
  return { ...options, action: { ...options.action, memo: { [DECLARATION_MEMO]: memo } } };
}

/** Covers everything we would send, so that a change of our own code reaches existing schedules, too. */
export const declarationHash = (declaration: ScheduleDeclaration): string =>
  createHash('sha256')
    .update(JSON.stringify(declaredOptions(declaration)))
    .digest('hex')
    .slice(0, 16);

/** The times as people say them. */
export function describeTimes({ cron, preset }: Pick<ScheduleDeclaration, 'cron' | 'preset'>): string {
  if (preset !== null) return preset;
  return cron.length === 0 ? 'by hand' : cron.join(' | ');
}

function declaredOptions(declaration: ScheduleDeclaration): ScheduleUpdateOptions<ScheduleOptionsAction> {
  const attributes = searchAttributes(declaration);
  return {
    spec: {
      ...times(declaration),
      timezone: declaration.timeZone,
      jitter: declaration.jitterSeconds * 1_000,
    },
    action: action(declaration, attributes),
    policies: {
      overlap: OVERLAP_POLICY[declaration.overlap],
      catchupWindow: declaration.catchUpWindowMinutes * 60_000,
    },
    typedSearchAttributes: attributes,
    state: {
      paused: declaration.paused,
      ...(declaration.note === null ? {} : { note: declaration.note }),
      ...(declaration.preset === '@once' ? { remainingActions: 1 } : {}),
    },
  };
}

/** Of `scheduledRun` alone, which has a moment's work: what it starts gets the priority of the day it is about. */
const PRIORITY: Readonly<Record<ScheduleDeclaration['pipeline'], PriorityKey>> = {
  daily: PRIORITIES.today,
  revenue: PRIORITIES.today,
  retrain: PRIORITIES.retrain,
  backfill: PRIORITIES.backfill,
  housekeeping: PRIORITIES.backfill,
  // A moment's work, and lateness is what it is about.
  watch: PRIORITIES.today,
};

/** Temporal appends the scheduled time to the workflow id. */
function action(declaration: ScheduleDeclaration, attributes: SearchAttributePair[]): ScheduleOptionsAction {
  const scope = declaration.cohort === null ? {} : { cohort: declaration.cohort };
  // The SDK's type lacks it, its client sends it.
  const placed = { priority: { priorityKey: PRIORITY[declaration.pipeline], ...runShare(scope) } };
  return {
    ...placed,
    type: 'startWorkflow',
    workflowId: `scheduled/${declaration.id}`,
    taskQueue: DEFAULT_QUEUE,
    ...started(declaration),
    staticSummary: summary(declaration),
    typedSearchAttributes: attributes,
  };
}

/** The watch needs no business date, so it is started itself. */
function started({ pipeline, timeZone, cohort, mode }: ScheduleDeclaration) {
  if (pipeline === 'watch') return { workflowType: WORKFLOWS.watch, args: [] };
  const input: ScheduledRunInput = {
    pipeline,
    timeZone,
    ...(cohort === null ? {} : { cohort }),
    ...(mode === null ? {} : { mode }),
  };
  return { workflowType: WORKFLOWS.scheduledRun, args: [input] };
}

/** `@once` matches every few seconds and is limited to one action: it waits out a pause or an outage, which a trigger would not. */
const ONCE_INTERVAL_MS = 5_000;

function times({ cron, preset }: ScheduleDeclaration): { cronExpressions?: string[]; intervals?: { every: number }[] } {
  if (preset === '@once') return { intervals: [{ every: ONCE_INTERVAL_MS }] };
  if (preset !== null) return { cronExpressions: [PRESET_CRON[preset]] };
  return cron.length === 0 ? {} : { cronExpressions: [...cron] };
}

function summary({ id, pipeline, timeZone, cohort, mode, ...rest }: ScheduleDeclaration): string {
  const whom = `${cohort === null ? '' : `, cohort ${cohort}`}${mode === null ? '' : `, ${mode} cohorts`}`;
  // Temporal refuses more than 200 bytes.
  return `${pipeline} by schedule ${id} (${describeTimes(rest)}, ${timeZone}${whom})`.slice(0, 200);
}

const searchAttributes = ({ pipeline, cohort }: ScheduleDeclaration): SearchAttributePair[] => [
  keyword(SEARCH_ATTRIBUTES.pipeline, pipeline),
  ...(cohort === null ? [] : [keyword(SEARCH_ATTRIBUTES.cohort, cohort)]),
];

const keyword = (name: SearchAttributeName, value: string): SearchAttributePair => ({
  key: defineSearchAttributeKey(name, 'KEYWORD'),
  value,
});
