// The catalogue is complete and consistent: what the rules throw is in it, and retryable means what it says.
import { describe, expect, test } from 'vitest';
import { DOMAIN_ERROR_CODES, DomainError } from '../../src/domain/domain-error.ts';
import { ERRORS, MorrowError, isErrorCode, toMorrowError } from '../../src/contract/errors.ts';

describe('the error catalogue', () => {
  test('knows every code that a domain rule may throw', () => {
    expect(DOMAIN_ERROR_CODES.filter((code) => !isErrorCode(code))).toEqual([]);
  });

  test('tells for every error what to do next, in a sentence', () => {
    for (const { action } of Object.values(ERRORS)) expect(action).toMatch(/^[A-Z].*\.$/);
  });

  test('keeps code and facts of a domain error, and the domain error as its cause', () => {
    const cause = new DomainError('RATE_MISSING', 'No rate for RUB on 2026-11-20.', { currency: 'RUB' });
    const error = toMorrowError(cause);
    expect(error).toBeInstanceOf(MorrowError);
    expect(error).toMatchObject({ code: 'RATE_MISSING', facts: { currency: 'RUB' }, cause });
  });

  test('calls everything else an internal error that may be tried again', () => {
    expect(toMorrowError('boom')).toMatchObject({ code: 'INTERNAL', message: 'boom', definition: { retryable: true } });
  });
});
