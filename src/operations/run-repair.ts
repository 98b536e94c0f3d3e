// What people do about a day that is under way or went wrong: pause it, resume it, retry only what failed.
import { WorkflowNotFoundError } from '@temporalio/client';
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import { HORIZON_DAYS_DEFAULT, HORIZON_DAYS_MAX } from '../contract/limits.ts';
import { UPDATES, type DayRunInput } from '../contract/messages.ts';
import { isDayPipeline, type DayPipeline } from '../contract/pipelines.ts';
import { PRIORITIES } from '../contract/priorities.ts';
import { WORKFLOWS, type RunScope } from '../contract/workflow-ids.ts';
import type { IsoDate } from '../domain/ids.ts';
import type { RunRecord } from '../ports/store.ts';
import { recordChange } from './audit.ts';
import { decidedByFields, sendDecision } from './decisions.ts';
import type { OperationsDeps } from './deps.ts';
import { parseInput } from './input.ts';
import { findOwnStart } from './own-start.ts';
import { readRunId, type RunName } from './run-id.ts';
import { lastCompleteDay } from './run-requests.ts';
import { describeScope, linksOf, priorityOf, startRun, type RunReference, type RunStarted } from './run-start.ts';
import { runFinished, runNotFound } from './runs.ts';
import { accountId } from './values.ts';

export const pauseRequestSchema = z
  .strictObject(decidedByFields)
  .meta({ id: 'PauseRequest', examples: [{ by: 'anna', reason: 'The ad exchange restates yesterday' }] });

const pauseAnswer = z.object({ by: z.string(), reason: z.string(), since: z.string() }).nullable();

export interface RunPause extends RunReference {
  /** Null: the run is not paused. */
  readonly paused: z.output<typeof pauseAnswer>;
}

/**
 * The run starts nothing new until it is resumed; accounts in hand go on to their end. Repeating it changes nothing.
 * @throws InvalidInputError; MorrowError RUN_NOT_FOUND, RUN_FINISHED, RUN_NOT_PAUSABLE, TEMPORAL_UNREACHABLE.
 */
export const pauseRun = (deps: OperationsDeps, id: string, request: unknown): Promise<RunPause> =>
  changePause(deps, { id, request, update: UPDATES.pause });

/** @throws as `pauseRun`. */
export const resumeRun = (deps: OperationsDeps, id: string, request: unknown): Promise<RunPause> =>
  changePause(deps, { id, request, update: UPDATES.resume });

interface PauseChange {
  readonly id: string;
  readonly request: unknown;
  readonly update: string;
}

async function changePause(deps: OperationsDeps, { id, request, update }: PauseChange): Promise<RunPause> {
  const decision = parseInput(pauseRequestSchema, request);
  requireDay(id, 'RUN_NOT_PAUSABLE');
  try {
    const send = (workflow: OperationsDeps['temporal']['workflow']) =>
      workflow.getHandle(id).executeUpdate<unknown, [object]>(update, { args: [decision] });
    const paused = await sendDecision(deps, send, pauseAnswer);
    const action = paused === null ? 'run.resume' : 'run.pause';
    await recordChange(deps, { action, subject: id, after: decision });
    return { id, links: linksOf(deps, id), paused };
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    const record = await deps.store.runs.find(id);
    throw record === null ? runNotFound(id) : runFinished(id, record.status);
  }
}

interface DayName extends RunName {
  readonly pipeline: DayPipeline;
}

function requireDay(id: string, code: 'RUN_NOT_PAUSABLE' | 'RUN_NOT_FOUND'): DayName {
  const name = readRunId(id);
  if (name === null) throw runNotFound(id);
  const { kind, pipeline } = name;
  if (kind === 'day' && isDayPipeline(pipeline)) return { ...name, pipeline };
  throw new MorrowError(code, `"${id}" is no day run.`, { facts: { id } });
}

/**
 * Runs the day again, under the same id, for those of its accounts that failed, and as many days ahead as before.
 * @throws MorrowError RUN_NOT_FOUND (also for a run that is no day's), RUN_IN_PROGRESS, NOTHING_FAILED, TEMPORAL_UNREACHABLE.
 */
export async function retryFailed(deps: OperationsDeps, id: string): Promise<RunStarted> {
  const { pipeline, date, ...name } = requireDay(id, 'RUN_NOT_FOUND');
  const record = await deps.store.runs.find(id);
  const scope = scopeOfRun(record, id, name);
  const failed = await deps.store.accounts.count({ ...scope, failedOn: { pipeline, date } });
  if (failed === 0 && (await findOwnStart(deps, id)) === null) throw nothingFailed(id);
  return startRun(deps, {
    id,
    workflow: WORKFLOWS.dayRun,
    input: { pipeline, date, failedOnly: true, horizonDays: horizonOf(record), ...scope } satisfies DayRunInput,
    scope,
    pipeline,
    date,
    priority: priorityOf(scope, priorityOfDate(deps, date)),
    summary: `${pipeline} ${date}, ${failed} failed accounts again`,
    details: `Business date ${date}, pipeline ${pipeline}, ${describeScope(scope)}: only the ${failed} accounts that failed.`,
  });
}

const priorityOfDate = (deps: OperationsDeps, date: IsoDate) =>
  date === lastCompleteDay(deps) ? PRIORITIES.today : PRIORITIES.catchUp;

/** The id of a run of listed accounts carries a hash only; its record has the list. @throws MorrowError RUN_NOT_FOUND. */
function scopeOfRun(record: RunRecord | null, id: string, name: RunScopeName): RunScope {
  if (name.cohort !== null) return { cohort: name.cohort };
  if (!name.explicitAccounts) return {};
  const listed = z.array(accountId).safeParse(record?.summary?.['accounts']);
  if (!listed.success) throw runNotFound(id);
  return { accounts: listed.data };
}

/** Runs that began before 0.3 have not recorded it. */
function horizonOf(record: RunRecord | null): number {
  const recorded = z.int().min(1).max(HORIZON_DAYS_MAX).safeParse(record?.summary?.['horizonDays']);
  return recorded.success ? recorded.data : HORIZON_DAYS_DEFAULT;
}

type RunScopeName = Pick<RunName, 'cohort' | 'explicitAccounts'>;

const nothingFailed = (id: string): MorrowError =>
  new MorrowError('NOTHING_FAILED', `No account of "${id}" is recorded as failed.`, { facts: { id } });
