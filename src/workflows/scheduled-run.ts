// What a schedule starts: works out the business date from the scheduled time and runs the pipeline under its own id.
// It waits for the run, so that the schedule's overlap policy and a cancellation act on the run itself.
import {
  executeChild,
  isCancellation,
  ParentClosePolicy,
  workflowInfo,
  WorkflowIdReusePolicy,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError, defineSearchAttributeKey } from '@temporalio/common';
import { HORIZON_DAYS_DEFAULT, SCHEDULED_BACKFILL_DAYS, WORKFLOW_TASK_TIMEOUT_MS } from '../contract/limits.ts';
import type { ScheduledRunInput } from '../contract/messages.ts';
import { isDayPipeline } from '../contract/pipelines.ts';
import { PRIORITIES, runShare, type PriorityKey } from '../contract/priorities.ts';
import { backfillRunId, dayRunId, housekeepingId, retrainRunId } from '../contract/workflow-ids.ts';
import { businessDateAt } from '../domain/calendar/business-date.ts';
import { addDays } from '../domain/calendar/dates.ts';
import type { IsoDate } from '../domain/ids.ts';
import { searchAttributes } from './attributes.ts';
import { backfillRun } from './backfill-run.ts';
import { dayRun } from './day-run.ts';
import { catalogueFailure } from './failures.ts';
import { housekeeping } from './housekeeping.ts';
import { retrainRun } from './retrain-run.ts';

/** The nominal time of the slot, without jitter; a backfilled slot carries the time it stands for. */
const SCHEDULED_TIME = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

export interface ScheduledRunResult {
  readonly date: IsoDate;
  readonly workflowId: string;
  /** `joined`: the same run was in progress already, started by someone else. */
  readonly outcome: 'ran' | 'joined';
}

export async function scheduledRun(input: ScheduledRunInput): Promise<ScheduledRunResult> {
  try {
    const date = businessDateAt(scheduledTime().toISOString(), input.timeZone);
    return await runPipeline(input, date);
  } catch (error) {
    throw isCancellation(error) ? error : catalogueFailure(error);
  }
}

/** Started by hand there is no scheduled time; then the start itself is the slot. */
const scheduledTime = (): Date => workflowInfo().typedSearchAttributes.get(SCHEDULED_TIME) ?? workflowInfo().startTime;

async function runPipeline(input: ScheduledRunInput, date: IsoDate): Promise<ScheduledRunResult> {
  const workflowId = idOf(input, date);
  try {
    await execute(input, date, workflowId);
    return { date, workflowId, outcome: 'ran' };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return { date, workflowId, outcome: 'joined' };
    throw error;
  }
}

function idOf({ pipeline, cohort, mode }: ScheduledRunInput, date: IsoDate): string {
  const scope = cohort === undefined ? {} : { cohort };
  if (isDayPipeline(pipeline)) return dayRunId(pipeline, date, scope);
  if (pipeline === 'retrain') return retrainRunId(date, scope, mode);
  return pipeline === 'backfill' ? backfillRunId(firstDay(date), date, scope) : housekeepingId(date);
}

async function execute(input: ScheduledRunInput, date: IsoDate, workflowId: string): Promise<void> {
  const { pipeline, cohort, mode } = input;
  const scope = cohort === undefined ? {} : { cohort };
  const options = {
    workflowId,
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    // Also when an overlap policy terminates us: the run is to record its end, not to vanish.
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS,
    typedSearchAttributes: searchAttributes({ pipeline, date, ...scope }),
    staticSummary: `${pipeline} ${date}${cohort === undefined ? '' : `, ${cohort}`}`,
    priority: { priorityKey: priorityOf(input, date), ...runShare(scope) },
  };
  if (isDayPipeline(pipeline)) {
    await executeChild(dayRun, { ...options, args: [{ pipeline, date, ...scope, horizonDays: HORIZON_DAYS_DEFAULT }] });
  } else if (pipeline === 'retrain') {
    await executeChild(retrainRun, { ...options, args: [{ date, ...scope, ...(mode === undefined ? {} : { mode }) }] });
  } else if (pipeline === 'backfill') {
    const input = { from: firstDay(date), to: date, ...scope, mode: 'reread' } as const;
    await executeChild(backfillRun, { ...options, args: [input] });
  } else {
    await executeChild(housekeeping, { ...options, args: [{ date }] });
  }
}

/** A slot that is filled later (a backfill of the schedule, a long outage) is about a day that is not the last one any more. */
function priorityOf({ pipeline, timeZone }: ScheduledRunInput, date: IsoDate): PriorityKey {
  if (pipeline === 'retrain') return PRIORITIES.retrain;
  if (!isDayPipeline(pipeline)) return PRIORITIES.backfill;
  const lastDay = businessDateAt(workflowInfo().startTime.toISOString(), timeZone);
  return date < lastDay ? PRIORITIES.catchUp : PRIORITIES.today;
}

const firstDay = (date: IsoDate): IsoDate => addDays(date, 1 - SCHEDULED_BACKFILL_DAYS);
