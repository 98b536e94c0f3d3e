// What a person's decision looks like at the doors, and how it reaches the workflow that carries it out.
import { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import { MorrowError, isErrorCode } from '../contract/errors.ts';
import { DECISION_ACCOUNTS_MAX } from '../contract/limits.ts';
import type { OperationsDeps } from './deps.ts';
import { callTemporal } from './temporal-call.ts';
import { accountId, lineOfText, prose } from './values.ts';

/** Who and why: kept with the decision for good. */
export const decidedByFields = {
  by: lineOfText(120).meta({ description: 'Name of the person who decides.', examples: ['anna'] }),
  reason: prose(500).min(1).describe('Why, in one sentence.'),
};

export const decisionAccounts = z
  .array(accountId)
  .min(1)
  .max(DECISION_ACCOUNTS_MAX)
  .refine((ids) => new Set(ids).size === ids.length, 'must not name an account twice');

/** One call of Temporal's client; called again for another try. */
export type Send = (workflow: Client['workflow']) => Promise<unknown>;

/** One change of the registry or some hundred forecasts; a worker answers within a second. */
const UPDATE_DEADLINE_MS = 20_000;

/**
 * Sends an update and waits for its answer.
 * @throws MorrowError with the code that the workflow refused with; TEMPORAL_UNREACHABLE also when no worker took it in time;
 *   WorkflowNotFoundError as it is.
 */
export async function sendDecision<Schema extends z.ZodType>(
  deps: Pick<OperationsDeps, 'temporal'>,
  send: Send,
  answer: Schema,
): Promise<z.output<Schema>> {
  try {
    return answer.parse(await callTemporal(deps, () => send(deps.temporal.workflow), UPDATE_DEADLINE_MS));
  } catch (error) {
    throw asCatalogueError(error);
  }
}

function asCatalogueError(error: unknown): unknown {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
    return new MorrowError(
      'TEMPORAL_UNREACHABLE',
      'No worker of the queue `default` took the decision in time. It may still be carried out: look before you send it again.',
      { cause: error },
    );
  }
  if (!(error instanceof WorkflowUpdateFailedError)) return error;
  const failure = findApplicationFailure(error);
  const code = failure?.type ?? '';
  return isErrorCode(code)
    ? new MorrowError(code, failure?.message ?? error.message, { cause: error })
    : new MorrowError('INTERNAL', failure?.message ?? error.message, { cause: error });
}

/** A step's failure arrives wrapped in the failure of its activity. */
function findApplicationFailure(error: Error): ApplicationFailure | null {
  for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ApplicationFailure) return cause;
  }
  return null;
}
