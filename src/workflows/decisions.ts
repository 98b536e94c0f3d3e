// What every decision of a person must carry. Checked where it comes in, before it is written into a history.
import { ApplicationFailure } from '@temporalio/workflow';

const NAME_MAX = 120;
const REASON_MAX = 500;

/** @throws ApplicationFailure INVALID_REQUEST when the name or the reason is missing or too long. */
export function requireReason({ by, reason }: { readonly by: unknown; readonly reason: unknown }): void {
  requireText('by', by, NAME_MAX);
  requireText('reason', reason, REASON_MAX);
}

function requireText(field: string, text: unknown, longest: number): void {
  if (typeof text === 'string' && text.trim() !== '' && text.length <= longest) return;
  throw ApplicationFailure.nonRetryable(`"${field}" must be a text of 1 to ${longest} characters.`, 'INVALID_REQUEST');
}
