// One batch of accounts through the stages of training. Each stage leaves its rows in the store for the next one, so that any
// of them can be retried alone; histories carry counts.
import { isCancellation, setCurrentDetails } from '@temporalio/workflow';
import type { SnapshotResult, TrainingBatchInput, TrainingStage, TrainingTally } from '../contract/messages.ts';
import { catalogueFailure, endingOf } from './failures.ts';
import { steps } from './steps.ts';
import { EMPTY_TRAINING } from './training-tally.ts';

export async function trainingBatch(input: TrainingBatchInput): Promise<TrainingTally> {
  try {
    return await trainThroughStages(input);
  } catch (error) {
    throw isCancellation(error) ? error : catalogueFailure(error);
  }
}

async function trainThroughStages(input: TrainingBatchInput): Promise<TrainingTally> {
  const { batchId, date, accounts } = input;
  const stage = { batchId, date };
  enter('snapshot', `${accounts.length} accounts`);
  const { ready, skipped, notReady, samples } = await takeSnapshot(input);
  const counted = { ...EMPTY_TRAINING, accounts: accounts.length, skipped, notReady, samples };
  if (ready === 0) return counted;
  enter('prepare', `${ready} accounts`);
  enter('backtest', (await steps.prepareTraining(stage)).note);
  enter('fit', (await steps.backtestTraining(stage)).note);
  enter('validate', (await steps.fitTraining(stage)).note);
  const validation = await steps.validateTraining(stage);
  enter('register', validation.note);
  const registered = await steps.registerTraining(stage);
  setCurrentDetails(registered.note);
  return {
    ...counted,
    trained: registered.trained,
    promoted: registered.promoted,
    failed: registered.failed,
    heldBatches: validation.promotable ? 0 : 1,
    samples: [...samples, ...registered.samples].slice(0, 5),
  };
}

/** Waits for days that may still come; when they have not come in time, who is ready is trained without the others. */
async function takeSnapshot(input: TrainingBatchInput): Promise<SnapshotResult> {
  const { batchId, date, accounts, mode, acceptPartial = false } = input;
  const request = { batchId, date, accounts, ...(mode === undefined ? {} : { mode }) };
  try {
    return await steps.snapshotTraining({ ...request, acceptPartial });
  } catch (error) {
    if (isCancellation(error) || endingOf(error).code !== 'TRAINING_NOT_READY') throw error;
    return await steps.snapshotTraining({ ...request, acceptPartial: true }, 'without who is not ready');
  }
}

const enter = (stage: TrainingStage, note: string): void => setCurrentDetails(`**${stage}**. ${note}`);
