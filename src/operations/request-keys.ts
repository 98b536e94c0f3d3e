// Requests that may be sent again: the first one under a key does the work, later ones are told what it was answered.
import { createHash } from 'node:crypto';
import { MorrowError } from '../contract/errors.ts';
import type { KeptAnswer, RequestKey } from '../ports/store.ts';
import { currentCaller, runAsRequest, settleAudit } from './caller.ts';
import type { OperationsDeps } from './deps.ts';

export interface KeyedRequest {
  /** As the client chose it. */
  readonly key: string;
  /** What is asked, apart from the body: method and address. */
  readonly about: string;
  /** The parsed body. */
  readonly body: unknown;
}

/** How long a key counts. */
export const KEPT_MS = 24 * 60 * 60 * 1_000;
/** No request takes that long: whoever had the key has died. */
const ABANDONED_MS = 5 * 60 * 1_000;

export interface OnceAnswer {
  readonly answer: KeptAnswer;
  /** True: nothing was done now. */
  readonly replayed: boolean;
}

/**
 * Runs `work` unless the caller's key has been answered before. What it throws is not kept: the key is free again, and `work` that
 * had begun something all the same recognises it by `currentRequest`.
 * @throws MorrowError REQUEST_KEY_IN_USE, REQUEST_KEY_TAKEN; whatever `work` throws.
 */
export async function answerOnce(
  { store, clock }: Pick<OperationsDeps, 'store' | 'clock'>,
  { key, about, body }: KeyedRequest,
  work: () => Promise<KeptAnswer>,
): Promise<OnceAnswer> {
  const { kind, name } = currentCaller();
  const id = hashOf([kind, name, about, key]);
  const fingerprint = hashOf([body ?? null]);
  const now = clock.now().getTime();
  const before = (ms: number): string => new Date(now - ms).toISOString();
  const claim = { id, createdAt: before(0) };
  const earlier = await store.requestKeys.claim(
    { ...claim, fingerprint },
    { expiredBefore: before(KEPT_MS), abandonedBefore: before(ABANDONED_MS) },
  );
  if (earlier !== null) {
    settleAudit();
    return { answer: answerOf(earlier, fingerprint), replayed: true };
  }
  const answer = await runAsRequest(hashOf([id, fingerprint]), work).catch(async (error: unknown) => {
    await store.requestKeys.release(claim).catch(() => undefined);
    throw error;
  });
  // It is done, so whoever asked is told so; an error would make him ask again, and it would be done twice.
  await store.requestKeys.answer(claim, answer).catch(() => undefined);
  return { answer, replayed: false };
}

function answerOf(earlier: RequestKey, fingerprint: string): KeptAnswer {
  if (earlier.fingerprint !== fingerprint) {
    throw new MorrowError('REQUEST_KEY_TAKEN', 'This Idempotency-Key was sent before with another body.');
  }
  if (earlier.answer !== null) return earlier.answer;
  throw new MorrowError('REQUEST_KEY_IN_USE', 'The first request with this Idempotency-Key is still being answered.');
}

const hashOf = (parts: readonly unknown[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
