// Backfills: what one would do and cost, and starting it.
import { z } from 'zod';
import { planBackfill } from '../../operations/backfill-plan.ts';
import { startBackfill } from '../../operations/backfill.ts';
import { backfillPlanRequestSchema, backfillRequestSchema } from '../../operations/run-requests.ts';
import { backfillPlan } from '../backfill-schemas.ts';
import { accepted, ok } from '../reply.ts';
import { NONE, defineRoute, type Route } from '../route.ts';
import { runStarted } from '../schemas.ts';

const tag = 'Runs';
const json = (schema: z.ZodType) => ({ 'application/json': schema });

const PLAN_ERRORS = [
  'INVALID_REQUEST',
  'INVALID_DATE',
  'DATE_NOT_COMPLETE',
  'RANGE_TOO_LONG',
  'ACCOUNT_NOT_FOUND',
  'ACCOUNT_ARCHIVED',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
] as const;

const plan = defineRoute({
  method: 'post',
  path: '/api/backfills/plan',
  role: 'viewer',
  changes: false,
  tag,
  summary: 'See what a backfill would do and cost',
  description:
    'Compares calendar and accounts with what is stored: missing days, restated days, requests and minutes at the present budgets. Starts nothing.',
  params: NONE,
  query: NONE,
  body: { kind: 'json', schema: backfillPlanRequestSchema },
  responses: { 200: { description: 'The plan.', content: json(backfillPlan) } },
  errors: PLAN_ERRORS,
  handle: async (operations, { body }) => ok(await planBackfill(operations, body)),
});

const start = defineRoute({
  method: 'post',
  path: '/api/backfills',
  tag,
  summary: 'Bring in older days',
  description:
    'Reads the missing days of a date range from the sources, or with `reread` every day of it; accounts whose published figures turn out to be restated are forecast again. A large one is refused with its cost until `confirm` agrees to it.',
  params: NONE,
  query: NONE,
  body: { kind: 'json', schema: backfillRequestSchema },
  responses: { 202: { description: 'Started.', content: json(runStarted) } },
  errors: [...PLAN_ERRORS, 'BACKFILL_NOT_CONFIRMED', 'RUN_IN_PROGRESS', 'TEMPORAL_UNREACHABLE'],
  handle: async (operations, { body }) => {
    const started = await startBackfill(operations, body);
    return accepted(started, started.links.self);
  },
});

export const BACKFILL_ROUTES: readonly Route[] = [plan, start];
