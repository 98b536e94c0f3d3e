// One account's revenue.
import { z } from 'zod';
import {
  listRevenue,
  listRevenueRevisions,
  listSourceRevenue,
  putRevenue,
  revenueRowsSchema,
} from '../../operations/revenue.ts';
import { compareRevenue } from '../../operations/revenue-as-published.ts';
import { isoDate } from '../../operations/values.ts';
import { ok } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';
import { dayList, revenueSet, sourceList } from '../schemas.ts';

const tag = 'Revenue';
const json = (schema: z.ZodType) => ({ 'application/json': schema });
const params = z.object({ id: z.string().meta({ description: 'The account id', examples: ['u1'] }) });
const range = z.strictObject({
  from: isoDate.optional().describe('The default is 30 days up to `to`.'),
  to: isoDate.optional().describe('The default is the last complete day.'),
});
const RANGE_ERRORS = ['INVALID_REQUEST', 'INVALID_DATE', 'RANGE_TOO_LONG', 'ACCOUNT_NOT_FOUND'] as const;

const days = defineRoute({
  method: 'get',
  path: '/api/accounts/:id/revenue',
  tag,
  summary: 'Daily revenue as known now, or as it was published',
  params,
  query: range.extend({
    as: z
      .enum(['known', 'published'])
      .default('known')
      .describe(
        'published: each day as it stood when the forecast of its date was first published, or as first recorded without one.',
      ),
  }),
  body: NO_BODY,
  responses: { 200: { description: 'The days, by date.', content: json(dayList) } },
  errors: RANGE_ERRORS,
  handle: async (operations, { params: { id }, query: { as, ...asked } }) => {
    if (as === 'known') return ok({ days: await listRevenue(operations, id, asked) });
    return ok({ days: (await compareRevenue(operations, id, asked)).map(({ published }) => published) });
  },
});

const set = defineRoute({
  method: 'put',
  path: '/api/accounts/:id/revenue',
  tag,
  summary: 'Set the revenue of some days',
  description:
    'Each named day becomes what the rows say, as a new revision. Other days stay. All rows are taken or none.',
  params,
  query: NONE,
  body: { kind: 'json', schema: revenueRowsSchema },
  responses: { 200: { description: 'How many days were added, revised and unchanged.', content: json(revenueSet) } },
  errors: [
    'INVALID_REQUEST',
    'INVALID_DATE',
    'UNKNOWN_CURRENCY',
    'ACCOUNT_NOT_FOUND',
    'ACCOUNT_ARCHIVED',
    'PAYLOAD_TOO_LARGE',
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  handle: async (operations, { params: { id }, body }) => ok({ days: await putRevenue(operations, id, body) }),
});

const revisions = defineRoute({
  method: 'get',
  path: '/api/accounts/:id/revenue/:date/revisions',
  tag,
  summary: 'Every revision of one day, oldest first',
  params: params.extend({ date: isoDate }),
  query: NONE,
  body: NO_BODY,
  responses: { 200: { description: 'The revisions.', content: json(dayList) } },
  errors: ['INVALID_DATE', 'ACCOUNT_NOT_FOUND'],
  handle: async (operations, { params: { id, date } }) =>
    ok({ days: await listRevenueRevisions(operations, id, date) }),
});

const sources = defineRoute({
  method: 'get',
  path: '/api/accounts/:id/sources',
  tag,
  summary: 'What each source reported, in its own currency',
  params,
  query: range,
  body: NO_BODY,
  responses: { 200: { description: 'By date, then source.', content: json(sourceList) } },
  errors: RANGE_ERRORS,
  handle: async (operations, { params: { id }, query }) =>
    ok({ sources: await listSourceRevenue(operations, id, query) }),
});

export const REVENUE_ROUTES: readonly Route[] = [days, set, sources, revisions];
