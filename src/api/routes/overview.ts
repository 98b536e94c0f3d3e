// What screens ask for: one request each.
import { z } from 'zod';
import { ERROR_CODES } from '../../contract/errors.ts';
import { accountCursor } from '../../operations/list-page.ts';
import { readOverview } from '../../operations/overview.ts';
import { readTiles, TILE_PAGE_MAX, TILE_STATUSES } from '../../operations/tiles.ts';
import { accountId, cohort, isoDate } from '../../operations/values.ts';
import { overview, tilePage } from '../overview-schemas.ts';
import { queryInteger } from '../query.ts';
import { ok } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';

const tag = 'Screens';
const json = (schema: z.ZodType) => ({ 'application/json': schema });

const overviewRoute = defineRoute({
  method: 'get',
  path: '/api/overview',
  tag,
  summary: 'Revenue, forecast and progress per day',
  description:
    'Totals per currency, over all accounts, a cohort or one account. Its cost grows with the length of the range only.',
  params: NONE,
  query: z.strictObject({
    from: isoDate.optional().describe('The default is 30 days up to the last complete one.'),
    to: isoDate.optional().describe('May lie ahead; the default is a week after the last complete day.'),
    cohort: cohort.optional(),
    account: accountId.optional(),
  }),
  body: NO_BODY,
  responses: { 200: { description: 'The overview.', content: json(overview) } },
  errors: ['INVALID_REQUEST', 'INVALID_DATE', 'RANGE_TOO_LONG', 'ACCOUNT_NOT_FOUND'],
  handle: async (operations, { query }) => ok(await readOverview(operations, query)),
});

const tiles = defineRoute({
  method: 'get',
  path: '/api/tiles',
  tag,
  summary: 'How the days of accounts ended, a page of accounts at a time',
  description: 'Account days of the pipeline `daily`, by account id.',
  params: NONE,
  query: z.strictObject({
    from: isoDate.optional().describe('The default is 30 days up to `to`.'),
    to: isoDate.optional().describe('The default is the last complete day.'),
    status: z.enum(TILE_STATUSES).optional().describe('Only accounts that have such a day in the range.'),
    code: z.enum(ERROR_CODES).optional().describe('Only accounts that have a day with this error code.'),
    cohort: cohort.optional(),
    after: accountCursor.optional(),
    limit: queryInteger(1, TILE_PAGE_MAX).optional(),
  }),
  body: NO_BODY,
  responses: { 200: { description: 'A page.', content: json(tilePage) } },
  errors: ['INVALID_REQUEST', 'INVALID_DATE', 'RANGE_TOO_LONG'],
  handle: async (operations, { query }) => ok(await readTiles(operations, query)),
});

export const OVERVIEW_ROUTES: readonly Route[] = [overviewRoute, tiles];
