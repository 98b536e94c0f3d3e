// The registry: versions of models, challengers that wait, and who is served.
import { z } from 'zod';
import { CHALLENGER_PAGE_MAX, listWaitingChallengers } from '../../operations/challengers.ts';
import { accountCursor } from '../../operations/list-page.ts';
import {
  MODEL_LIST_MAX,
  listModelEvents,
  listModels,
  promoteModel,
  promotionRequestSchema,
  rollbackModel,
  rollbackRequestSchema,
  showModel,
} from '../../operations/models.ts';
import { cohort } from '../../operations/values.ts';
import { model, modelEvents, modelList, registryChange, waitingChallengers } from '../forecast-schemas.ts';
import { queryInteger } from '../query.ts';
import { ok } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';

const tag = 'Models';
const json = (schema: z.ZodType) => ({ 'application/json': schema });
const params = z.object({ id: z.string().meta({ description: 'The account id', examples: ['u1'] }) });
const limited = z.strictObject({ limit: queryInteger(1, MODEL_LIST_MAX).optional() });
const CHANGE_ERRORS = [
  'INVALID_REQUEST',
  'ACCOUNT_NOT_FOUND',
  'MODEL_NOT_FOUND',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'TEMPORAL_UNREACHABLE',
] as const;
const changed = { 200: { description: 'Who is champion now.', content: json(registryChange) } };

const list = defineRoute({
  method: 'get',
  path: '/api/accounts/:id/models',
  tag,
  summary: 'Models of an account, newest version first',
  params,
  query: limited,
  body: NO_BODY,
  responses: { 200: { description: 'The versions.', content: json(modelList) } },
  errors: ['INVALID_REQUEST', 'ACCOUNT_NOT_FOUND'],
  handle: async (operations, { params: { id }, query }) => ok({ models: await listModels(operations, id, query) }),
});

/** Stands before the route of a version, which would take `events` for one. */
const events = defineRoute({
  method: 'get',
  path: '/api/accounts/:id/models/events',
  tag,
  summary: 'The log of the registry: who registered, promoted and rolled back, newest first',
  params,
  query: limited,
  body: NO_BODY,
  responses: { 200: { description: 'The events.', content: json(modelEvents) } },
  errors: ['INVALID_REQUEST', 'ACCOUNT_NOT_FOUND'],
  handle: async (operations, { params: { id }, query }) => ok({ events: await listModelEvents(operations, id, query) }),
});

const show = defineRoute({
  method: 'get',
  path: '/api/accounts/:id/models/:version',
  tag,
  summary: 'A model with its candidates, features and backtest',
  params: params.extend({ version: queryInteger(1, 999_999_999, '3') }),
  query: NONE,
  body: NO_BODY,
  responses: { 200: { description: 'The model.', content: json(model) } },
  errors: ['INVALID_REQUEST', 'ACCOUNT_NOT_FOUND', 'MODEL_NOT_FOUND'],
  handle: async (operations, { params: { id, version } }) => ok(await showModel(operations, id, version)),
});

const promote = defineRoute({
  method: 'post',
  path: '/api/accounts/:id/models/promote',
  tag,
  summary: 'Make a model the champion',
  description: 'It is served from the next forecast on. Without a version the challenger. Twice is the same as once.',
  params,
  query: NONE,
  body: { kind: 'json', schema: promotionRequestSchema },
  responses: changed,
  errors: CHANGE_ERRORS,
  handle: async (operations, { params: { id }, body }) => ok(await promoteModel(operations, id, body)),
});

const rollback = defineRoute({
  method: 'post',
  path: '/api/accounts/:id/models/rollback',
  tag,
  summary: 'Go back to the champion before the present one',
  params,
  query: NONE,
  body: { kind: 'json', schema: rollbackRequestSchema },
  responses: changed,
  errors: [...CHANGE_ERRORS, 'NO_EARLIER_CHAMPION'],
  handle: async (operations, { params: { id }, body }) => ok(await rollbackModel(operations, id, body)),
});

const challengers = defineRoute({
  method: 'get',
  path: '/api/challengers',
  tag,
  summary: 'Challengers that wait for a decision, by account, a page at a time',
  description: 'A page covers `limit` accounts and lists those with a challenger: it may be empty and not be the last.',
  params: NONE,
  query: z.strictObject({
    cohort: cohort.optional(),
    after: accountCursor.optional(),
    limit: queryInteger(1, CHALLENGER_PAGE_MAX).optional(),
  }),
  body: NO_BODY,
  responses: { 200: { description: 'A page.', content: json(waitingChallengers) } },
  errors: ['INVALID_REQUEST'],
  handle: async (operations, { query }) => ok(await listWaitingChallengers(operations, query)),
});

export const MODEL_ROUTES: readonly Route[] = [list, events, show, promote, rollback, challengers];
