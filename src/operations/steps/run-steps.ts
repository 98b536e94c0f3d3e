// The steps of one run: from Temporal's history while there is one, else what our own rows still know. Says which.
import { z } from 'zod';
import { MorrowError } from '../../contract/errors.ts';
import type { ShownValue } from '../../observability/show-value.ts';
import type { RunRecord } from '../../ports/store.ts';
import type { OperationsDeps } from '../deps.ts';
import { parseInput } from '../input.ts';
import { runLinks, workflowAddress, type RunLinks } from '../links.ts';
import { rowCursor } from '../list-page.ts';
import { isOfARun } from '../run-id.ts';
import { runNotFound } from '../runs.ts';
import { withLoggedAttempts } from './attempts-from-log.ts';
import { describeStep } from './describe-steps.ts';
import type { Fold, RawRun } from './fold.ts';
import { foldHistory } from './fold-history.ts';
import { createPayloadReader, type PayloadReader } from './payloads.ts';
import { readHistory, type ReadHistory } from './read-history.ts';
import { readRecordedSteps } from './recorded-steps.ts';
import { pageOfSteps } from './step-page.ts';
import { STEP_KINDS, STEP_STATES, type RunStep, type StepState } from './run-step.ts';

export const STEP_PAGE_MAX = 500;
const PAGE = 100;

const stepsQuerySchema = z.strictObject({
  /** Temporal's id of one execution; the default is the latest. */
  run: z.string().min(1).max(100).optional(),
  kinds: z.array(z.enum(STEP_KINDS)).optional(),
  states: z.array(z.enum(STEP_STATES)).optional(),
  after: rowCursor.optional(),
  limit: z.int().min(1).max(STEP_PAGE_MAX).default(PAGE),
});

export interface StepsQuery {
  readonly run?: string | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly states?: readonly string[] | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

export interface LinkedStep extends RunStep {
  readonly links: {
    /** Its first event in Temporal's Web UI; of a child, that workflow. Null where Temporal has forgotten it. */
    readonly temporal: string | null;
    /** Steps of the workflow that it is, of a child. */
    readonly steps: string | null;
  };
}

export interface RunSteps {
  readonly id: string;
  /** `record`: Temporal does not know the run any more, or does not answer; `note` says which. */
  readonly source: 'temporal' | 'record';
  readonly note: string | null;
  readonly runId: string | null;
  readonly workflowType: string | null;
  readonly isRunning: boolean;
  /** ISO instants. */
  readonly startedAt: string | null;
  readonly closedAt: string | null;
  readonly parentId: string | null;
  /** Temporal's ids of the executions that it continues, and that continue it. */
  readonly continues: string | null;
  readonly continuedAs: string | null;
  readonly version: {
    /** Of Morrow, as the run recorded it when it began. */
    readonly morrow: string | null;
    /** Of the worker that did its last task. */
    readonly build: string | null;
  };
  readonly input: ShownValue | null;
  readonly output: ShownValue | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** False: the run is longer than what is read of it. */
  readonly complete: boolean;
  /** Of the kinds asked for, by state. */
  readonly counts: Readonly<Partial<Record<StepState, number>>>;
  /** Steps that match the query, on all pages. */
  readonly total: number;
  readonly steps: readonly LinkedStep[];
  readonly next: string | null;
  readonly links: RunLinks;
}

/** @throws InvalidInputError; MorrowError RUN_NOT_FOUND; TEMPORAL_UNREACHABLE only when the store has no record of the run either. */
export async function readRunSteps(deps: OperationsDeps, id: string, query: StepsQuery = {}): Promise<RunSteps> {
  const asked = parseInput(stepsQuerySchema, query);
  if (!isOfARun(id)) throw runNotFound(id);
  const reader = createPayloadReader(deps.temporal);
  const [record, history] = await Promise.all([
    deps.store.runs.find(id),
    readHistory(deps, { id, runId: asked.run, reader }),
  ]);
  if (history.state === 'found') return fromHistory(deps, { id, record, history, reader, asked });
  return fromRecord(deps, { id, record, asked, isGone: history.state === 'gone' });
}

type Asked = z.output<typeof stepsQuerySchema>;

interface Found {
  readonly id: string;
  readonly record: RunRecord | null;
  readonly history: ReadHistory;
  readonly reader: PayloadReader;
  readonly asked: Asked;
}

async function fromHistory(deps: OperationsDeps, found: Found): Promise<RunSteps> {
  const { id, record, history, reader, asked } = found;
  const fold = foldHistory(history.events, history.pending);
  const page = pageOfSteps(fold.steps, asked);
  const steps = await Promise.all(page.steps.map((raw) => describeStep(raw, reader)));
  const { runId, isRunning, complete } = history;
  return {
    ...headOf(deps, { id, record }),
    ...(await readRun(fold, reader)),
    source: 'temporal',
    note: null,
    runId,
    isRunning,
    complete,
    version: { morrow: versionOf(record), build: fold.run.build },
    ...page,
    steps: (await withLogs(deps, { id, runId, steps })).map((step) => link(deps, step, { id, runId })),
  };
}

const SEARCHED_LINES = 200;

async function withLogs(
  { logs }: OperationsDeps,
  { id, runId, steps }: { readonly id: string; readonly runId: string; readonly steps: readonly RunStep[] },
): Promise<readonly RunStep[]> {
  const isPuzzling = steps.some(({ tries }) => tries.some(({ startedAt }) => startedAt === null));
  if (logs === undefined || !isPuzzling) return steps;
  const { lines } = await logs.find({ workflowId: id, runId, limit: SEARCHED_LINES });
  return withLoggedAttempts(steps, lines);
}

async function readRun({ run }: Fold, reader: PayloadReader) {
  const { workflowType, parentId, startedAt, closedAt, continues, continuedAs }: RawRun = run;
  const [input, output, failure] = await Promise.all([
    reader.show(run.input),
    reader.show(run.output),
    reader.failure(run.failure),
  ]);
  return {
    workflowType,
    parentId,
    startedAt,
    closedAt,
    continues,
    continuedAs,
    input,
    output,
    errorCode: failure?.code ?? null,
    errorMessage: failure?.message ?? null,
  };
}

interface Recorded {
  readonly id: string;
  readonly record: RunRecord | null;
  readonly asked: Asked;
  /** False: Temporal does not answer. */
  readonly isGone: boolean;
}

async function fromRecord(deps: OperationsDeps, { id, record, asked, isGone }: Recorded): Promise<RunSteps> {
  if (record === null) {
    if (isGone) throw runNotFound(id);
    throw new MorrowError('TEMPORAL_UNREACHABLE', `"${id}" is not recorded, and Temporal does not answer.`);
  }
  const page = pageOfSteps(await readRecordedSteps(deps.store, record), asked);
  return {
    ...headOf(deps, { id, record }),
    source: 'record',
    note: isGone ? NOTES.gone : NOTES.unreachable,
    runId: null,
    workflowType: null,
    isRunning: record.status === 'running',
    startedAt: record.startedAt,
    closedAt: record.finishedAt,
    parentId: null,
    continues: null,
    continuedAs: null,
    version: { morrow: versionOf(record), build: null },
    input: null,
    output: null,
    errorCode: record.errorCode,
    errorMessage: record.errorMessage,
    complete: true,
    ...page,
    steps: page.steps.map((step) => ({ ...step, links: { temporal: null, steps: null } })),
  };
}

const NOTES = {
  gone: 'Temporal has forgotten this run. These are the results that Morrow keeps itself; inputs, attempts and durations are gone.',
  unreachable:
    'Temporal does not answer. These are the results that Morrow keeps itself, without inputs, attempts and durations.',
} as const;

const headOf = (deps: OperationsDeps, { id }: Pick<Found, 'id' | 'record'>): Pick<RunSteps, 'id' | 'links'> => ({
  id,
  links: runLinks(deps, id, deps.temporal.options.namespace),
});

function versionOf(record: RunRecord | null): string | null {
  const version = record?.summary?.['codeVersion'];
  return typeof version === 'string' ? version : null;
}

function link(
  deps: OperationsDeps,
  step: RunStep,
  { id, runId }: { readonly id: string; readonly runId: string },
): LinkedStep {
  const { namespace } = deps.temporal.options;
  const { childId } = step;
  if (childId !== null) {
    const steps = `${runLinks(deps, childId, namespace).self}/steps`;
    return { ...step, links: { temporal: workflowAddress(deps, childId, namespace), steps } };
  }
  const event = `${workflowAddress(deps, id, namespace)}/${runId}/history/events/${step.id}`;
  return { ...step, links: { temporal: event, steps: null } };
}
