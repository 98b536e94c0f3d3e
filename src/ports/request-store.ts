// What is remembered of requests themselves: predictions that are asked for in bulk, and keys that make a request safe to repeat.
// Part of the store's port; its rules hold here too.
import type { AccountId } from '../domain/ids.ts';

/** A row of a list that is newest first, then by id: the page goes on behind it. */
export interface ListPlace {
  /** The instant that the list is ordered by. */
  readonly at: string;
  readonly id: string;
}

export const BULK_STATUSES = ['running', 'completed', 'failed', 'cancelled'] as const;
export type BulkStatus = (typeof BULK_STATUSES)[number];

export interface BulkPrediction {
  /** Sorts by time. */
  readonly id: string;
  readonly status: BulkStatus;
  readonly horizonDays: number;
  /** How many predictions were asked for, and in how many parts they are kept. */
  readonly questions: number;
  readonly parts: number;
  readonly createdBy: string;
  /** ISO instants; `finishedAt` null while running. */
  readonly createdAt: string;
  readonly finishedAt: string | null;
  /** Why it failed. */
  readonly error: string | null;
}

export type BulkPartKind = 'asked' | 'answered';

export interface BulkPart {
  readonly bulkId: string;
  readonly kind: BulkPartKind;
  /** Counts from 0. */
  readonly part: number;
  /** In it, and how many of them are refusals. */
  readonly rows: number;
  readonly refused: number;
  /** Plain JSON. */
  readonly content: unknown;
}

export interface BulkProgress {
  readonly answered: number;
  readonly refused: number;
}

export interface BulkStore {
  find(id: string): Promise<BulkPrediction | null>;
  /** Inserts or replaces. */
  save(bulk: BulkPrediction): Promise<void>;
  /** Ends one that runs; nothing when it has ended already. */
  finish(id: string, ending: Pick<BulkPrediction, 'status' | 'finishedAt' | 'error'>): Promise<void>;
  /** Newest first; with `before` only those with an id before it. */
  list(page: { readonly before: string | null; readonly limit: number }): Promise<readonly BulkPrediction[]>;
  /** Inserts or replaces. @throws TypeError for what JSON would change without a word, such as NaN. */
  savePart(part: BulkPart): Promise<void>;
  /** The part's content; null when there is none. */
  findPart(bulkId: string, kind: BulkPartKind, part: number): Promise<unknown>;
  progress(bulkId: string): Promise<BulkProgress>;
  /** Takes an account out of all questions and answers, as its purge does. Returns in how many parts it was asked about. */
  forget(account: AccountId): Promise<number>;
}

/** A request that may be repeated: who sent it under which key, what it was, and what it was answered. */
export interface RequestKey {
  /** SHA-256 of caller, address and key. */
  readonly id: string;
  /** SHA-256 of the body. */
  readonly fingerprint: string;
  readonly createdAt: string;
  /** Null: it is being answered. */
  readonly answer: KeptAnswer | null;
}

export interface KeptAnswer {
  readonly status: number;
  readonly location: string | null;
  /** JSON text; null: no body. */
  readonly body: string | null;
}

/** One taking of a key: who comes later has another instant. */
export type KeyClaim = Pick<RequestKey, 'id' | 'createdAt'>;

/** ISO instants. */
export interface KeyTimes {
  readonly expiredBefore: string;
  readonly abandonedBefore: string;
}

export interface RequestKeyStore {
  /**
   * Takes the key for whoever asks first, atomically: null when it is taken now, else what has it already. One that was taken
   * before `expiredBefore` counts as free, and one without an answer from before `abandonedBefore`.
   */
  claim(key: Omit<RequestKey, 'answer'>, free: KeyTimes): Promise<RequestKey | null>;
  /** Keeps the answer of a claimed key; nothing when somebody else has taken it over by now. */
  answer(claim: KeyClaim, answer: KeptAnswer): Promise<void>;
  /** Gives a key back that was not answered, and that nobody else has by now. */
  release(claim: KeyClaim): Promise<void>;
}
