// Saved views of the screens.
import { z } from 'zod';
import { VIEW_PAGES } from '../../ports/view-store.ts';
import { listViews, removeView, saveView, viewRequestSchema } from '../../operations/views.ts';
import { queryInteger } from '../query.ts';
import { created, ok, type Reply } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';
import { savedView, savedViewList } from '../view-schemas.ts';

const tag = 'Screens';
const json = (schema: z.ZodType) => ({ 'application/json': schema });
const page = z.enum(VIEW_PAGES).meta({ examples: ['runs'] });
const params = z.object({ page, name: z.string().meta({ examples: ['failed last week'] }) });
/** Each has views of their own, so whoever may look may save. */
const role = 'viewer' as const;

const list = defineRoute({
  method: 'get',
  path: '/api/views',
  tag,
  summary: 'Saved views of a page, by name',
  description: "The caller's own where access is required; everybody's where it is off.",
  params: NONE,
  query: z.strictObject({ page }),
  body: NO_BODY,
  responses: { 200: { description: 'The views.', content: json(savedViewList) } },
  errors: ['INVALID_REQUEST'],
  handle: async (operations, { query }) => ok({ views: await listViews(operations, query.page) }),
});

const save = defineRoute({
  method: 'put',
  path: '/api/views/:page/:name',
  role,
  tag,
  summary: 'Save a view under a name',
  description: 'Without `revision` it must be new; with it, the view must still be of that revision.',
  params,
  query: NONE,
  body: { kind: 'json', schema: viewRequestSchema },
  responses: {
    200: { description: 'Replaced.', content: json(savedView) },
    201: { description: 'Saved.', content: json(savedView) },
  },
  errors: [
    'INVALID_REQUEST',
    'VIEW_EXISTS',
    'VIEW_CHANGED',
    'VIEW_NOT_FOUND',
    'PAYLOAD_TOO_LARGE',
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  handle: async (operations, { params: key, body }) => {
    const view = await saveView(operations, key, body);
    return view.revision > 1 ? ok(view) : created(view, `/api/views?page=${view.page}`);
  },
});

const remove = defineRoute({
  method: 'delete',
  path: '/api/views/:page/:name',
  role,
  tag,
  summary: 'Delete a saved view',
  params,
  query: z.strictObject({ revision: queryInteger(1, 1_000_000) }),
  body: NO_BODY,
  responses: { 204: { description: 'Deleted.' } },
  errors: ['INVALID_REQUEST', 'VIEW_NOT_FOUND', 'VIEW_CHANGED'],
  handle: async (operations, { params: key, query }): Promise<Reply> => {
    await removeView(operations, key, query.revision);
    return { kind: 'empty', status: 204 };
  },
});

export const VIEW_ROUTES: readonly Route[] = [list, save, remove];
