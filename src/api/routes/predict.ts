// Predictions on demand: answered at once, from the very rules of the day run.
import { z } from 'zod';
import { MorrowError } from '../../contract/errors.ts';
import { limitWaiting, predict, predictSchema } from '../../operations/predict.ts';
import type { Predictor } from '../../ports/predictor.ts';
import { prediction } from '../predict-schemas.ts';
import { ok } from '../reply.ts';
import { NONE, defineRoute, type Route } from '../route.ts';

const tag = 'Predictions';
const json = (schema: z.ZodType) => ({ 'application/json': schema });
/** A second of work for one thread. */
const WAITING_MAX = 250;

/** Of an API that was built without one, such as the one that is only described. */
export const NO_PREDICTOR: Predictor = {
  predict: () =>
    Promise.reject(new MorrowError('PREDICTOR_BUSY', 'This API was started without threads to predict in.')),
};

const now = (predictor: Predictor): Route =>
  defineRoute({
    method: 'post',
    path: '/api/predict',
    role: 'viewer',
    changes: false,
    tag,
    summary: 'Predict now: a history of your own, or an account',
    description:
      'Exactly one of `history` and `account`. An account is predicted with its champion as far as that applies on the date, otherwise with a model trained on the spot: what the day run of the date would publish if its gate let it through. Nothing is stored or published.',
    params: NONE,
    query: NONE,
    body: { kind: 'json', schema: predictSchema },
    responses: { 200: { description: 'By day, with an 80 % and a 95 % interval.', content: json(prediction) } },
    errors: [
      'INVALID_REQUEST',
      'INVALID_DATE',
      'DATE_NOT_COMPLETE',
      'UNKNOWN_CURRENCY',
      'ACCOUNT_NOT_FOUND',
      'NO_HISTORY',
      'FIT_FAILED',
      'INVALID_AMOUNT',
      'PAYLOAD_TOO_LARGE',
      'UNSUPPORTED_MEDIA_TYPE',
      'PREDICTOR_BUSY',
    ],
    handle: async ({ clock, timeZone }, { body }) => ok(await predict({ clock, timeZone, predictor }, body)),
  });

export const predictRoutes = (predictor: Predictor): readonly Route[] => [now(limitWaiting(predictor, WAITING_MAX))];
