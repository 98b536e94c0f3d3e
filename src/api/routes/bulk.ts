// Predictions in bulk: asked for, looked at, read as a file, stopped.
import { z } from 'zod';
import {
  BULK_FORMATS,
  BULK_LIST_MAX,
  bulkCursor,
  cancelBulk,
  listBulk,
  readBulk,
  showBulk,
} from '../../operations/bulk-predictions.ts';
import { bulkRequestSchema, startBulk } from '../../operations/bulk-start.ts';
import { bulkList, bulkResult, bulkView } from '../predict-schemas.ts';
import { queryInteger } from '../query.ts';
import { accepted, ok, type Reply } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';

const tag = 'Predictions';
const json = (schema: z.ZodType) => ({ 'application/json': schema });
const params = z.object({
  id: z.string().meta({ description: 'The id of the predictions', examples: ['20261126T093012123Z-1f2e3d4c'] }),
});
/** Some hundred histories of half a year. */
const BODY_BYTES = 8 * 1024 * 1024;

const start = defineRoute({
  method: 'post',
  path: '/api/predict/bulk',
  tag,
  summary: 'Predict many, in the background',
  description:
    'For every active account, a cohort, named accounts, or up to 1,000 questions of their own; at most 10,000 predictions. Nothing is published. Answers are kept as long as raw payloads.',
  params: NONE,
  query: NONE,
  body: { kind: 'json', schema: bulkRequestSchema, maxBytes: BODY_BYTES },
  responses: { 202: { description: 'Under way; Location is where it stands.', content: json(bulkView) } },
  errors: [
    'INVALID_REQUEST',
    'INVALID_DATE',
    'DATE_NOT_COMPLETE',
    'UNKNOWN_CURRENCY',
    'ACCOUNT_NOT_FOUND',
    'ACCOUNT_ARCHIVED',
    'PAYLOAD_TOO_LARGE',
    'UNSUPPORTED_MEDIA_TYPE',
    'TEMPORAL_UNREACHABLE',
  ],
  handle: async (operations, { body }) => {
    const started = await startBulk(operations, body);
    return accepted(started, started.links.self);
  },
});

const list = defineRoute({
  method: 'get',
  path: '/api/predict/bulk',
  tag,
  summary: 'Predictions in bulk, newest first',
  params: NONE,
  query: z.strictObject({
    after: bulkCursor.optional(),
    limit: queryInteger(1, BULK_LIST_MAX).optional(),
  }),
  body: NO_BODY,
  responses: { 200: { description: 'A page.', content: json(bulkList) } },
  errors: ['INVALID_REQUEST'],
  handle: async (operations, { query }) => ok(await listBulk(operations, query)),
});

const show = defineRoute({
  method: 'get',
  path: '/api/predict/bulk/:id',
  tag,
  summary: 'See how predictions in bulk go',
  params,
  query: NONE,
  body: NO_BODY,
  responses: { 200: { description: 'How far they are.', content: json(bulkView) } },
  errors: ['PREDICTION_NOT_FOUND'],
  handle: async (operations, { params: { id } }) => ok(await showBulk(operations, id)),
});

const TYPES = { json: 'application/json; charset=utf-8', ndjson: 'application/x-ndjson' } as const;

const result = defineRoute({
  method: 'get',
  path: '/api/predict/bulk/:id/result',
  tag,
  summary: 'The answers, in the order of the questions',
  description: 'Once it is over; of one that was stopped, what had been answered.',
  params,
  query: z.strictObject({ format: z.enum(BULK_FORMATS).default('ndjson') }),
  body: NO_BODY,
  responses: {
    200: {
      description: 'A row per question: `{index, prediction}` or `{index, error}`.',
      content: { 'application/x-ndjson': z.string(), ...json(bulkResult) },
    },
  },
  errors: ['INVALID_REQUEST', 'PREDICTION_NOT_FOUND', 'PREDICTION_RUNNING'],
  handle: (operations, { params: { id }, query: { format } }): Promise<Reply> =>
    Promise.resolve({
      kind: 'stream',
      contentType: TYPES[format],
      fileName: `predictions-${id.slice(0, 50).replaceAll(/[^A-Za-z0-9-]/g, '')}.${format}`,
      pieces: readBulk(operations, id, format),
    }),
});

const cancel = defineRoute({
  method: 'post',
  path: '/api/predict/bulk/:id/cancel',
  tag,
  summary: 'Stop predictions in bulk',
  description: 'What is answered stays.',
  params,
  query: NONE,
  body: NO_BODY,
  responses: { 202: { description: 'They were asked to stop.', content: json(bulkView) } },
  errors: ['PREDICTION_NOT_FOUND', 'RUN_FINISHED', 'TEMPORAL_UNREACHABLE'],
  handle: async (operations, { params: { id } }) => {
    const stopped = await cancelBulk(operations, id);
    return accepted(stopped, stopped.links.self);
  },
});

export const BULK_ROUTES: readonly Route[] = [start, list, show, result, cancel];
