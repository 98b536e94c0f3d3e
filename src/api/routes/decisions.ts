// What gates kept back and why, what people decide about it, and by which policy.
import { z } from 'zod';
import { cohortSettingsSchema, listCohorts, setCohort, showCohort } from '../../operations/cohorts.ts';
import { GATE_LIST_MAX, listGates, showGate } from '../../operations/gates.ts';
import {
  HOLD_FORECASTS_MAX,
  HOLD_LIST_MAX,
  holdDecisionSchema,
  holdLinks,
  listHolds,
  rejectHold,
  releaseHold,
  showHold,
} from '../../operations/holds.ts';
import { HOLD_STATUSES } from '../../ports/store.ts';
import { accountCursor } from '../../operations/list-page.ts';
import { isoDate } from '../../operations/values.ts';
import {
  cohortList,
  cohortSettings,
  gateDecision,
  gateList,
  holdDecided,
  holdDescription,
  holdList,
} from '../decision-schemas.ts';
import { listCursor } from '../../operations/list-page.ts';
import { queryInteger, queryWords } from '../query.ts';
import { ok } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';

const tag = 'Gates and holds';
const json = (schema: z.ZodType) => ({ 'application/json': schema });
const holdParams = z.object({
  id: z
    .string()
    .meta({ description: 'The hold id, its slashes as %2F', examples: ['hold/daily/2026-11-20/0b6e2f61-0'] }),
});

const holds = defineRoute({
  method: 'get',
  path: '/api/holds',
  tag,
  summary: 'List holds, newest first',
  params: NONE,
  query: z.strictObject({
    status: queryWords(HOLD_STATUSES).optional(),
    after: listCursor.optional(),
    limit: queryInteger(1, HOLD_LIST_MAX).optional(),
  }),
  body: NO_BODY,
  responses: { 200: { description: 'The holds.', content: json(holdList) } },
  errors: ['INVALID_REQUEST'],
  handle: async (operations, { query }) => {
    const { rows, next } = await listHolds(operations, query);
    return ok({ holds: rows.map((hold) => ({ ...hold, links: holdLinks(operations, hold.id) })), next });
  },
});

const hold = defineRoute({
  method: 'get',
  path: '/api/holds/:id',
  tag,
  summary: 'A hold: what it still holds, why, and what was decided',
  params: holdParams,
  query: z.strictObject({
    after: accountCursor.optional(),
    limit: queryInteger(1, HOLD_FORECASTS_MAX).optional(),
  }),
  body: NO_BODY,
  responses: { 200: { description: 'The hold with a page of its forecasts.', content: json(holdDescription) } },
  errors: ['INVALID_REQUEST', 'HOLD_NOT_FOUND'],
  handle: async (operations, { params: { id }, query }) => {
    const described = await showHold(operations, id, query);
    return ok({ ...described, hold: { ...described.hold, links: holdLinks(operations, id) } });
  },
});

const decision = {
  method: 'post',
  tag,
  params: holdParams,
  query: NONE,
  body: { kind: 'json', schema: holdDecisionSchema },
  responses: {
    200: { description: 'How many were decided, and how many are still held.', content: json(holdDecided) },
  },
  errors: [
    'INVALID_REQUEST',
    'HOLD_NOT_FOUND',
    'HOLD_CLOSED',
    'PAYLOAD_TOO_LARGE',
    'UNSUPPORTED_MEDIA_TYPE',
    'TEMPORAL_UNREACHABLE',
  ],
} as const;

const release = defineRoute({
  ...decision,
  path: '/api/holds/:id/release',
  summary: 'Publish held forecasts',
  description: 'All that are still held, or those of the named accounts.',
  handle: async (operations, { params: { id }, body }) => ok(await releaseHold(operations, id, body)),
});

const reject = defineRoute({
  ...decision,
  path: '/api/holds/:id/reject',
  summary: 'Reject held forecasts: the last good ones stay what is served',
  description: 'All that are still held, or those of the named accounts.',
  handle: async (operations, { params: { id }, body }) => ok(await rejectHold(operations, id, body)),
});

const gates = defineRoute({
  method: 'get',
  path: '/api/gates',
  tag,
  summary: 'Decisions of the gates of days, newest first',
  params: NONE,
  query: z.strictObject({
    from: isoDate.optional().describe('First business date; the default is 30 days up to `to`.'),
    to: isoDate.optional().describe('Last business date; the default is the last complete day.'),
    limit: queryInteger(1, GATE_LIST_MAX).optional(),
  }),
  body: NO_BODY,
  responses: { 200: { description: 'The decisions.', content: json(gateList) } },
  errors: ['INVALID_REQUEST', 'INVALID_DATE', 'RANGE_TOO_LONG'],
  handle: async (operations, { query }) => ok({ gates: await listGates(operations, query) }),
});

const gate = defineRoute({
  method: 'get',
  path: '/api/gates/:id',
  tag,
  summary: 'One decision with the figures it was made from',
  params: z.object({
    id: z.string().meta({ description: 'The id, its slashes as %2F', examples: ['gate/daily/2026-11-20/0b6e2f61-0'] }),
  }),
  query: NONE,
  body: NO_BODY,
  responses: { 200: { description: 'The decision.', content: json(gateDecision) } },
  errors: ['NOT_FOUND'],
  handle: async (operations, { params: { id } }) => ok(await showGate(operations, id)),
});

const cohorts = defineRoute({
  method: 'get',
  path: '/api/cohorts',
  tag,
  summary: 'List cohorts with their settings',
  params: NONE,
  query: NONE,
  body: NO_BODY,
  responses: { 200: { description: 'By name.', content: json(cohortList) } },
  errors: [],
  handle: async (operations) => ok({ cohorts: await listCohorts(operations) }),
});

const cohortParams = z.object({
  cohort: z.string().meta({ description: 'The name of the cohort', examples: ['default'] }),
});

const cohort = defineRoute({
  method: 'get',
  path: '/api/cohorts/:cohort',
  tag,
  summary: 'Settings of a cohort: what was set, or the defaults',
  params: cohortParams,
  query: NONE,
  body: NO_BODY,
  responses: { 200: { description: 'The settings.', content: json(cohortSettings) } },
  errors: ['INVALID_REQUEST'],
  handle: async (operations, { params }) => ok(await showCohort(operations, params.cohort)),
});

const putCohort = defineRoute({
  method: 'put',
  path: '/api/cohorts/:cohort',
  tag,
  summary: 'Set who promotes models of a cohort, and what becomes of a hold that nobody answers',
  description: 'What is left out gets its default. Holds that are open keep the policy they began with.',
  params: cohortParams,
  query: NONE,
  body: { kind: 'json', schema: cohortSettingsSchema },
  responses: { 200: { description: 'The settings.', content: json(cohortSettings) } },
  errors: ['INVALID_REQUEST', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'],
  handle: async (operations, { params, body }) => ok(await setCohort(operations, params.cohort, body)),
});

export const DECISION_ROUTES: readonly Route[] = [
  holds,
  hold,
  release,
  reject,
  gates,
  gate,
  cohorts,
  cohort,
  putCohort,
];
