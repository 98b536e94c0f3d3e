// Published forecasts on their way to the webhook.
import { z } from 'zod';
import {
  DELIVERY_LIST_MAX,
  deliveryCursor,
  listDeliveries,
  redeliver,
  redeliverSchema,
} from '../../operations/deliveries.ts';
import { accountId } from '../../operations/values.ts';
import { DELIVERY_STATUSES } from '../../ports/delivery-store.ts';
import { queryInteger } from '../query.ts';
import { ok } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';
import { deliveryList, redelivered } from '../view-schemas.ts';

const tag = 'Deliveries';
const json = (schema: z.ZodType) => ({ 'application/json': schema });

const list = defineRoute({
  method: 'get',
  path: '/api/deliveries',
  tag,
  summary: 'Published forecasts on their way to the webhook, the latest date first',
  params: NONE,
  query: z.strictObject({
    status: z.enum(DELIVERY_STATUSES).optional(),
    account: accountId.optional(),
    after: deliveryCursor.optional(),
    limit: queryInteger(1, DELIVERY_LIST_MAX).optional(),
  }),
  body: NO_BODY,
  responses: { 200: { description: 'A page of deliveries.', content: json(deliveryList) } },
  errors: ['INVALID_REQUEST'],
  handle: async (operations, { query }) => ok(await listDeliveries(operations, query)),
});

const again = defineRoute({
  method: 'post',
  path: '/api/deliveries/redeliver',
  tag,
  summary: 'Deliver some forecasts again, or all that were given up',
  description: 'They are due at once and sent within a minute, with the same `webhook-id`.',
  params: NONE,
  query: NONE,
  body: { kind: 'json', schema: redeliverSchema },
  responses: { 200: { description: 'How many are due again.', content: json(redelivered) } },
  errors: ['INVALID_REQUEST', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'],
  handle: async (operations, { body }) => ok(await redeliver(operations, body)),
});

export const DELIVERY_ROUTES: readonly Route[] = [list, again];
