// A range of older days for all accounts of a scope, page by page: what the store lacks (or every day again), each page planned
// from what is there then. So a backfill that was stopped goes on where days are missing, and ids never travel beyond a page.
import {
  CancellationScope,
  CancelledFailure,
  ContinueAsNew,
  ParentClosePolicy,
  WorkflowIdReusePolicy,
  continueAsNew,
  defineQuery,
  executeChild,
  isCancellation,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { BACKFILL_IN_FLIGHT, BACKFILL_PAGE, WORKFLOW_TASK_TIMEOUT_MS } from '../contract/limits.ts';
import type { BackfillInput, BackfillProgress, PageAccount, BackfillRequest, RunTally } from '../contract/messages.ts';
import { QUERIES } from '../contract/messages.ts';
import { accountShare } from '../contract/priorities.ts';
import { accountHistoryId } from '../contract/workflow-ids.ts';
import type { AccountId } from '../domain/ids.ts';
import type { RepairMode } from '../domain/repair/plan-account.ts';
import { accountHistory } from './account-history.ts';
import { searchAttributes } from './attributes.ts';
import { NOTHING_DONE, describeProgress, progressOf, withHistory, withRequests } from './backfill-progress.ts';
import { BackfillRun02 } from './backfill-run-0-2.ts';
import { catalogueFailure, endingOf } from './failures.ts';
import { forecastRestated } from './restated.ts';
import { steps } from './steps.ts';
import { EMPTY_TALLY, withFailure, withSuccess } from './tally.ts';
import { Window } from './window.ts';

export const backfillProgress = defineQuery<BackfillProgress>(QUERIES.progress);

export async function backfillRun(input: BackfillInput): Promise<RunTally> {
  try {
    return await (input.mode === undefined ? new BackfillRun02(input) : new BackfillRun(input, input.mode)).run();
  } catch (error) {
    if (error instanceof ContinueAsNew || isCancellation(error)) throw error;
    throw catalogueFailure(error);
  }
}

class BackfillRun {
  private readonly input: BackfillInput;
  private readonly request: BackfillRequest;
  private tally: RunTally;
  private counts;

  constructor(input: BackfillInput, mode: RepairMode) {
    this.input = input;
    const { from, to } = input;
    this.request = { from, to, mode, ...this.scope() };
    this.tally = input.resume?.tally ?? EMPTY_TALLY;
    this.counts = input.resume?.counts ?? NOTHING_DONE;
    setHandler(backfillProgress, () => this.progress(), { description: 'How far the backfill is' });
  }

  /** However the backfill ends, its record says so. */
  async run(): Promise<BackfillProgress> {
    try {
      await this.repairPage();
      await this.record('completed');
      return this.progress();
    } catch (error) {
      if (error instanceof ContinueAsNew) throw error;
      const status = isCancellation(error) ? 'cancelled' : 'failed';
      await CancellationScope.nonCancellable(() => this.record(status));
      throw error;
    }
  }

  private async repairPage(): Promise<void> {
    if (this.input.resume === undefined) await this.prepare();
    const after = this.input.resume?.after ?? null;
    const page = await steps.planBackfillPage(
      { ...this.request, after, limit: BACKFILL_PAGE },
      `after ${after ?? '-'}`,
    );
    const window = new Window(BACKFILL_IN_FLIGHT);
    await Promise.all(page.accounts.map((account) => window.run(() => this.repairAccount(account))));
    throwIfCancelled();
    if (page.through !== null) await this.forecastAgain(after, page.through);
    if (page.next !== null) await this.nextPage(page.next);
  }

  private async prepare(): Promise<void> {
    await steps.beginRun(this.runRecord());
    const planned = await steps.measureBackfill(this.request);
    const { priced } = planned;
    if (priced !== null) await steps.fetchRatesRange(priced, `rates of ${priced.from}..${priced.to}`);
    this.counts = { ...this.counts, planned, beganAtMs: Date.now() };
    this.tell();
  }

  private async repairAccount(account: PageAccount): Promise<void> {
    const { accountId, requests } = account;
    try {
      const history = await this.runHistory(account);
      // Read only after the wait: other accounts have been counted meanwhile.
      this.counts = withHistory(this.counts, history);
      this.tally = withSuccess(this.tally, 'collected');
    } catch (error) {
      this.tally = this.tallyOf(accountId, error);
    }
    this.counts = withRequests(this.counts, requests);
    this.tell();
  }

  private runHistory({ accountId, ...holder }: PageAccount) {
    const { from, to, mode } = this.request;
    return executeChild(accountHistory, {
      workflowId: accountHistoryId(from, to, accountId),
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS,
      typedSearchAttributes: searchAttributes({ pipeline: 'backfill', account: accountId }),
      staticSummary: `${accountId}, ${from}..${to}`,
      priority: accountShare(holder),
      args: [{ accountId, from, to, mode }],
    });
  }

  private tallyOf(accountId: AccountId, error: unknown): RunTally {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return withSuccess(this.tally, 'already-done');
    return withFailure(this.tally, accountId, endingOf(error));
  }

  /** Whoever of the page was published from figures that are known to be others now. */
  private async forecastAgain(after: AccountId | null, through: AccountId): Promise<void> {
    const { from, to } = this.request;
    const { groups } = await steps.findRestated({ from, to, after, through, ...this.scope() });
    for (const group of groups) {
      // Groups go one after the other, and by now every account of the page is counted.
      const restated = await forecastRestated(group, this.counts.restated);
      this.counts = { ...this.counts, restated };
      this.tell();
      throwIfCancelled();
    }
  }

  private nextPage(after: AccountId): Promise<never> {
    const resume = { after, tally: this.tally, counts: this.counts };
    return continueAsNew<typeof backfillRun>({ ...this.input, resume });
  }

  private tell(): void {
    setCurrentDetails(describeProgress(this.progress()));
  }

  private progress(): BackfillProgress {
    return progressOf(this.tally, this.counts, Date.now());
  }

  private record(status: 'completed' | 'cancelled' | 'failed'): Promise<void> {
    return steps.finishBackfill({ ...this.runRecord(), tally: this.tally, backfill: this.counts, status });
  }

  private runRecord() {
    const { workflowId } = workflowInfo();
    return { runId: workflowId, pipeline: 'backfill', date: this.input.to, scope: this.scope() } as const;
  }

  private scope() {
    const { accounts, cohort } = this.input;
    return { ...(accounts === undefined ? {} : { accounts }), ...(cohort === undefined ? {} : { cohort }) };
  }
}

function throwIfCancelled(): void {
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('The backfill was cancelled.');
}
