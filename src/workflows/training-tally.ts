// Counts what became of accounts in a retraining, batch by batch.
import { FAILURE_SAMPLES } from '../contract/limits.ts';
import type { TrainingTally } from '../contract/messages.ts';
import type { AccountId } from '../domain/ids.ts';
import type { Ending } from './failures.ts';

export const EMPTY_TRAINING: TrainingTally = {
  accounts: 0,
  trained: 0,
  promoted: 0,
  notReady: 0,
  skipped: 0,
  failed: 0,
  heldBatches: 0,
  samples: [],
};

export const addTrainings = (a: TrainingTally, b: TrainingTally): TrainingTally => ({
  accounts: a.accounts + b.accounts,
  trained: a.trained + b.trained,
  promoted: a.promoted + b.promoted,
  notReady: a.notReady + b.notReady,
  skipped: a.skipped + b.skipped,
  failed: a.failed + b.failed,
  heldBatches: a.heldBatches + b.heldBatches,
  samples: [...a.samples, ...b.samples].slice(0, FAILURE_SAMPLES),
});

/** A batch that broke as a whole: none of its accounts was trained. */
export function addFailedBatch(tally: TrainingTally, accounts: readonly AccountId[], ending: Ending): TrainingTally {
  const [accountId] = accounts;
  const samples =
    accountId === undefined ? [] : [{ accountId, code: ending.code, message: ending.message.slice(0, 300) }];
  return addTrainings(tally, { ...EMPTY_TRAINING, accounts: accounts.length, failed: accounts.length, samples });
}

/** One line for people: `200 accounts: 190 trained, 12 promoted, 8 not ready`. */
export function describeTraining(tally: TrainingTally): string {
  const parts = [
    `${tally.trained} trained`,
    tally.promoted > 0 ? `${tally.promoted} promoted` : '',
    tally.notReady > 0 ? `${tally.notReady} not ready` : '',
    tally.skipped > 0 ? `${tally.skipped} in another mode` : '',
    tally.failed > 0 ? `${tally.failed} failed` : '',
    tally.heldBatches > 0 ? `${tally.heldBatches} batches kept from promotion` : '',
  ];
  return `${tally.accounts} accounts: ${parts.filter((part) => part !== '').join(', ')}`;
}
