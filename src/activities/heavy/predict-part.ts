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
  const { store } = dependencies;
  const predictor = createPredictor({ ...dependencies, clock: systemClock });
  return {
    predictPart({ bulkId, part, horizonDays }: BulkPartRequest): Promise<BulkPartResult> {
      return whileHeartbeating(async () => {
        const asked = readQuestions(await store.bulk.findPart(bulkId, 'asked', part), `${bulkId}, part ${part}`);
        const signal = Context.current().cancellationSignal;
        const answers = await predictor.predict(asked, { horizonDays, signal });
        const counts = await keep(dependencies, { bulkId, part }, answers);
        const now = readQuestions(await store.bulk.findPart(bulkId, 'asked', part), `${bulkId}, part ${part}`);
        // Accounts that were purged while this was computed: the purge has looked for answers that were not there yet.
        return now.some(isPurged) ? await keep(dependencies, { bulkId, part }, withoutPurged(now, answers)) : counts;
      });
    },
  };
}

async function keep(
  { store }: Pick<HeavyDependencies, 'store'>,
  name: Pick<BulkPartRequest, 'bulkId' | 'part'>,
  content: readonly object[],
): Promise<BulkPartResult> {
  const counts = { rows: content.length, refused: content.filter((answer) => 'refused' in answer).length };
  await store.bulk.savePart({ ...name, kind: 'answered', ...counts, content });
  return counts;
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
