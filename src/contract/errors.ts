// The error catalogue: the one list that Temporal failures, API problem documents, CLI messages and docs/errors.md come from.
import { DomainError } from '../domain/domain-error.ts';
import { ACCESS_ERRORS } from './errors/access.ts';
import { DAY_ERRORS } from './errors/day.ts';
import type { ErrorDefinition } from './errors/definition.ts';
import { DOOR_ERRORS } from './errors/doors.ts';
import { PLATFORM_ERRORS } from './errors/platform.ts';
import { PROVIDER_ERRORS } from './errors/providers.ts';
import { SECRET_ERRORS } from './errors/secrets.ts';
import { VARIABLE_ERRORS } from './errors/variables.ts';

export type { ErrorDefinition } from './errors/definition.ts';

export const ERRORS = {
  ...DOOR_ERRORS,
  ...ACCESS_ERRORS,
  ...DAY_ERRORS,
  ...PROVIDER_ERRORS,
  ...PLATFORM_ERRORS,
  ...SECRET_ERRORS,
  ...VARIABLE_ERRORS,
};

export type ErrorCode = keyof typeof ERRORS;
export const ERROR_CODES = Object.keys(ERRORS) as readonly ErrorCode[];
export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(ERRORS, text);

export type ErrorFacts = Readonly<Record<string, string | number | boolean | null>>;

export interface MorrowErrorOptions {
  readonly facts?: ErrorFacts;
  readonly cause?: unknown;
  /** Wait this long before the next try, in ms (Retry-After, flat sensor interval). */
  readonly retryAfterMs?: number;
  /** True: not tried again, though its code usually is. */
  readonly final?: boolean;
}

/** An error of the catalogue. `message` is one sentence for people; `facts` are the same as data. Never holds a secret. */
export class MorrowError extends Error {
  override readonly name = 'MorrowError';
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;
  readonly retryAfterMs: number | undefined;
  /** Whether the step that threw it is worth another try. */
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, options: MorrowErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.facts = options.facts ?? {};
    this.retryAfterMs = options.retryAfterMs;
    this.retryable = ERRORS[code].retryable && options.final !== true;
  }

  get definition(): ErrorDefinition {
    return ERRORS[this.code];
  }
}

/** The error behind anything thrown: a catalogue error stays itself, a domain error keeps its code and is final, the rest is INTERNAL. */
export function toMorrowError(error: unknown): MorrowError {
  if (error instanceof MorrowError) return error;
  if (error instanceof DomainError)
    return new MorrowError(error.code, error.message, { facts: error.facts, cause: error, final: true });
  return new MorrowError('INTERNAL', error instanceof Error ? error.message : String(error), { cause: error });
}
