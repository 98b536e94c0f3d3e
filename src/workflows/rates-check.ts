// Whether provider A and reserve B agree about a date: an alert at most, so it never fails and nothing waits for it.
import {
  isCancellation,
  ParentClosePolicy,
  setCurrentDetails,
  startChild,
  WorkflowIdReusePolicy,
} from '@temporalio/workflow';
import { WORKFLOW_TASK_TIMEOUT_MS } from '../contract/limits.ts';
import type { RatesCheckInput, RatesCheckResult } from '../contract/provider-messages.ts';
import { ratesCheckId } from '../contract/workflow-ids.ts';
import type { IsoDate } from '../domain/ids.ts';
import { searchAttributes } from './attributes.ts';
import { endingOf } from './failures.ts';
import { steps } from './steps.ts';

const NOTHING: RatesCheckResult = { compared: 0, largest: null, alerted: false };

export async function ratesCheck({ date }: RatesCheckInput): Promise<RatesCheckResult> {
  try {
    const result = await steps.compareRates({ date }, `A and B of ${date}`);
    setCurrentDetails(describe(result));
    return result;
  } catch (error) {
    if (isCancellation(error)) throw error;
    setCurrentDetails(`not compared: ${endingOf(error).message}`);
    return NOTHING;
  }
}

/** Once for each date, beside the day: it outlives the run that begins it, and nothing waits for how it ends. */
export async function beginRatesCheck(date: IsoDate): Promise<void> {
  try {
    await startChild(ratesCheck, {
      workflowId: ratesCheckId(date),
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS,
      typedSearchAttributes: searchAttributes({ pipeline: 'rates-check', date }),
      staticSummary: `rates A and B of ${date}`,
      args: [{ date }],
    });
  } catch (error) {
    // Another run of the date has begun it.
    if (isCancellation(error)) throw error;
  }
}

const describe = ({ compared, largest }: RatesCheckResult): string =>
  largest === null
    ? 'not comparable'
    : `${compared} currencies, at most ${largest.percent.toFixed(2)} % apart (${largest.currency})`;
