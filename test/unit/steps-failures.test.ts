// What a step throws becomes one kind of failure in Temporal: its code, whether and when it is tried again, and nothing secret.
import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { Context } from '@temporalio/activity';
import { describe, expect, test } from 'vitest';
import { failureInterceptor } from '../../src/activities/failures.ts';
import { MorrowError } from '../../src/contract/errors.ts';
import { DomainError } from '../../src/domain/domain-error.ts';

/** How Temporal sees a step that throws `error`. */
async function failureOf(error: unknown): Promise<unknown> {
  const step = async (): Promise<unknown> => {
    const { execute } = failureInterceptor(Context.current()).inbound;
    return execute?.({ args: [], headers: {} }, () => Promise.reject(error));
  };
  return new MockActivityEnvironment().run(step).then(
    () => null,
    (failure: unknown) => failure,
  );
}

describe('a step that fails', () => {
  test('for a reason that may pass is tried again', async () => {
    const failure = await failureOf(new MorrowError('SOURCE_UNAVAILABLE', 'No answer.', { facts: { account: 'u1' } }));
    expect(failure).toMatchObject({
      type: 'SOURCE_UNAVAILABLE',
      message: 'No answer.',
      nonRetryable: false,
      details: [{ account: 'u1' }],
    });
    expect(failure).not.toHaveProperty('category', ApplicationFailureCategory.BENIGN);
  });

  test('for a reason that stays is not', async () => {
    expect(await failureOf(new MorrowError('SOURCE_UNAUTHORIZED', 'Refused.'))).toMatchObject({ nonRetryable: true });
    expect(await failureOf(new DomainError('RATE_MISSING', 'No rate.'))).toMatchObject({
      type: 'RATE_MISSING',
      nonRetryable: true,
    });
  });

  test('and was told when to come back waits that long, and is no alarm', async () => {
    const limited = new MorrowError('SOURCE_RATE_LIMITED', 'Slow down.', { retryAfterMs: 90_000 });
    expect(await failureOf(limited)).toMatchObject({
      nextRetryDelay: 90_000,
      category: ApplicationFailureCategory.BENIGN,
    });
  });

  test('for a reason nobody foresaw says where it was thrown', async () => {
    const bug = new TypeError('amount is undefined');
    const failure = await failureOf(bug);
    expect(failure).toMatchObject({ type: 'INTERNAL', nonRetryable: false });
    expect(failure).toHaveProperty('stack', bug.stack);
  });

  test('for a foreseen reason does not carry along what caused it, which may quote a secret', async () => {
    const cause = new Error('mongodb://user:hunter2@host refused');
    const failure = await failureOf(new MorrowError('STORE_UNREACHABLE', 'The store does not answer.', { cause }));
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({ cause: undefined });
    expect(String((failure as ApplicationFailure).stack)).not.toContain('hunter2');
  });

  test('with one of Temporal’s own failures keeps it as it is', async () => {
    const cancelled = new CancelledFailure('Cancelled.');
    expect(await failureOf(cancelled)).toBe(cancelled);
  });
});
