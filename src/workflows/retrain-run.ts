// The retraining of every account of a scope: batches of accounts behind a bounded window, each through its own stages.
// Apart from the daily run, which uses the champions that come out of it.
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
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import {
  TRAINING_BATCH,
  TRAINING_BATCHES_PER_RUN,
  TRAINING_IN_FLIGHT,
  TRAINING_PATIENCE_MS,
  WORKFLOW_TASK_TIMEOUT_MS,
} from '../contract/limits.ts';
import type { AccountPage, RetrainInput, TrainingTally } from '../contract/messages.ts';
import { QUERIES } from '../contract/messages.ts';
import { trainingBatchId, type RunScope } from '../contract/workflow-ids.ts';
import type { AccountId } from '../domain/ids.ts';
import { OUTCOME_ATTRIBUTE, searchAttributes } from './attributes.ts';
import { catalogueFailure, endingOf } from './failures.ts';
import { steps } from './steps.ts';
import { trainingBatch } from './training-batch.ts';
import { EMPTY_TRAINING, addFailedBatch, addTrainings, describeTraining } from './training-tally.ts';
import { Window } from './window.ts';

export const retrainProgress = defineQuery<TrainingTally>(QUERIES.progress);

export async function retrainRun(input: RetrainInput): Promise<TrainingTally> {
  try {
    return await new RetrainRun(input).run();
  } catch (error) {
    if (error instanceof ContinueAsNew || isCancellation(error)) throw error;
    throw catalogueFailure(error);
  }
}

class RetrainRun {
  private readonly input: RetrainInput;
  private readonly runId = workflowInfo().workflowId;
  private readonly window = new Window(TRAINING_IN_FLIGHT);
  private tally: TrainingTally;
  private after: AccountId | null;
  private batch: number;
  private readonly since: number;

  constructor(input: RetrainInput) {
    this.input = input;
    this.tally = input.resume?.tally ?? EMPTY_TRAINING;
    this.after = input.resume?.after ?? null;
    this.batch = input.resume?.batch ?? 0;
    this.since = input.resume?.since ?? workflowInfo().startTime.getTime();
    setHandler(retrainProgress, () => this.tally, { description: 'Accounts by what became of their training' });
  }

  /** However it ends, its record says so. */
  async run(): Promise<TrainingTally> {
    try {
      if (this.input.resume === undefined) await steps.beginRun(this.runRecord());
      await this.trainBatches();
      await steps.refreshCalibration({ date: this.input.date });
      await this.finish('completed');
      return this.tally;
    } catch (error) {
      if (error instanceof ContinueAsNew) throw error;
      const status = isCancellation(error) ? 'cancelled' : 'failed';
      await CancellationScope.nonCancellable(() => this.finish(status));
      throw error;
    }
  }

  /** The first batches train while later accounts are still being read. */
  private async trainBatches(): Promise<void> {
    const last = this.batch + TRAINING_BATCHES_PER_RUN;
    const running: Promise<void>[] = [];
    let more = true;
    while (more && this.batch < last) {
      const { ids }: AccountPage = await steps.listAccountPage({
        ...this.scope(),
        after: this.after,
        limit: TRAINING_BATCH,
      });
      const index = this.batch;
      if (ids.length > 0) running.push(this.window.run(() => this.trainBatch(index, ids)));
      this.batch += 1;
      this.after = ids.at(-1) ?? this.after;
      more = ids.length === TRAINING_BATCH;
    }
    await Promise.all(running);
    if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('The retraining was cancelled.');
    if (more) await this.continue();
  }

  private async trainBatch(index: number, accounts: readonly AccountId[]): Promise<void> {
    const { date, mode } = this.input;
    const batchId = trainingBatchId(this.runId, index);
    const acceptPartial = Date.now() - this.since >= TRAINING_PATIENCE_MS;
    try {
      const part = await executeChild(trainingBatch, {
        workflowId: batchId,
        workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
        parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
        workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS,
        typedSearchAttributes: searchAttributes({ pipeline: 'retrain', date }),
        staticSummary: `training ${date}, batch ${index + 1}: ${accounts.length} accounts`,
        args: [{ runId: this.runId, batchId, date, accounts, acceptPartial, ...(mode === undefined ? {} : { mode }) }],
      });
      this.tally = addTrainings(this.tally, part);
    } catch (error) {
      if (!isCancellation(error)) this.tally = addFailedBatch(this.tally, accounts, endingOf(error));
    }
    setCurrentDetails(describeTraining(this.tally));
  }

  private continue(): Promise<never> {
    const resume = { after: this.after, batch: this.batch, tally: this.tally, since: this.since };
    return continueAsNew<typeof retrainRun>({ ...this.input, resume });
  }

  private async finish(status: 'completed' | 'cancelled' | 'failed'): Promise<void> {
    await steps.finishTraining({ ...this.runRecord(), tally: this.tally, status });
    upsertSearchAttributes([{ key: OUTCOME_ATTRIBUTE, value: status }]);
  }

  private runRecord() {
    return { runId: this.runId, pipeline: 'retrain', date: this.input.date, scope: this.scope() } as const;
  }

  private scope(): RunScope {
    const { accounts, cohort } = this.input;
    return { ...(accounts === undefined ? {} : { accounts }), ...(cohort === undefined ? {} : { cohort }) };
  }
}
