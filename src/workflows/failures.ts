// One vocabulary for how things end: a catalogue failure on the way out of a workflow, plain data in its parent.
import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  TemporalFailure,
  TerminatedFailure,
  TimeoutFailure,
  isCancellation,
} from '@temporalio/workflow';
import { ERRORS, MorrowError, isErrorCode, toMorrowError, type ErrorCode } from '../contract/errors.ts';

export interface Ending {
  readonly code: string;
  readonly message: string;
}

/** What went wrong, in the catalogue's words: the innermost cause of a chain of activity and child failures. */
export function endingOf(error: unknown): Ending {
  if (isCancellation(error)) return { code: 'CANCELLED', message: 'Cancelled.' };
  if (error instanceof ActivityFailure || error instanceof ChildWorkflowFailure)
    return endingOf(error.cause ?? error.message);
  if (error instanceof ApplicationFailure) return { code: error.type ?? 'INTERNAL', message: error.message };
  if (error instanceof TimeoutFailure) return timedOut(error);
  if (error instanceof TerminatedFailure) return { code: 'CANCELLED', message: 'Terminated by an operator.' };
  const { code, message } = toMorrowError(error);
  return { code, message };
}

/** The source or rates provider that a step's failure names; null when it names none. */
export function providerOf(error: unknown): string | null {
  if (error instanceof ApplicationFailure)
    return factOf(error.details?.[0], 'source') ?? factOf(error.details?.[0], 'provider');
  if (error instanceof MorrowError) return error.code.startsWith('RATES_') ? 'rates' : null;
  return error instanceof TemporalFailure ? providerOf(error.cause) : null;
}

function factOf(facts: unknown, name: string): string | null {
  if (typeof facts !== 'object' || facts === null) return null;
  const value: unknown = Reflect.get(facts, name);
  return typeof value === 'string' ? value : null;
}

/** Out of time: the last attempt's own failure says more than the clock does. */
function timedOut(error: TimeoutFailure): Ending {
  if (error.cause instanceof TemporalFailure) return endingOf(error.cause);
  return { code: 'INTERNAL', message: `Out of time: ${error.message}` };
}

/** Fails the workflow for good with a code of the catalogue; a plain Error would retry its task for ever. */
export function catalogueFailure(error: unknown): ApplicationFailure {
  const { code, message } = endingOf(error);
  const type: ErrorCode = isErrorCode(code) ? code : 'INTERNAL';
  return ApplicationFailure.create({
    type,
    message,
    nonRetryable: true,
    details: [{ action: ERRORS[type].action }],
    ...(error instanceof Error ? { cause: error } : {}),
  });
}
