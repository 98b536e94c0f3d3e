// One part of a prediction in bulk: its questions out of the store, its answers into it. Repeating it writes the same.
import { Context } from '@temporalio/activity';
import { MorrowError } from '../../contract/errors.ts';
import type { BulkPartRequest, BulkPartResult } from '../../contract/messages.ts';
import { isPurged, withoutPurged } from '../../domain/forecast/on-demand/purged.ts';
import { systemClock } from '../../ports/clock.ts';
import type { PredictionAsked } from '../../ports/predictor.ts';
import type { HeavyDependencies } from '../dependencies.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import { createPredictor } from './predictor.ts';

export function createBulkActivities(dependencies: HeavyDependencies) {
  const predictor = createPredictor({ ...dependencies, clock: systemClock });
  return {
    predictPart({ bulkId, part, horizonDays }: BulkPartRequest): Promise<BulkPartResult> {
      return whileHeartbeating(async () => {
        const name = { bulkId, part };
        const asked = await askedOf(dependencies, name);
        const signal = Context.current().cancellationSignal;
        return keepAnswers(dependencies, { name, asked }, await predictor.predict(asked, { horizonDays, signal }));
      });
    },
  };
}

type WithStore = Pick<HeavyDependencies, 'store'>;
type PartName = Pick<BulkPartRequest, 'bulkId' | 'part'>;

interface AskedPart {
  readonly name: PartName;
  /** As the questions were when they were read last. */
  readonly asked: readonly PredictionAsked[];
}

/**
 * Again when accounts were purged since the questions were read: their purge has looked for answers that were not there yet. Ends,
 * as what is purged stays so.
 */
async function keepAnswers(
  { store }: WithStore,
  { name, asked }: AskedPart,
  answers: readonly object[],
): Promise<BulkPartResult> {
  const content = withoutPurged(asked, answers);
  const counts = { rows: content.length, refused: content.filter((answer) => 'refused' in answer).length };
  await store.bulk.savePart({ ...name, kind: 'answered', ...counts, content });
  const now = await askedOf({ store }, name);
  return purgedIn(now) === purgedIn(asked) ? counts : keepAnswers({ store }, { name, asked: now }, content);
}

const purgedIn = (questions: readonly unknown[]): number => questions.filter(isPurged).length;

const askedOf = async ({ store }: WithStore, { bulkId, part }: PartName): Promise<readonly PredictionAsked[]> =>
  readQuestions(await store.bulk.findPart(bulkId, 'asked', part), `${bulkId}, part ${part}`);

/** @throws MorrowError PREDICTION_NOT_FOUND when retention was faster. */
function readQuestions(content: unknown, name: string): readonly PredictionAsked[] {
  if (!Array.isArray(content)) {
    throw new MorrowError('PREDICTION_NOT_FOUND', `The questions of ${name}, are not in the store.`, {
      facts: { part: name },
    });
  }
  // Written by the operation that began it, in this very form.
  return content as readonly PredictionAsked[];
}
