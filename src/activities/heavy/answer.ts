// What a worker thread answers, account by account. Errors lose their class on the way between threads, so they travel as data.
import { MorrowError, toMorrowError, type ErrorCode, type ErrorFacts } from '../../contract/errors.ts';

/** One account's result, or why there is none. */
export type Answer<Value> = { readonly value: Value } | { readonly refused: Refusal };

export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly facts: ErrorFacts;
  /** Of an error that nobody foresaw: where it happened. */
  readonly stack?: string;
}

/** Runs one computation; whatever it throws becomes its answer. */
export function answerOf<Value>(compute: () => Value): Answer<Value> {
  try {
    return { value: compute() };
  } catch (error) {
    return { refused: refusalOf(error) };
  }
}

export function refusalOf(error: unknown): Refusal {
  const { code, message, facts, cause } = toMorrowError(error);
  if (code !== 'INTERNAL' || !(cause instanceof Error)) return { code, message, facts };
  return { code, message, facts, ...(cause.stack === undefined ? {} : { stack: cause.stack }) };
}

/** The value of the one task that was asked for. @throws MorrowError as refused; final, unless nobody foresaw it. */
export function onlyValue<Value>([answer]: readonly Answer<Value>[]): Value {
  if (answer === undefined) throw new MorrowError('INTERNAL', 'A thread answered nothing.');
  if ('value' in answer) return answer.value;
  throw errorOf(answer.refused);
}

/** The refusal as the error that it was. */
export const errorOf = ({ code, message, facts, stack }: Refusal): MorrowError =>
  new MorrowError(code, message, {
    facts,
    final: code !== 'INTERNAL',
    ...(stack === undefined ? {} : { cause: Object.assign(new Error(message), { stack }) }),
  });
