// One part of a prediction in bulk: its questions out of the store, its answers into it. Repeating it writes the same.
import { Context } from '@temporalio/activity';
import { MorrowError } from '../../contract/errors.ts';
import type { BulkPartRequest, BulkPartResult } from '../../contract/messages.ts';
import { systemClock } from '../../ports/clock.ts';
import type { PredictionAsked } from '../../ports/predictor.ts';
import type { HeavyDependencies } from '../dependencies.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import { createPredictor } from './predictor.ts';

export function createBulkActivities(dependencies: HeavyDependencies) {
  const { store } = dependencies;
  const predictor = createPredictor({ ...dependencies, clock: systemClock });
  return {
    predictPart({ bulkId, part, horizonDays }: BulkPartRequest): Promise<BulkPartResult> {
      return whileHeartbeating(async () => {
        const asked = readQuestions(await store.bulk.findPart(bulkId, 'asked', part), `${bulkId}, part ${part}`);
        const signal = Context.current().cancellationSignal;
        const answers = await predictor.predict(asked, { horizonDays, signal });
        const counts = { rows: answers.length, refused: answers.filter((answer) => 'refused' in answer).length };
        await store.bulk.savePart({ bulkId, part, kind: 'answered', ...counts, content: answers });
        return counts;
      });
    },
  };
}

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
