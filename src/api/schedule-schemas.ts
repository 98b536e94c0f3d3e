// The shape of a schedule in the API's answers.
import { z } from 'zod';
import { OVERLAPS } from '../operations/schedules-file.ts';
import { SCHEDULE_STATES } from '../operations/schedules-view.ts';
import { count, instant } from './schema-parts.ts';

const links = z.strictObject({ temporal: z.string() }).describe("Into Temporal's Web UI.");

export const schedule = z
  .strictObject({
    id: z.string(),
    pipeline: z.string().nullable(),
    cohort: z.string().nullable().describe('Null: every account.'),
    mode: z.string().nullable().describe('Of a retraining: only cohorts in this mode.'),
    times: z.array(z.string()).describe('Cron expressions in `timeZone`; none: it is only triggered or backfilled.'),
    timeZone: z.string(),
    overlap: z.enum(OVERLAPS).nullable().describe('What happens at a time while the run before goes on.'),
    jitterSeconds: z.number(),
    catchUpWindowMinutes: z.number().describe('How late a missed run is still made up for.'),
    state: z.enum(SCHEDULE_STATES).describe('`spent`: it was to run once, and has; `by-hand`: it has no times.'),
    note: z.string().nullable(),
    next: z.array(instant).describe('Soonest first, five at most; none while nothing is due.'),
    recent: z
      .array(z.strictObject({ dueAt: instant, startedAt: instant, workflowId: z.string(), links }))
      .describe('What it started, newest first; Temporal keeps about ten.'),
    running: z
      .array(z.string())
      .describe('Workflows it started that go on; a scheduled run is over when its run has begun.'),
    counts: z.strictObject({
      started: count,
      missed: count.describe('Times that were too late to be made up for.'),
      skipped: count.describe('Times at which the run before still went on.'),
    }),
    links,
  })
  .meta({ id: 'Schedule' });

export const scheduleList = z.strictObject({ schedules: z.array(schedule) }).meta({ id: 'ScheduleList' });
