// Predictions in bulk: how they stand, their answers as a file, and the way to stop them. They are asked for in `bulk-start.ts`.
import { WorkflowNotFoundError } from '@temporalio/client';
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import { BULK_PART } from '../contract/limits.ts';
import { predictBulkId } from '../contract/workflow-ids.ts';
import type { BulkPrediction, BulkProgress } from '../ports/store.ts';
import { recordChange } from './audit.ts';
import type { OperationsDeps } from './deps.ts';
import { parseInput } from './input.ts';
import { idCursor } from './list-page.ts';
import { readLiveWorkflow } from './run-live.ts';
import { linksOf } from './run-start.ts';
import { callTemporal } from './temporal-call.ts';

export interface BulkView extends BulkPrediction, BulkProgress {
  readonly links: { readonly self: string; readonly temporal: string; readonly result: string };
}

/** The start is asked for after the record is written, and again by who sends the request again. */
const STARTING_MS = 60_000;

/** One that was ended from outside left no word about it in the store: then Temporal knows. Where Temporal is away, as recorded. */
async function asItStands(deps: OperationsDeps, bulk: BulkPrediction): Promise<BulkPrediction> {
  if (bulk.status !== 'running') return bulk;
  const live = await readLiveWorkflow(deps, predictBulkId(bulk.id));
  const age = deps.clock.now().getTime() - Date.parse(bulk.createdAt);
  if (live.state === 'unreachable' || (live.state === 'gone' && age < STARTING_MS)) return bulk;
  if (live.state === 'gone')
    return { ...bulk, status: 'failed', error: 'Temporal does not know it: it has never begun, or ended long ago.' };
  if (live.status === 'running') return bulk;
  // It may have ended, with its last word written, since the record was read.
  const { status, finishedAt, error } = await requireBulk(deps, bulk.id);
  if (status !== 'running') return { ...bulk, status, finishedAt, error };
  const isCancelled = live.status === 'cancelled';
  const ending = isCancelled ? { error: null } : { error: 'It was ended from outside, by Temporal or in it.' };
  return { ...bulk, status: isCancelled ? 'cancelled' : 'failed', finishedAt: live.closedAt, ...ending };
}

/** @throws MorrowError PREDICTION_NOT_FOUND. */
export async function showBulk(deps: OperationsDeps, id: string): Promise<BulkView> {
  return viewOf(deps, await requireBulk(deps, id));
}

async function requireBulk({ store }: Pick<OperationsDeps, 'store'>, id: string): Promise<BulkPrediction> {
  const bulk = await store.bulk.find(id);
  if (bulk !== null) return bulk;
  const shown = id.slice(0, 60);
  throw new MorrowError('PREDICTION_NOT_FOUND', `There are no predictions "${shown}", or no longer.`, {
    facts: { id: shown },
  });
}

export async function viewOf(deps: OperationsDeps, bulk: BulkPrediction): Promise<BulkView> {
  const self = `/api/predict/bulk/${bulk.id}`;
  const { temporal } = linksOf(deps, predictBulkId(bulk.id));
  return {
    ...(await asItStands(deps, bulk)),
    ...(await deps.store.bulk.progress(bulk.id)),
    links: { self, temporal, result: `${self}/result` },
  };
}

export const BULK_LIST_MAX = 200;

export const bulkCursor = idCursor(/^\d{8}T\d{9}Z-[0-9a-f]{8,16}$/, (id) =>
  id.replace(/^(....)(..)(..)T(..)(..)(..)(...)Z.*$/, '$1-$2-$3T$4:$5:$6.$7Z'),
);

export interface BulkListing {
  readonly predictions: readonly BulkView[];
  readonly next: string | null;
}

const bulkListQuerySchema = z.strictObject({
  after: bulkCursor.optional(),
  limit: z.int().min(1).max(BULK_LIST_MAX).default(50),
});

/** Newest first, a page at a time. @throws InvalidInputError. */
export async function listBulk(
  deps: OperationsDeps,
  query: z.input<typeof bulkListQuerySchema> = {},
): Promise<BulkListing> {
  const { after, limit } = parseInput(bulkListQuerySchema, query);
  const found = await deps.store.bulk.list({ before: after ?? null, limit: limit + 1 });
  const page = found.slice(0, limit);
  const predictions = await Promise.all(page.map((bulk) => viewOf(deps, bulk)));
  return { predictions, next: found.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** What is answered stays. @throws MorrowError PREDICTION_NOT_FOUND, RUN_FINISHED, TEMPORAL_UNREACHABLE. */
export async function cancelBulk(deps: OperationsDeps, id: string): Promise<BulkView> {
  const bulk = await requireBulk(deps, id);
  if (bulk.status !== 'running') throw finished(bulk);
  await callTemporal(deps, () => deps.temporal.workflow.getHandle(predictBulkId(id)).cancel()).catch(
    async (error: unknown) => {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      // Ended without a word, such as by an operator: nobody else will say so.
      const ending = { status: 'cancelled', finishedAt: deps.clock.now().toISOString(), error: null } as const;
      await deps.store.bulk.finish(id, ending);
    },
  );
  await recordChange(deps, { action: 'bulk.cancel', subject: `bulk/${id}` });
  return showBulk(deps, id);
}

const finished = ({ id, status }: BulkPrediction): MorrowError =>
  new MorrowError('RUN_FINISHED', `The predictions "${id}" are over already: ${status}.`, { facts: { id, status } });

/** A part takes a few seconds. */
const LOOK_AGAIN_MS = 2_000;

export const BULK_FORMATS = ['json', 'ndjson'] as const;
export type BulkFormat = (typeof BULK_FORMATS)[number];

/**
 * One row per question, in their order: `{index, prediction}` or `{index, error}`. Of one that was cancelled or failed, those
 * that were answered. @throws MorrowError PREDICTION_NOT_FOUND, PREDICTION_RUNNING, before the first piece.
 */
export async function* readBulk(deps: OperationsDeps, id: string, format: BulkFormat): AsyncGenerator<string> {
  const bulk = await asItStands(deps, await requireBulk(deps, id));
  if (bulk.status === 'running') {
    throw new MorrowError('PREDICTION_RUNNING', `The predictions "${id}" are not all there yet.`, {
      facts: { id },
      retryAfterMs: LOOK_AGAIN_MS,
    });
  }
  const [open, between, close] = format === 'json' ? ['[\n', ',\n', '\n]\n'] : ['', '\n', '\n'];
  let before = open;
  for (let part = 0; part < bulk.parts; part += 1) {
    const rows = await rowsOf(deps, bulk, part);
    if (rows.length === 0) continue;
    yield before + rows.join(between);
    before = between;
  }
  yield before === open ? open + close.trimStart() : close;
}

const answers = z.array(
  z.union([
    z.object({ value: z.unknown() }),
    z.object({ refused: z.object({ code: z.string(), message: z.string() }) }),
  ]),
);

async function rowsOf(
  { store }: Pick<OperationsDeps, 'store'>,
  { id }: BulkPrediction,
  part: number,
): Promise<readonly string[]> {
  const content = await store.bulk.findPart(id, 'answered', part);
  return answers.parse(content ?? []).map((answer, place) => {
    const index = part * BULK_PART + place;
    return JSON.stringify('value' in answer ? { index, prediction: answer.value } : { index, error: answer.refused });
  });
}
