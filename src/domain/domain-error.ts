// How a pure rule says no: a code of the error catalogue with the facts. Never retryable by itself: the same input fails again.

export const DOMAIN_ERROR_CODES = [
  'INVALID_DATE',
  'INVALID_CSV',
  'INVALID_TIME_ZONE',
  'INVALID_AMOUNT',
  'UNKNOWN_CURRENCY',
  'SOURCE_SCHEMA_INVALID',
  'CONTROL_TOTAL_MISMATCH',
  'TOO_MANY_REJECTS',
  'MIXED_CURRENCIES',
  'RATE_MISSING',
  'NO_HISTORY',
  'FIT_FAILED',
] as const;
export type DomainErrorCode = (typeof DOMAIN_ERROR_CODES)[number];

export type DomainFacts = Readonly<Record<string, string | number | boolean | null>>;

export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: DomainErrorCode;
  readonly facts: DomainFacts;

  constructor(code: DomainErrorCode, message: string, facts: DomainFacts = {}) {
    super(message);
    this.code = code;
    this.facts = facts;
  }
}
