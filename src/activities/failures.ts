// Turns whatever a step throws into one failure of the catalogue, at one place, for local and ordinary activities alike.
import { ApplicationFailure, CancelledFailure, type Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { CompleteAsyncError } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { toMorrowError, type MorrowError } from '../contract/errors.ts';

export function toApplicationFailure(error: MorrowError): ApplicationFailure {
  // Told to come back later is not trouble yet, whatever the code.
  const benign = error.definition.benign === true || error.retryAfterMs !== undefined;
  const failure = ApplicationFailure.create({
    type: error.code,
    message: error.message,
    nonRetryable: !error.retryable,
    details: [error.facts],
    ...(error.retryAfterMs === undefined ? {} : { nextRetryDelay: error.retryAfterMs }),
    ...(benign ? { category: ApplicationFailureCategory.BENIGN } : {}),
  });
  // Of an error that nobody foresaw, the place says more than the text. Causes stay here: they may quote a secret.
  if (error.code === 'INTERNAL' && error.cause instanceof Error) failure.stack = error.cause.stack ?? '';
  return failure;
}

/** Failures that are Temporal's own keep their form: cancellation, asynchronous completion, and what is converted already. */
const isTemporalOwn = (error: unknown): boolean =>
  error instanceof ApplicationFailure || error instanceof CancelledFailure || error instanceof CompleteAsyncError;

export const failureInterceptor = (context: Context): { inbound: ActivityInboundCallsInterceptor } => ({
  inbound: {
    async execute(
      input: ActivityExecuteInput,
      next: Next<ActivityInboundCallsInterceptor, 'execute'>,
    ): Promise<unknown> {
      try {
        return await next(input);
      } catch (error) {
        if (isTemporalOwn(error) || context.cancellationSignal.aborted) throw error;
        throw toApplicationFailure(toMorrowError(error));
      }
    },
  },
});
