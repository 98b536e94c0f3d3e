// An error as others read it: a problem document (RFC 9457) with the catalogue's code, action and facts.
import { toMorrowError, type ErrorCode, type ErrorFacts } from '../contract/errors.ts';
import { InvalidInputError, type InputProblem } from './input.ts';

export interface Problem {
  /** Address, below the API, of what the catalogue says about the code. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The address that was asked. */
  readonly instance?: string;
  readonly code: ErrorCode;
  readonly action: string;
  readonly facts: ErrorFacts;
  readonly errors?: readonly InputProblem[];
  readonly requestId?: string;
}

export interface ProblemContext {
  readonly instance?: string;
  readonly requestId?: string;
}

/** What is not in the catalogue may say anything, credentials included: its text stays in the log. */
const UNEXPECTED = 'Something went wrong that nobody foresaw.';

export function toProblem(error: unknown, context: ProblemContext = {}): Problem {
  const known = toMorrowError(error);
  const { title, status, action } = known.definition;
  return {
    type: `/errors/${known.code}`,
    title,
    status,
    detail: known.code === 'INTERNAL' ? UNEXPECTED : known.message,
    code: known.code,
    action,
    facts: known.code === 'INTERNAL' ? {} : known.facts,
    ...(known instanceof InvalidInputError ? { errors: known.errors } : {}),
    ...context,
  };
}
