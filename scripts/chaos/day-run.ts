// The day run of a round, through the API as any caller would: started in spite of kills, and followed to its end.
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { MorrowError } from '../../src/contract/errors.ts';
import { dayRunId } from '../../src/contract/workflow-ids.ts';
import type { IsoDate } from '../../src/domain/ids.ts';
import type { RunRecord } from '../../src/ports/store.ts';
import type { Bench } from '../bench/context.ts';

const ASK_AGAIN_MS = 250;
const CALL_DEADLINE_MS = 10_000;
const STARTED_WITHIN_MS = 60_000;

/** @returns the workflow id. @throws MorrowError INTERNAL when the API does not take it. */
export async function startDay({ stack }: Bench, date: IsoDate, signal: AbortSignal): Promise<string> {
  const end = performance.now() + STARTED_WITHIN_MS;
  let last = 'no answer';
  while (performance.now() < end) {
    signal.throwIfAborted();
    const answer = await post(`${stack.urls.api}/api/runs`, { date }).catch(() => null);
    // A call that was taken and whose answer was lost is answered with 409 the next time.
    if (answer !== null && (answer.status === 202 || answer.status === 409)) return dayRunId('daily', date);
    last = answer === null ? 'no answer' : `${answer.status} ${answer.text}`;
    await pause(ASK_AGAIN_MS);
  }
  throw new MorrowError('INTERNAL', `The API does not start the day of ${date}: ${last}`);
}

async function post(url: string, body: unknown): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(CALL_DEADLINE_MS),
  });
  return { status: response.status, text: await response.text() };
}

/** The record of the run once it is over; null when it is still running at the deadline. */
export async function untilEnded(
  { deps }: Bench,
  id: string,
  { withinMs, signal }: { readonly withinMs: number; readonly signal: AbortSignal },
): Promise<RunRecord | null> {
  const end = performance.now() + withinMs;
  while (performance.now() < end && !signal.aborted) {
    const record = await deps.store.runs.find(id).catch(() => null);
    if (record !== null && record.finishedAt !== null) return record;
    await pause(ASK_AGAIN_MS);
  }
  return null;
}

const summarySchema = z.object({
  tally: z.object({
    accounts: z.number(),
    published: z.number(),
    held: z.number().default(0),
    alreadyDone: z.number(),
    failed: z.number(),
    cancelled: z.number(),
    failuresByCode: z.record(z.string(), z.number()),
  }),
  totals: z.array(z.object({ currency: z.string(), amount: z.string(), accounts: z.number() })),
});
export type DaySummary = z.infer<typeof summarySchema>;

/** Null: the record carries none. */
export const summaryOf = ({ summary }: RunRecord): DaySummary | null => summarySchema.safeParse(summary).data ?? null;
