// Asks for predictions in bulk: keeps the questions, and begins the work on the heavy queue.
import { randomBytes } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import { BULK_PART, BULK_QUESTIONS_MAX, WORKFLOW_TASK_TIMEOUT_MS } from '../contract/limits.ts';
import type { BulkInput } from '../contract/messages.ts';
import { PRIORITIES } from '../contract/priorities.ts';
import { DEFAULT_QUEUE } from '../contract/queues.ts';
import { WORKFLOWS, predictBulkId } from '../contract/workflow-ids.ts';
import type { AccountId, IsoDate } from '../domain/ids.ts';
import type { PredictionAsked } from '../ports/predictor.ts';
import type { BulkPrediction } from '../ports/store.ts';
import { recordChange } from './audit.ts';
import { viewOf, type BulkView } from './bulk-predictions.ts';
import { currentCaller, currentRequest } from './caller.ts';
import type { OperationsDeps } from './deps.ts';
import { invalidInput, parseInput } from './input.ts';
import { horizonDays, predictionAskedSchema, toAsked } from './predict.ts';
import { KEPT_MS } from './request-keys.ts';
import { lastCompleteDay, requireComplete } from './run-requests.ts';
import { oneScope, resolveScope, scopeFields } from './scope.ts';
import { callTemporal } from './temporal-call.ts';
import { isoDate } from './values.ts';

/** Questions of one request that name what they are about, one by one. */
const NAMED_MAX = 1_000;

export const bulkRequestSchema = z
  .strictObject({
    ...scopeFields,
    questions: z
      .array(predictionAskedSchema)
      .min(1)
      .max(NAMED_MAX)
      .optional()
      .describe(
        'Histories and accounts one by one, instead of `accounts` and `cohort`; without any of them every active account.',
      ),
    date: isoDate
      .optional()
      .describe('Of accounts: the last day that the predictions know; the default is the last complete day.'),
    horizon: horizonDays,
  })
  .refine(oneScope.test, oneScope.problem)
  .refine(
    ({ questions, accounts, cohort, date }) =>
      questions === undefined || [accounts, cohort, date].every((other) => other === undefined),
    {
      path: ['questions'],
      message: 'say for whom by questions, or by accounts, cohort and date',
    },
  )
  .meta({
    id: 'BulkPredictionRequest',
    examples: [{ cohort: 'default', horizon: 7 }, { questions: [{ account: 'u1' }, { account: 'u2' }] }],
  });

type Request = z.output<typeof bulkRequestSchema>;

/**
 * Keeps the questions and starts the work. Where Temporal does not answer, it may have begun all the same, so that the record
 * says what Temporal says. Sent again under its key, a request goes on with what it has kept, and nothing is begun twice.
 * @throws InvalidInputError; MorrowError DATE_NOT_COMPLETE, ACCOUNT_NOT_FOUND, ACCOUNT_ARCHIVED, TEMPORAL_UNREACHABLE.
 */
export async function startBulk(deps: OperationsDeps, request: unknown): Promise<BulkView> {
  const asked = parseInput(bulkRequestSchema, request);
  const bulk = (await findOwn(deps)) ?? (await keep(deps, asked));
  if (bulk.status === 'running') await startWorkflow(deps, bulk);
  const { id: subject, questions, horizonDays: horizon } = bulk;
  await recordChange(deps, { action: 'bulk.start', subject: `bulk/${subject}`, after: { questions, horizon } });
  return viewOf(deps, bulk);
}

/** The record comes last: where it is, all questions are. */
async function keep(deps: OperationsDeps, { horizon, ...asked }: Request): Promise<BulkPrediction> {
  const questions = await questionsOf(deps, asked);
  const named = questions.flatMap((question) => (question.kind === 'account' ? [question.account] : []));
  const before = await knownOf(deps, named);
  const bulk = newBulk(deps, questions.length, horizon);
  for (let part = 0; part < bulk.parts; part += 1) {
    const content = questions.slice(part * BULK_PART, (part + 1) * BULK_PART);
    await deps.store.bulk.savePart({ bulkId: bulk.id, kind: 'asked', part, rows: content.length, refused: 0, content });
  }
  await forgetPurged(deps, before);
  await deps.store.bulk.save(bulk);
  return bulk;
}

/** A purge that was over when the questions were kept has not seen them. */
async function forgetPurged(deps: OperationsDeps, before: readonly AccountId[]): Promise<void> {
  const still = new Set(await knownOf(deps, before));
  for (const account of before) if (!still.has(account)) await deps.store.bulk.forget(account);
}

const knownOf = async ({ store }: OperationsDeps, accounts: readonly AccountId[]): Promise<readonly AccountId[]> =>
  store.accounts.listIds({ accounts, includeArchived: true }, { after: null, limit: accounts.length });

function newBulk(deps: OperationsDeps, questions: number, horizon: number): BulkPrediction {
  const createdAt = deps.clock.now().toISOString();
  return {
    id: `${createdAt.replaceAll(/[-:.]/g, '')}-${ownMark() ?? randomBytes(MARK_DIGITS / 2).toString('hex')}`,
    status: 'running',
    horizonDays: horizon,
    questions,
    parts: Math.ceil(questions / BULK_PART),
    createdBy: currentCaller().name,
    createdAt,
    finishedAt: null,
    error: null,
  };
}

const MARK_DIGITS = 16;

/** What the id ends with when the request may be sent again. */
const ownMark = (): string | null => currentRequest()?.slice(0, MARK_DIGITS) ?? null;

const PAGE = 200;

/** What this very request has kept already, while its key counts. */
async function findOwn({ store, clock }: OperationsDeps): Promise<BulkPrediction | null> {
  const mark = ownMark();
  if (mark === null) return null;
  const since = new Date(clock.now().getTime() - KEPT_MS).toISOString();
  let before: string | null = null;
  for (;;) {
    const page: readonly BulkPrediction[] = await store.bulk.list({ before, limit: PAGE });
    const recent = page.filter(({ createdAt }) => createdAt >= since);
    const own = recent.find(({ id }) => id.endsWith(`-${mark}`));
    if (own !== undefined || recent.length < PAGE) return own ?? null;
    before = recent.at(-1)?.id ?? null;
  }
}

/** Once only, however often it is asked for: what runs goes on, and what is over stays so. */
async function startWorkflow(
  deps: OperationsDeps,
  { id: bulkId, parts, horizonDays: days, questions }: BulkPrediction,
): Promise<void> {
  const input: BulkInput = { bulkId, parts, horizonDays: days };
  const start = () =>
    deps.temporal.workflow.start(WORKFLOWS.predictBulk, {
      workflowId: predictBulkId(bulkId),
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      taskQueue: DEFAULT_QUEUE,
      args: [input],
      workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS,
      priority: { priorityKey: PRIORITIES.retrain },
      staticSummary: `${questions} predictions`,
    });
  await callTemporal(deps, start).catch((error: unknown) => {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  });
}

type Asked = Omit<Request, 'horizon'>;

async function questionsOf(
  deps: OperationsDeps,
  { questions, date, ...scope }: Asked,
): Promise<readonly PredictionAsked[]> {
  if (questions !== undefined) return questions.map((question) => toAsked(deps, question));
  if (date !== undefined) requireComplete(deps, date);
  const day: IsoDate = date ?? lastCompleteDay(deps);
  const ids = await accountsOf(deps, scope);
  return ids.map((account) => ({ kind: 'account', account, date: day }));
}

async function accountsOf(
  deps: OperationsDeps,
  asked: Omit<Asked, 'questions' | 'date'>,
): Promise<readonly AccountId[]> {
  const scope = await resolveScope(deps, asked);
  const ids = await deps.store.accounts.listIds(scope, { after: null, limit: BULK_QUESTIONS_MAX + 1 });
  if (ids.length > BULK_QUESTIONS_MAX) {
    throw invalidInput('cohort', `These are more than ${BULK_QUESTIONS_MAX} accounts; ask for them cohort by cohort`);
  }
  if (ids.length === 0) throw new MorrowError('ACCOUNT_NOT_FOUND', 'There is no active account.');
  return ids;
}
