// What the processes logged about a run or one of its steps: read from the stack's own files, or how to ask the log system.
import { z } from 'zod';
import { MorrowError } from '../../contract/errors.ts';
import type { FoundLines, LogLine, LogSearch } from '../../ports/run-logs.ts';
import type { OperationsDeps } from '../deps.ts';
import { parseInput } from '../input.ts';
import { isOfARun } from '../run-id.ts';
import { readLiveWorkflow } from '../run-live.ts';
import { runNotFound } from '../runs.ts';
import { showMessage, withoutSecrets } from '../../observability/show-value.ts';

export const LOG_LINES_MAX = 500;

export const runLogQuerySchema = z.strictObject({
  run: z.string().min(1).max(100).optional(),
  step: z.string().min(1).max(100).optional(),
  limit: z.int().min(1).max(LOG_LINES_MAX).default(100),
});
export type RunLogQuery = z.input<typeof runLogQuerySchema>;

export interface RunLog {
  readonly id: string;
  /** `elsewhere`: nothing is kept here that could be searched. */
  readonly source: 'files' | 'elsewhere';
  readonly note: string;
  /** What the lines of the run are found by, wherever they are. */
  readonly find: Readonly<Record<string, string>>;
  /** Oldest first. */
  readonly lines: readonly LogLine[];
  readonly partial: boolean;
}

type Deps = Pick<OperationsDeps, 'logs' | 'store' | 'temporal'>;

/**
 * A run that nobody logged anything about has no lines; that is no error.
 * @throws InvalidInputError; MorrowError RUN_NOT_FOUND; TEMPORAL_UNREACHABLE only when neither lines nor a record of it are there.
 */
export async function readRunLog(deps: Deps, id: string, query: RunLogQuery = {}): Promise<RunLog> {
  if (!isOfARun(id)) throw runNotFound(id);
  const log = await findRunLog(deps, id, query);
  if (log.lines.length === 0) await requireRun(deps, id);
  return log;
}

/** What there is of it, whether anybody knows such a run or not. @throws InvalidInputError. */
export async function findRunLog(
  { logs }: Pick<OperationsDeps, 'logs'>,
  id: string,
  query: RunLogQuery = {},
): Promise<RunLog> {
  const { run, step, limit } = parseInput(runLogQuerySchema, query);
  const search: LogSearch = {
    workflowId: id,
    limit,
    ...(run === undefined ? {} : { runId: run }),
    ...(step === undefined ? {} : { step }),
  };
  const find = {
    workflowId: id,
    ...(run === undefined ? {} : { runId: run }),
    ...(step === undefined ? {} : { step }),
  };
  if (logs === undefined) return { id, source: 'elsewhere', note: ELSEWHERE, find, lines: [], partial: false };
  const found = await logs.find(search);
  return { id, source: 'files', note: noteOf(found), find, lines: found.lines.map(safe), partial: found.partial };
}

async function requireRun(deps: Deps, id: string): Promise<void> {
  if ((await deps.store.runs.find(id)) !== null) return;
  const { state } = await readLiveWorkflow(deps, id);
  if (state === 'gone') throw runNotFound(id);
  if (state === 'unreachable')
    throw new MorrowError('TEMPORAL_UNREACHABLE', `"${id}" is not recorded, and Temporal does not answer.`);
}

const ELSEWHERE =
  'This installation keeps no log files that the API could read. Ask the log system for JSON lines of the workers with these fields.';

const noteOf = ({ partial }: FoundLines): string =>
  partial
    ? 'The end of the log files, newest lines; older ones are in the files themselves.'
    : 'What the log files hold. Steps that go well are logged at the level debug only.';

const safe = ({ message, facts, ...line }: LogLine): LogLine => ({
  ...line,
  message: showMessage(message),
  facts: z.record(z.string(), z.unknown()).parse(withoutSecrets(facts)),
});
