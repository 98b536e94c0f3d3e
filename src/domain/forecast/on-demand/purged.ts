// What is left of an account that was purged in the predictions that somebody asked for in bulk: its places, as the answers stand
// in the order of the questions, and nothing else.
import type { AccountId } from '../../ids.ts';

/** In the place of a question. */
export interface PurgedAsked {
  readonly kind: 'purged';
}

const PURGED: PurgedAsked = { kind: 'purged' };

/** In the place of its answer. */
export const PURGED_ANSWER = {
  refused: { code: 'ACCOUNT_NOT_FOUND', message: 'The account was purged.', facts: {} },
} as const;

/** @param questions as they are kept. */
export const withoutQuestionsOf = (questions: readonly unknown[], account: AccountId): readonly unknown[] =>
  questions.map((question) => (fieldOf(question, 'account') === account ? PURGED : question));

/** The answers in whose place is a question of a purged account say so; the others stay. */
export const withoutPurged = <Answer>(
  questions: readonly unknown[],
  answers: readonly Answer[],
): readonly (Answer | typeof PURGED_ANSWER)[] =>
  answers.map((answer, place) => (isPurged(questions[place]) ? PURGED_ANSWER : answer));

export const isPurged = (question: unknown): boolean => fieldOf(question, 'kind') === 'purged';

const fieldOf = (value: unknown, name: 'account' | 'kind'): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
