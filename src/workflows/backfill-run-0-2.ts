// A backfill as version 0.2 ran it: everything again, without a plan. Only for backfills that were begun by 0.2 and finish on this
// version; it goes when none of them can be open any more.
import {
  CancellationScope,
  CancelledFailure,
  ContinueAsNew,
  ParentClosePolicy,
  WorkflowIdReusePolicy,
  continueAsNew,
  executeChild,
  isCancellation,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { BACKFILL_IN_FLIGHT, BACKFILL_PAGE, WORKFLOW_TASK_TIMEOUT_MS } from '../contract/limits.ts';
import type { BackfillInput, RunTally } from '../contract/messages.ts';
import { accountHistoryId, type RunScope } from '../contract/workflow-ids.ts';
import type { AccountId } from '../domain/ids.ts';
import { accountHistory } from './account-history.ts';
import { searchAttributes } from './attributes.ts';
import { endingOf } from './failures.ts';
import { partitionProgress } from './partition.ts';
import { steps } from './steps.ts';
import { EMPTY_TALLY, describeTally, withFailure, withSuccess } from './tally.ts';
import { Window } from './window.ts';

export class BackfillRun02 {
  private readonly input: BackfillInput;
  private tally: RunTally;

  constructor(input: BackfillInput) {
    this.input = input;
    this.tally = input.resume?.tally ?? EMPTY_TALLY;
    setHandler(partitionProgress, () => this.tally, { description: 'Accounts by outcome' });
  }

  /** However the backfill ends, its record says so. */
  async run(): Promise<RunTally> {
    try {
      return await this.importPage();
    } catch (error) {
      if (error instanceof ContinueAsNew) throw error;
      const status = isCancellation(error) ? 'cancelled' : 'failed';
      await CancellationScope.nonCancellable(() => this.record(status));
      throw error;
    }
  }

  private async importPage(): Promise<RunTally> {
    if (this.input.resume === undefined) await this.prepare();
    const after = this.input.resume?.after ?? null;
    const page = await steps.listAccountPage({ after, limit: BACKFILL_PAGE, ...scopeOf(this.input) });
    const window = new Window(BACKFILL_IN_FLIGHT);
    await Promise.all(page.ids.map((accountId) => window.run(() => this.importAccount(accountId))));
    if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('The backfill was cancelled.');
    const last = page.ids.at(-1);
    if (last !== undefined && page.ids.length === BACKFILL_PAGE) await this.nextPage(last);
    await this.record('completed');
    return this.tally;
  }

  private async prepare(): Promise<void> {
    const { from, to } = this.input;
    await steps.beginRun(this.runRecord());
    await steps.fetchRatesRange({ from, to }, `rates of ${from}..${to}`);
  }

  private async importAccount(accountId: AccountId): Promise<void> {
    const { from, to } = this.input;
    try {
      await executeChild(accountHistory, {
        workflowId: accountHistoryId(from, to, accountId),
        workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
        parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
        workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS,
        typedSearchAttributes: searchAttributes({ pipeline: 'backfill', account: accountId }),
        staticSummary: `${accountId}, ${from}..${to}`,
        args: [{ accountId, from, to }],
      });
      this.tally = withSuccess(this.tally, 'collected');
    } catch (error) {
      this.tally = this.tallyOf(accountId, error);
    }
    setCurrentDetails(`${this.tally.accounts} accounts: ${describeTally(this.tally)}`);
  }

  private tallyOf(accountId: AccountId, error: unknown): RunTally {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return withSuccess(this.tally, 'already-done');
    return withFailure(this.tally, accountId, endingOf(error));
  }

  private nextPage(after: AccountId): Promise<never> {
    return continueAsNew<(input: BackfillInput) => Promise<RunTally>>({
      ...this.input,
      resume: { after, tally: this.tally },
    });
  }

  private record(status: 'completed' | 'cancelled' | 'failed'): Promise<void> {
    return steps.finishBackfill({ ...this.runRecord(), tally: this.tally, status });
  }

  private runRecord() {
    const { workflowId } = workflowInfo();
    return { runId: workflowId, pipeline: 'backfill', date: this.input.to, scope: scopeOf(this.input) } as const;
  }
}

const scopeOf = ({ accounts, cohort }: BackfillInput): RunScope => ({
  ...(accounts === undefined ? {} : { accounts }),
  ...(cohort === undefined ? {} : { cohort }),
});
