// Task queues and workers as they are now.
import { describeFleet } from '../../operations/fleet.ts';
import { fleet } from '../fleet-schemas.ts';
import { ok } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';

const look = defineRoute({
  method: 'get',
  path: '/api/workers',
  tag: 'Workers',
  summary: 'See what waits in the queues, and who works',
  description:
    'Backlog, age and pollers as Temporal tells them; slots, counters and load as each worker tells Temporal every ten seconds; and how many workers the autoscaler would want.',
  params: NONE,
  query: NONE,
  body: NO_BODY,
  responses: { 200: { description: 'Queues and workers.', content: { 'application/json': fleet } } },
  errors: ['TEMPORAL_UNREACHABLE'],
  handle: async (operations) => ok(await describeFleet(operations)),
});

export const FLEET_ROUTES: readonly Route[] = [look];
