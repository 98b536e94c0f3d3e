// The shapes of answers about the inside of a run: its steps, its log, how long it takes.
import { z } from 'zod';
import { RUN_STATUSES } from '../ports/run-status.ts';
import { STEP_KINDS, STEP_PATHS, STEP_STATES } from '../operations/steps/run-step.ts';
import { count, date, instant, links, next } from './schema-parts.ts';

const shown = z
  .strictObject({
    value: z.unknown(),
    bytes: count,
    cut: z.boolean().describe('True: `value` is the beginning of the JSON, as text.'),
  })
  .nullable()
  .describe('Without secrets, at most 16 KB. Null where nothing was kept: Temporal keeps no input of a local step.');

const errorCode = z.string().nullable();
const errorMessage = z.string().nullable();
const moment = instant.nullable();
const duration = z.number().min(0).nullable();

const attempt = z.strictObject({
  path: z.enum(STEP_PATHS),
  attempt: count,
  startedAt: moment,
  finishedAt: moment,
  state: z.enum(STEP_STATES),
  errorCode,
  errorMessage,
});

const step = z
  .strictObject({
    id: z.string(),
    kind: z.enum(STEP_KINDS),
    name: z.string(),
    label: z.string().nullable(),
    state: z.enum(STEP_STATES),
    queue: z.string().nullable(),
    scheduledAt: moment,
    startedAt: moment,
    finishedAt: moment,
    waitedMs: duration.describe('From being scheduled to the begin of the last attempt, retries included.'),
    ranMs: duration.describe('Of the last attempt.'),
    attempts: count,
    tries: z
      .array(attempt)
      .describe(
        'The last 30. Temporal keeps times of the last one and why the one before failed; the others have what the log says, or null.',
      ),
    nextTryAt: moment,
    errorCode,
    errorMessage,
    input: shown,
    output: shown,
    childId: z.string().nullable().describe('The workflow that it is, of a child.'),
    activityIds: z.array(z.string()).describe('Log lines carry them.'),
    links: z.strictObject({ temporal: z.string().nullable(), steps: z.string().nullable() }),
  })
  .meta({ id: 'RunStep' });

export const runSteps = z
  .strictObject({
    id: z.string(),
    source: z
      .enum(['temporal', 'record'])
      .describe('`record`: Temporal does not know the run any more, or does not answer; `note` says which.'),
    note: z.string().nullable(),
    runId: z.string().nullable(),
    workflowType: z.string().nullable(),
    isRunning: z.boolean(),
    startedAt: moment,
    closedAt: moment,
    parentId: z.string().nullable(),
    continues: z.string().nullable().describe('The execution that this one continues; ask for it with `run`.'),
    continuedAs: z.string().nullable(),
    version: z.strictObject({
      morrow: z.string().nullable().describe('Of Morrow, as the run recorded it when it began.'),
      build: z.string().nullable().describe('Of the worker that did its last task.'),
    }),
    input: shown,
    output: shown,
    errorCode,
    errorMessage,
    complete: z.boolean().describe('False: the run is longer than what is read of it.'),
    counts: z.partialRecord(z.enum(STEP_STATES), count).describe('Steps of the kinds asked for, by state.'),
    total: count.describe('Steps that match, on all pages.'),
    steps: z.array(step).describe('In the order in which they were scheduled.'),
    next,
    links,
  })
  .meta({ id: 'RunSteps' });

export const runLog = z
  .strictObject({
    id: z.string(),
    source: z
      .enum(['files', 'elsewhere'])
      .describe('`elsewhere`: the API has no log files; ask the log system for lines with the fields of `find`.'),
    note: z.string(),
    find: z.record(z.string(), z.string()),
    lines: z.array(
      z.strictObject({
        time: z.string(),
        level: z.string(),
        process: z.string(),
        message: z.string(),
        facts: z.record(z.string(), z.unknown()),
      }),
    ),
    partial: z.boolean(),
  })
  .meta({ id: 'RunLog' });

export const runDurations = z
  .strictObject({
    id: z.string(),
    runs: z
      .array(
        z.strictObject({
          id: z.string(),
          date,
          status: z.enum(RUN_STATUSES),
          startedAt: instant,
          finishedAt: moment,
          tookMs: duration,
          deadlineAt: moment.describe('When the day had to be done; null: no deadline is set for it.'),
          lateMs: z
            .number()
            .nullable()
            .describe('Positive: so much too late, by what is known now. Null also for a run that began too late.'),
          startedAfterMs: duration.describe(
            'How long after its deadline the run began, such as a day that was caught up on; null: it began before.',
          ),
        }),
      )
      .describe('Oldest first, the run itself included.'),
    step: z
      .strictObject({
        name: z.string(),
        days: z.array(z.strictObject({ date, attempts: count, medianMs: z.number(), p95Ms: z.number() })),
      })
      .nullable()
      .describe('Attempts of the step in all runs, per UTC day.'),
  })
  .meta({ id: 'RunDurations' });
