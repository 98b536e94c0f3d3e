// Schedules as they stand in Temporal: look, pause, resume, trigger. What they are is declared in the schedules file.
import { z } from 'zod';
import {
  listSchedules,
  pauseSchedule,
  resumeSchedule,
  scheduleDecisionSchema,
  triggerSchedule,
} from '../../operations/schedules-steering.ts';
import { ok } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';
import { schedule, scheduleList } from '../schedule-schemas.ts';

const tag = 'Schedules';
const json = (schema: z.ZodType) => ({ 'application/json': schema });
const params = z.object({ id: z.string().meta({ description: 'The id of the schedule', examples: ['daily'] }) });
const responses = { 200: { description: 'The schedule as it is now.', content: json(schedule) } };
const ERRORS = ['SCHEDULE_NOT_FOUND', 'TEMPORAL_UNREACHABLE'] as const;
const DECISION_ERRORS = [...ERRORS, 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const;

const list = defineRoute({
  method: 'get',
  path: '/api/schedules',
  tag,
  summary: 'List schedules: their times, how they stand, what they started',
  description: 'As Temporal tells it. A schedule that was just created may lack for some seconds.',
  params: NONE,
  query: NONE,
  body: NO_BODY,
  responses: { 200: { description: 'All of them, by id.', content: json(scheduleList) } },
  errors: ['TEMPORAL_UNREACHABLE'],
  handle: async (operations) => ok({ schedules: await listSchedules(operations) }),
});

const pause = defineRoute({
  method: 'post',
  path: '/api/schedules/:id/pause',
  tag,
  summary: 'Pause a schedule',
  description: 'Its times start nothing until it is resumed; runs under way go on. Name and reason become its note.',
  params,
  query: NONE,
  body: { kind: 'json', schema: scheduleDecisionSchema },
  responses,
  errors: DECISION_ERRORS,
  handle: async (operations, { params: { id }, body }) => ok(await pauseSchedule(operations, id, body)),
});

const resume = defineRoute({
  method: 'post',
  path: '/api/schedules/:id/resume',
  tag,
  summary: 'Let a paused schedule go on',
  description: 'Times that passed meanwhile are not made up for: trigger or backfill it for those.',
  params,
  query: NONE,
  body: { kind: 'json', schema: scheduleDecisionSchema },
  responses,
  errors: DECISION_ERRORS,
  handle: async (operations, { params: { id }, body }) => ok(await resumeSchedule(operations, id, body)),
});

const trigger = defineRoute({
  method: 'post',
  path: '/api/schedules/:id/trigger',
  tag,
  summary: 'Start a run of a schedule now',
  description:
    'Also while it is paused. The run is of the last complete day; accounts that are done for it are not run again. Several triggers within a second are one.',
  params,
  query: NONE,
  body: NO_BODY,
  responses,
  errors: ERRORS,
  handle: async (operations, { params: { id } }) => ok(await triggerSchedule(operations, id)),
});

export const SCHEDULE_ROUTES: readonly Route[] = [list, pause, resume, trigger];
