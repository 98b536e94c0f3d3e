// One account's forecasts, and how they held up against what came in.
import { z } from 'zod';
import { HORIZON_DAYS_MAX } from '../../contract/limits.ts';
import { listScores } from '../../operations/accuracy.ts';
import { listForecastRevisions, listForecasts, showForecast } from '../../operations/forecasts.ts';
import { currency, isoDate } from '../../operations/values.ts';
import { currentForecasts, forecastOfDate, forecastRevisions, scoreList } from '../forecast-schemas.ts';
import { queryInteger } from '../query.ts';
import { ok } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';

const tag = 'Forecasts';
const json = (schema: z.ZodType) => ({ 'application/json': schema });
const params = z.object({ id: z.string().meta({ description: 'The account id', examples: ['u1'] }) });
const ofDate = params.extend({ businessDate: isoDate.describe('The day it was made on.') });
const RANGE_ERRORS = ['INVALID_REQUEST', 'INVALID_DATE', 'RANGE_TOO_LONG', 'ACCOUNT_NOT_FOUND'] as const;

const current = defineRoute({
  method: 'get',
  path: '/api/accounts/:id/forecasts',
  tag,
  summary: 'The forecast that is served, by target date',
  description:
    'The newest published forecast of each day, with its 80 % and 95 % interval. `lastGood` says that a newer one is held back, and `withheld` why.',
  params,
  query: z.strictObject({
    from: isoDate.optional().describe('First target date; the default is the day after the last complete one.'),
    to: isoDate.optional().describe('Last target date; the default is as far as forecasts reach.'),
  }),
  body: NO_BODY,
  responses: { 200: { description: 'By target date.', content: json(currentForecasts) } },
  errors: RANGE_ERRORS,
  handle: async (operations, { params: { id }, query }) =>
    ok({ forecasts: await listForecasts(operations, id, query) }),
});

const oneDate = defineRoute({
  method: 'get',
  path: '/api/accounts/:id/forecasts/:businessDate',
  tag,
  summary: 'What was forecast on a business date, published or not',
  params: ofDate,
  query: NONE,
  body: NO_BODY,
  responses: { 200: { description: 'The newest revision with its model.', content: json(forecastOfDate) } },
  errors: ['INVALID_DATE', 'ACCOUNT_NOT_FOUND', 'FORECAST_NOT_FOUND'],
  handle: async (operations, { params: { id, businessDate } }) => ok(await showForecast(operations, id, businessDate)),
});

const revisions = defineRoute({
  method: 'get',
  path: '/api/accounts/:id/forecasts/:businessDate/revisions',
  tag,
  summary: 'Every revision of the forecast of a business date, oldest first',
  params: ofDate,
  query: NONE,
  body: NO_BODY,
  responses: { 200: { description: 'The revisions.', content: json(forecastRevisions) } },
  errors: ['INVALID_DATE', 'ACCOUNT_NOT_FOUND'],
  handle: async (operations, { params: { id, businessDate } }) =>
    ok({ forecasts: await listForecastRevisions(operations, id, businessDate) }),
});

const scores = defineRoute({
  method: 'get',
  path: '/api/accounts/:id/scores',
  tag,
  summary: 'Published forecasts held against what came in',
  params,
  query: z.strictObject({
    from: isoDate.optional().describe('First target date; the default is 30 days up to `to`.'),
    to: isoDate.optional().describe('Last target date; the default is the last complete day. At most 366 days.'),
    maxStep: queryInteger(1, HORIZON_DAYS_MAX).optional(),
    currency: currency.optional(),
  }),
  body: NO_BODY,
  responses: { 200: { description: 'By target date, then step.', content: json(scoreList) } },
  errors: [...RANGE_ERRORS, 'UNKNOWN_CURRENCY'],
  handle: async (operations, { params: { id }, query }) => ok({ scores: await listScores(operations, id, query) }),
});

export const FORECAST_ROUTES: readonly Route[] = [current, oneDate, revisions, scores];
