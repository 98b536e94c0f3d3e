// What an account's page asks for: one request.
import { z } from 'zod';
import { readAccountOverview } from '../../operations/account-overview.ts';
import { isoDate } from '../../operations/values.ts';
import type { Explainer } from '../../ports/explainer.ts';
import { accountOverview } from '../account-overview-schemas.ts';
import { ok } from '../reply.ts';
import { NO_BODY, defineRoute, type Route } from '../route.ts';

/** Where nobody explains, the rest is shown. */
export const NO_EXPLAINER: Explainer = { explain: () => Promise.resolve(null) };

export const accountOverviewRoutes = (explainer: Explainer): readonly Route[] => [
  defineRoute({
    method: 'get',
    path: '/api/accounts/:id/overview',
    tag: 'Screens',
    summary: 'One account: days, rates, forecast with reasons, model and runs',
    description: 'Its cost grows with the length of the range only.',
    params: z.object({ id: z.string().meta({ description: 'The account id', examples: ['u1'] }) }),
    query: z.strictObject({
      from: isoDate.optional().describe('The default is 30 days up to the last complete one.'),
      to: isoDate.optional().describe('May lie ahead; the default is a week after the last complete day.'),
    }),
    body: NO_BODY,
    responses: { 200: { description: 'The account.', content: { 'application/json': accountOverview } } },
    errors: ['INVALID_REQUEST', 'INVALID_DATE', 'RANGE_TOO_LONG', 'ACCOUNT_NOT_FOUND'],
    handle: async (operations, { params: { id }, query }) =>
      ok(await readAccountOverview(operations, explainer, id, query)),
  }),
];
