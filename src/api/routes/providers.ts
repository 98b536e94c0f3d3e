// Providers: their request budgets and circuit breakers, seen and changed while everything runs.
import { z } from 'zod';
import { breakerRequestSchema, budgetRequestSchema } from '../../operations/provider-requests.ts';
import { listProviders, operateProviderBreaker, setProviderBudget } from '../../operations/providers.ts';
import { listRatesComparisons } from '../../operations/rates-comparisons.ts';
import { isoDate } from '../../operations/values.ts';
import { provider, providerList, ratesComparisons } from '../provider-schemas.ts';
import { ok } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';

const tag = 'Providers';
const json = (schema: z.ZodType) => ({ 'application/json': schema });
const params = z.object({
  id: z.string().meta({ description: 'A source, rates-a or rates-b', examples: ['app-store-1'] }),
});
const CHANGE_ERRORS = ['PROVIDER_NOT_FOUND', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const;

const list = defineRoute({
  method: 'get',
  path: '/api/providers',
  tag,
  summary: 'List providers with their budgets and breakers',
  params: NONE,
  query: NONE,
  body: NO_BODY,
  responses: { 200: { description: 'All of them.', content: json(providerList) } },
  errors: [],
  handle: async (operations) => ok({ providers: await listProviders(operations) }),
});

const limit = defineRoute({
  method: 'put',
  path: '/api/providers/:id/budget',
  tag,
  summary: 'Set the request budget of a provider',
  description: 'As a whole: what is left out is unlimited. Workers go by it within a second.',
  params,
  query: NONE,
  body: { kind: 'json', schema: budgetRequestSchema },
  responses: { 200: { description: 'The provider as it is now.', content: json(provider) } },
  errors: CHANGE_ERRORS,
  handle: async (operations, { params: { id }, body }) => ok(await setProviderBudget(operations, id, body)),
});

const breaker = defineRoute({
  method: 'post',
  path: '/api/providers/:id/breaker',
  tag,
  summary: 'Open or close the circuit breaker of a provider',
  description:
    'Opened by hand it stays open until it is closed by hand; accounts that need the provider wait meanwhile.',
  params,
  query: NONE,
  body: { kind: 'json', schema: breakerRequestSchema },
  responses: { 200: { description: 'The provider as it is now.', content: json(provider) } },
  errors: [...CHANGE_ERRORS, 'TEMPORAL_UNREACHABLE'],
  handle: async (operations, { params: { id }, body }) => ok(await operateProviderBreaker(operations, id, body)),
});

const compared = defineRoute({
  method: 'get',
  path: '/api/rates/comparisons',
  tag,
  summary: 'See how the rates of A and B agree, newest date first',
  description: 'Compared once for each date, when a day run has priced it. The last 30 complete days by default.',
  params: NONE,
  query: z.strictObject({ from: isoDate.optional(), to: isoDate.optional() }),
  body: NO_BODY,
  responses: { 200: { description: 'The comparisons.', content: json(ratesComparisons) } },
  errors: ['INVALID_REQUEST', 'INVALID_DATE', 'RANGE_TOO_LONG'],
  handle: async (operations, { query }) => ok({ comparisons: await listRatesComparisons(operations, query) }),
});

export const PROVIDER_ROUTES: readonly Route[] = [list, limit, breaker, compared];
