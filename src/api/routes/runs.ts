// Runs: start a day or a retraining, see how any run goes, stop it. Backfills have a file of their own.
import { z } from 'zod';
import { PIPELINES } from '../../contract/pipelines.ts';
import { pauseRequestSchema, pauseRun, resumeRun, retryFailed } from '../../operations/run-repair.ts';
import { listCursor } from '../../operations/list-page.ts';
import { describeRun } from '../../operations/run-description.ts';
import { startRetrain } from '../../operations/retrain.ts';
import { dayRunRequestSchema, retrainRequestSchema } from '../../operations/run-requests.ts';
import { RUN_KINDS, RUN_LIST_MAX, cancelRun, listRuns, startDayRun } from '../../operations/runs.ts';
import { linksOf } from '../../operations/run-start.ts';
import { accountId, isoDate } from '../../operations/values.ts';
import { RUN_STATUSES } from '../../ports/run-status.ts';
import { queryInteger } from '../query.ts';
import { accepted, ok } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';
import { runDescription, runList, runPause, runReference, runStarted } from '../schemas.ts';

const tag = 'Runs';
const json = (schema: z.ZodType) => ({ 'application/json': schema });
const params = z.object({
  id: z.string().meta({ description: 'The run id, its slashes as %2F', examples: ['day/daily/2026-11-20'] }),
});

const START_ERRORS = [
  'INVALID_REQUEST',
  'INVALID_DATE',
  'DATE_NOT_COMPLETE',
  'ACCOUNT_NOT_FOUND',
  'ACCOUNT_ARCHIVED',
  'RUN_IN_PROGRESS',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'TEMPORAL_UNREACHABLE',
] as const;

const startDay = defineRoute({
  method: 'post',
  path: '/api/runs',
  tag,
  summary: 'Start the run of a business date',
  description:
    'Collects the revenue of the date, makes the forecasts and publishes what its gate lets through, for all active accounts or the named ones.',
  params: NONE,
  query: NONE,
  body: { kind: 'json', schema: dayRunRequestSchema },
  responses: { 202: { description: 'Started.', content: json(runStarted) } },
  errors: START_ERRORS,
  handle: async (operations, { body }) => {
    const started = await startDayRun(operations, body);
    return accepted(started, started.links.self);
  },
});

const startRetraining = defineRoute({
  method: 'post',
  path: '/api/retrains',
  tag,
  summary: 'Tune models anew',
  description:
    "Trains every account of the scope and registers what comes out as challengers. Promotion is the cohort's setting.",
  params: NONE,
  query: NONE,
  body: { kind: 'json', schema: retrainRequestSchema },
  responses: { 202: { description: 'Started.', content: json(runStarted) } },
  errors: START_ERRORS,
  handle: async (operations, { body }) => {
    const started = await startRetrain(operations, body);
    return accepted(started, started.links.self);
  },
});

const list = defineRoute({
  method: 'get',
  path: '/api/runs',
  tag,
  summary: 'List recorded runs, newest first',
  params: NONE,
  query: z.strictObject({
    kind: z.enum(RUN_KINDS).optional(),
    pipeline: z.enum(PIPELINES).optional(),
    date: isoDate.optional(),
    account: accountId.optional(),
    status: z.enum(RUN_STATUSES).optional(),
    after: listCursor.optional(),
    limit: queryInteger(1, RUN_LIST_MAX).optional(),
  }),
  body: NO_BODY,
  responses: { 200: { description: 'The runs.', content: json(runList) } },
  errors: ['INVALID_REQUEST', 'INVALID_DATE'],
  handle: async (operations, { query }) => {
    const { rows, next } = await listRuns(operations, query);
    return ok({ runs: rows.map((run) => ({ ...run, links: linksOf(operations, run.id) })), next });
  },
});

const describe = defineRoute({
  method: 'get',
  path: '/api/runs/:id',
  tag,
  summary: 'See how a run goes',
  params,
  query: NONE,
  body: NO_BODY,
  responses: { 200: { description: 'The run.', content: json(runDescription) } },
  errors: ['RUN_NOT_FOUND', 'TEMPORAL_UNREACHABLE'],
  handle: async (operations, { params: { id } }) => ok(await describeRun(operations, id)),
});

const cancel = defineRoute({
  method: 'post',
  path: '/api/runs/:id/cancel',
  tag,
  summary: 'Stop a run',
  description:
    'What it has finished stays. Of a day run that was terminated in Temporal, what still runs below it stops.',
  params,
  query: NONE,
  body: NO_BODY,
  responses: { 202: { description: 'It was asked to stop.', content: json(runReference) } },
  errors: ['RUN_NOT_FOUND', 'RUN_FINISHED', 'TEMPORAL_UNREACHABLE'],
  handle: async (operations, { params: { id } }) => {
    const run = await cancelRun(operations, id);
    return accepted(run, run.links.self);
  },
});

const pausing = {
  method: 'post',
  tag,
  params,
  query: NONE,
  body: { kind: 'json', schema: pauseRequestSchema },
  responses: { 200: { description: 'How it stands now.', content: json(runPause) } },
  errors: [
    'INVALID_REQUEST',
    'RUN_NOT_FOUND',
    'RUN_FINISHED',
    'RUN_NOT_PAUSABLE',
    'PAYLOAD_TOO_LARGE',
    'UNSUPPORTED_MEDIA_TYPE',
    'TEMPORAL_UNREACHABLE',
  ],
} as const;

const pause = defineRoute({
  ...pausing,
  path: '/api/runs/:id/pause',
  summary: 'Pause a day run: nothing new is started',
  description: 'Accounts that are in hand go on to their end. Who paused it and why stays visible until it is resumed.',
  handle: async (operations, { params: { id }, body }) => ok(await pauseRun(operations, id, body)),
});

const resume = defineRoute({
  ...pausing,
  path: '/api/runs/:id/resume',
  summary: 'Resume a paused day run',
  handle: async (operations, { params: { id }, body }) => ok(await resumeRun(operations, id, body)),
});

const retry = defineRoute({
  method: 'post',
  path: '/api/runs/:id/retry',
  tag,
  summary: 'Run a day again for the accounts that failed',
  description: 'Under the same id; accounts that are done, held or cancelled are left alone.',
  params,
  query: NONE,
  body: NO_BODY,
  responses: { 202: { description: 'Started.', content: json(runStarted) } },
  errors: ['RUN_NOT_FOUND', 'RUN_IN_PROGRESS', 'NOTHING_FAILED', 'TEMPORAL_UNREACHABLE'],
  handle: async (operations, { params: { id } }) => {
    const started = await retryFailed(operations, id);
    return accepted(started, started.links.self);
  },
});

export const RUN_ROUTES: readonly Route[] = [startDay, startRetraining, list, describe, cancel, pause, resume, retry];
