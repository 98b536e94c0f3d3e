// The inside of a run: steps, log lines, durations.
import { z } from 'zod';
import { DURATION_DAYS_MAX, readRunDurations } from '../../operations/steps/run-durations.ts';
import { LOG_LINES_MAX, readRunLog } from '../../operations/steps/run-log.ts';
import { STEP_KINDS, STEP_STATES } from '../../operations/steps/run-step.ts';
import { readRunSteps, STEP_PAGE_MAX } from '../../operations/steps/run-steps.ts';
import { queryChoices, queryInteger } from '../query.ts';
import { ok } from '../reply.ts';
import { NO_BODY, defineRoute, type Route } from '../route.ts';
import { runDurations, runLog, runSteps } from '../step-schemas.ts';
import { rowCursor } from '../../operations/list-page.ts';

const tag = 'Runs';
const json = (schema: z.ZodType) => ({ 'application/json': schema });
const params = z.object({
  id: z
    .string()
    .meta({ description: 'The workflow id, its slashes as %2F', examples: ['account-day/daily/2026-11-20/u1'] }),
});
const execution = z.string().min(1).max(100).optional().describe("Temporal's id of one execution; else the latest.");

const steps = defineRoute({
  method: 'get',
  path: '/api/runs/:id/steps',
  tag,
  summary: 'The steps of a run with input, output and attempts',
  description:
    'Of day runs, partitions, account days and the other workflows of a run. From Temporal while it knows the run, else from what Morrow keeps itself: `source` says which.',
  params,
  query: z.strictObject({
    run: execution,
    kinds: queryChoices(STEP_KINDS).optional(),
    states: queryChoices(STEP_STATES).optional(),
    after: rowCursor.optional(),
    limit: queryInteger(1, STEP_PAGE_MAX).optional(),
  }),
  body: NO_BODY,
  responses: { 200: { description: 'A page of steps.', content: json(runSteps) } },
  errors: ['INVALID_REQUEST', 'RUN_NOT_FOUND', 'TEMPORAL_UNREACHABLE'],
  handle: async (operations, { params: { id }, query }) => ok(await readRunSteps(operations, id, query)),
});

const log = defineRoute({
  method: 'get',
  path: '/api/runs/:id/log',
  tag,
  summary: 'What was logged about a run or one of its steps',
  description: 'Searches the ends of the log files that the embedded stack keeps. Elsewhere it says how to ask.',
  params,
  query: z.strictObject({
    run: execution,
    step: z.string().min(1).max(100).optional(),
    limit: queryInteger(1, LOG_LINES_MAX).optional(),
  }),
  body: NO_BODY,
  responses: { 200: { description: 'The lines, oldest first.', content: json(runLog) } },
  errors: ['INVALID_REQUEST', 'RUN_NOT_FOUND', 'TEMPORAL_UNREACHABLE'],
  handle: async (operations, { params: { id }, query }) => ok(await readRunLog(operations, id, query)),
});

const durations = defineRoute({
  method: 'get',
  path: '/api/runs/:id/durations',
  tag,
  summary: 'How long the same run took on the days before, and when it landed against its deadline',
  params,
  query: z.strictObject({
    days: queryInteger(1, DURATION_DAYS_MAX).optional(),
    step: z.string().min(1).max(100).optional().describe('Also the durations of this step.'),
  }),
  body: NO_BODY,
  responses: { 200: { description: 'The durations.', content: json(runDurations) } },
  errors: ['INVALID_REQUEST', 'RUN_NOT_FOUND'],
  handle: async (operations, { params: { id }, query }) => ok(await readRunDurations(operations, id, query)),
});

export const RUN_STEP_ROUTES: readonly Route[] = [steps, log, durations];
