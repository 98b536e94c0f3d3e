// One schedule as Temporal describes it, in our words: when it runs, whether it does, what it last started. Pure.
import type { ScheduleDescription } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { z } from 'zod';
import { SEARCH_ATTRIBUTES } from '../contract/search-attributes.ts';
import { OVERLAPS, type ScheduleOverlap } from './schedules-file.ts';
import { timesOf } from './schedules-times.ts';

/** `spent`: limited to one run, and that one was started. */
export const SCHEDULE_STATES = ['active', 'paused', 'spent', 'by-hand'] as const;
export type ScheduleState = (typeof SCHEDULE_STATES)[number];

export interface ScheduledStart {
  /** ISO instants: when it was due, and when it was started. */
  readonly dueAt: string;
  readonly startedAt: string;
  readonly workflowId: string;
}

export interface ScheduleView {
  readonly id: string;
  /** Null: the schedule was replaced by hand, and says no pipeline. */
  readonly pipeline: string | null;
  readonly cohort: string | null;
  readonly mode: string | null;
  /** Cron expressions, or `every 5 s`; empty: no times of its own. */
  readonly times: readonly string[];
  readonly timeZone: string;
  readonly overlap: ScheduleOverlap | null;
  readonly jitterSeconds: number;
  readonly catchUpWindowMinutes: number;
  readonly state: ScheduleState;
  readonly note: string | null;
  /** ISO instants, soonest first, with their jitter; empty while nothing is due. */
  readonly next: readonly string[];
  /** Newest first; Temporal keeps about ten. */
  readonly recent: readonly ScheduledStart[];
  readonly running: readonly string[];
  readonly counts: { readonly started: number; readonly missed: number; readonly skipped: number };
}

const NEXT_SHOWN = 5;

export function viewOfSchedule(description: ScheduleDescription): ScheduleView {
  const { scheduleId, spec, policies, info, state } = description;
  const times = timesOf(spec);
  const stands = stateOf(state, times);
  return {
    id: scheduleId,
    ...subjectOf(description),
    times,
    timeZone: spec.timezone ?? 'UTC',
    overlap: OVERLAPS.find((name) => policyOf(name) === policies.overlap) ?? null,
    jitterSeconds: Number(spec.jitter ?? 0) / 1_000,
    catchUpWindowMinutes: policies.catchupWindow / 60_000,
    state: stands,
    note: state.note === undefined || state.note === '' ? null : state.note,
    // A paused or spent schedule still lists times that will not happen.
    next: stands === 'active' ? info.nextActionTimes.slice(0, NEXT_SHOWN).map((time) => time.toISOString()) : [],
    recent: info.recentActions.map(startOf).toReversed(),
    running: info.runningActions.map(({ workflow }) => workflow.workflowId),
    counts: {
      started: info.numActionsTaken,
      missed: info.numActionsMissedCatchupWindow,
      skipped: info.numActionsSkippedOverlap,
    },
  };
}

/** `BufferOne` -> `BUFFER_ONE` */
const policyOf = (name: ScheduleOverlap): string =>
  name.replaceAll(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

function stateOf(state: ScheduleDescription['state'], times: readonly string[]): ScheduleState {
  if (state.paused) return 'paused';
  if (state.remainingActions === 0) return 'spent';
  return times.length === 0 ? 'by-hand' : 'active';
}

const startArgs = z.tuple([z.object({ cohort: z.string().optional(), mode: z.string().optional() })]);

function subjectOf({ action, typedSearchAttributes }: ScheduleDescription) {
  const [input] = startArgs.safeParse(action.args).data ?? [];
  return {
    pipeline: typedSearchAttributes.get(defineSearchAttributeKey(SEARCH_ATTRIBUTES.pipeline, 'KEYWORD')) ?? null,
    cohort: input?.cohort ?? null,
    mode: input?.mode ?? null,
  };
}

const startOf = ({ scheduledAt, takenAt, action }: ScheduleDescription['info']['recentActions'][number]) => ({
  dueAt: scheduledAt.toISOString(),
  startedAt: takenAt.toISOString(),
  workflowId: action.workflow.workflowId,
});
