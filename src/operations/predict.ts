// Predictions that somebody asks for now: of their own figures, or of an account. Nothing is stored, published or started.
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import { HORIZON_DAYS_MAX } from '../contract/limits.ts';
import { MAX_HISTORY_DEPTH_DAYS } from '../domain/account.ts';
import type { Prediction } from '../domain/forecast/on-demand/prediction.ts';
import type { HistoryPoint } from '../domain/forecast/types.ts';
import type { PredictionAnswer, PredictionAsked, Predictor } from '../ports/predictor.ts';
import type { OperationsDeps } from './deps.ts';
import { parseInput } from './input.ts';
import { lastCompleteDay, requireComplete } from './run-requests.ts';
import { accountId, amount, currency, isoDate } from './values.ts';

/** More days than a model may look at are taken, so that nobody has to cut a history before sending it. */
export const HISTORY_DAYS_MAX = 1_000;
const HORIZON_DAYS = 7;
/** Beyond any revenue of a day; larger figures would lose their cents in a float. */
const FIGURE_MAX = 1e12;

const row = z.strictObject({
  date: isoDate,
  revenue: z
    .union([amount.transform(Number), z.number().min(-FIGURE_MAX).max(FIGURE_MAX)])
    .meta({ description: 'A plain decimal as text, or a number.', examples: ['123.45'] }),
});

export const horizonDays = z
  .int()
  .min(1)
  .max(HORIZON_DAYS_MAX)
  .default(HORIZON_DAYS)
  .describe('Days ahead; the default is 7.');

const fields = {
  account: accountId.optional().describe('An account; its days, model and settings are taken from the store.'),
  date: isoDate
    .optional()
    .describe('Of an account: the last day that the prediction knows. The default is the last complete day.'),
  history: z
    .array(row)
    .min(1)
    .max(HISTORY_DAYS_MAX)
    .optional()
    .describe('Figures of your own, one per date in any order. Missing days are left out, not 0.'),
  currency: currency.optional().describe('Of a history; rounds the figures. Without one they get two digits.'),
  depth: z
    .int()
    .min(1)
    .max(MAX_HISTORY_DEPTH_DAYS)
    .optional()
    .describe('Of a history: how many days at its end a model may look at; the default is 180.'),
  degree: z
    .union([z.literal(1), z.literal(2)])
    .optional()
    .describe('Of a history: the highest degree of the curves among the candidates; the default is 1.'),
};

/** One question: exactly one of `account` and `history`. */
export const predictionAskedSchema = z.strictObject(fields).superRefine(requireOneKind);

export const predictSchema = z
  .strictObject({ ...fields, horizon: horizonDays })
  .superRefine(requireOneKind)
  .meta({
    id: 'PredictRequest',
    examples: [
      { account: 'u1', horizon: 7 },
      {
        history: [
          { date: '2026-11-20', revenue: '123.45' },
          { date: '2026-11-21', revenue: 130 },
        ],
        currency: 'EUR',
      },
    ],
  });

type Fields = z.output<z.ZodObject<typeof fields>>;

const OF_HISTORY = ['currency', 'depth', 'degree'] as const;

function requireOneKind(asked: Fields, context: z.core.$RefinementCtx<Fields>): void {
  const refuse = (path: string, message: string): void => {
    context.issues.push({ code: 'custom', message, path: [path], input: asked });
  };
  const { account, history } = asked;
  if (account === undefined && history === undefined) refuse('history', 'give a history, or an account');
  if (account !== undefined && history !== undefined) refuse('history', 'give a history or an account, not both');
  if (account === undefined && asked.date !== undefined) refuse('date', 'goes with an account only');
  const odd = OF_HISTORY.find((name) => asked[name] !== undefined);
  if (account !== undefined && odd !== undefined) refuse(odd, 'goes with a history only');
  const twice = history === undefined ? null : firstTwice(history.map(({ date }) => date));
  if (twice !== null) refuse('history', `names ${twice} twice`);
}

function firstTwice(dates: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const date of dates) {
    if (seen.has(date)) return date;
    seen.add(date);
  }
  return null;
}

/** @throws InvalidInputError; MorrowError DATE_NOT_COMPLETE. */
export function toAsked(deps: Pick<OperationsDeps, 'clock' | 'timeZone'>, asked: Fields): PredictionAsked {
  const { account, date, history = [], degree = 1, depth = MAX_HISTORY_DEPTH_DAYS } = asked;
  if (account !== undefined) {
    if (date !== undefined) requireComplete(deps, date);
    return { kind: 'account', account, date: date ?? lastCompleteDay(deps) };
  }
  return {
    kind: 'history',
    history: history.toSorted(byDate),
    currency: asked.currency ?? null,
    settings: { depthDays: depth, polynomialDegree: degree },
  };
}

const byDate = (a: HistoryPoint, b: HistoryPoint): number => (a.date < b.date ? -1 : 1);

export interface PredictDeps extends Pick<OperationsDeps, 'clock' | 'timeZone'> {
  readonly predictor: Predictor;
}

/** Nobody waits longer for one. */
const PATIENCE_MS = 10_000;

/**
 * @throws InvalidInputError; MorrowError DATE_NOT_COMPLETE, ACCOUNT_NOT_FOUND, NO_HISTORY, FIT_FAILED, PREDICTOR_BUSY,
 *   STORE_UNREACHABLE.
 */
export async function predict(deps: PredictDeps, request: unknown): Promise<Prediction> {
  const { horizon, ...asked } = parseInput(predictSchema, request);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const options = { horizonDays: horizon, signal, urgent: true };
  const [answer] = await deps.predictor.predict([toAsked(deps, asked)], options).catch((error: unknown) => {
    throw signal.aborted ? busy('No thread came to it in time.') : error;
  });
  return valueOf(answer);
}

function valueOf(answer: PredictionAnswer | undefined): Prediction {
  if (answer === undefined) throw new MorrowError('INTERNAL', 'The predictor answered nothing.');
  if ('value' in answer) return answer.value;
  const { code, message, facts } = answer.refused;
  throw new MorrowError(code, message, { facts });
}

export const busy = (message: string): MorrowError =>
  new MorrowError('PREDICTOR_BUSY', message, { retryAfterMs: 1_000 });

/** At most so many predictions wait at the same time: whoever comes on top is told at once instead of waiting in vain. */
export function limitWaiting(predictor: Predictor, most: number): Predictor {
  let waiting = 0;
  return {
    async predict(asked, options) {
      if (waiting >= most) throw busy(`${most} predictions are in hand already.`);
      waiting += 1;
      try {
        return await predictor.predict(asked, options);
      } finally {
        waiting -= 1;
      }
    },
  };
}
