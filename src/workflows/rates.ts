// The rates of one business date, once for all accounts of a run: what is stored, else provider A, else reserve B.
import {
  isCancellation,
  ParentClosePolicy,
  patched,
  setCurrentDetails,
  startChild,
  WorkflowIdReusePolicy,
} from '@temporalio/workflow';
import { WORKFLOW_TASK_TIMEOUT_MS } from '../contract/limits.ts';
import type { RatesInput, RatesRef } from '../contract/messages.ts';
import { ratesCheckId } from '../contract/workflow-ids.ts';
import type { IsoDate } from '../domain/ids.ts';
import { searchAttributes } from './attributes.ts';
import { catalogueFailure } from './failures.ts';
import { tellingParent } from './handover.ts';
import { ratesCheck } from './rates-check.ts';
import { steps } from './steps.ts';

export const rates = (input: RatesInput): Promise<RatesRef> =>
  tellingParent(
    () => findOrFetch(input),
    (ref) => ({ rates: ref }),
  );

async function findOrFetch({ date }: RatesInput): Promise<RatesRef> {
  // Asked before anything is awaited: behind a local activity a replay may not know yet which patches its history has.
  const compares = patched('compare-rates');
  try {
    const found = (await steps.findRates({ date })) ?? (await steps.fetchRates({ date }, `rates of ${date}`));
    setCurrentDetails(`${found.ratesId}, quoted ${found.quoteDate} by ${found.provider}`);
    if (compares) await beginCheck(date);
    return found;
  } catch (error) {
    throw isCancellation(error) ? error : catalogueFailure(error);
  }
}

/** Once for each date, beside the day: it outlives this run, and nothing waits for how it ends. */
async function beginCheck(date: IsoDate): Promise<void> {
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
