// Forecasts of restated accounts are made again: the newest published one of each, through an ordinary day run of these accounts
// only, whose gate applies as always. What was published before stays as an earlier revision.
import {
  ParentClosePolicy,
  WorkflowIdReusePolicy,
  executeChild,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import { FAILURE_SAMPLES, HORIZON_DAYS_DEFAULT, WORKFLOW_TASK_TIMEOUT_MS } from '../contract/limits.ts';
import type { DayRunInput, DayRunResult, RestatedAccounts, RestatedCounts } from '../contract/messages.ts';
import { ACCOUNTS_MEMO, dayRunId } from '../contract/workflow-ids.ts';
import { searchAttributes } from './attributes.ts';
import { dayRun } from './day-run.ts';

type Group = RestatedAccounts['groups'][number];

/** How the day run ends is counted, never thrown: a backfill has done its own work by then. */
export async function forecastRestated(group: Group, counts: RestatedCounts): Promise<RestatedCounts> {
  try {
    return withDay(counts, group, await runDay(group));
  } catch (error) {
    if (isCancellation(error)) throw error;
    return withDay(counts, group, null);
  }
}

function runDay({ date, accounts }: Group): Promise<DayRunResult> {
  const reason = `restated: ${workflowInfo().workflowId} found figures corrected after publication`;
  const input: DayRunInput = {
    pipeline: 'daily',
    date,
    accounts,
    force: true,
    reason,
    horizonDays: HORIZON_DAYS_DEFAULT,
  };
  return executeChild(dayRun, {
    workflowId: dayRunId('daily', date, { accounts }),
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS,
    typedSearchAttributes: searchAttributes({ pipeline: 'daily', date }),
    memo: { [ACCOUNTS_MEMO]: accounts },
    staticSummary: `daily ${date}, ${accounts.length} restated accounts`,
    staticDetails: `Business date ${date} again: ${reason}.`,
    args: [input],
  });
}

/** Null: the day run failed, or the same accounts are in hand elsewhere. */
function withDay(counts: RestatedCounts, { accounts }: Group, day: DayRunResult | null): RestatedCounts {
  const published = day?.published ?? 0;
  const held = day?.held ?? 0;
  return {
    accounts: counts.accounts + accounts.length,
    published: counts.published + published,
    held: counts.held + held,
    notDone: counts.notDone + accounts.length - published - held,
    samples: [...counts.samples, ...accounts].slice(0, FAILURE_SAMPLES),
  };
}
