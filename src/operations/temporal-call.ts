// Every question to Temporal goes through here: bounded in time, and an absent server is one clear error.
import { NamespaceNotFoundError, ServiceError, isGrpcServiceError } from '@temporalio/client';
import { MorrowError } from '../contract/errors.ts';
import type { OperationsDeps } from './deps.ts';

const DEADLINE_MS = 4_000;
/** The client waits between its own retries also beyond the deadline; this much later nobody waits any more. */
const GRACE_MS = 500;

/** gRPC status codes that say "not now" rather than "no". */
const AWAY: ReadonlyMap<number, string> = new Map([
  [1, 'cancelled'],
  [4, 'no answer in time'],
  [7, 'permission denied'],
  [8, 'overloaded'],
  [14, 'not reachable'],
  [16, 'credentials refused'],
]);

/** @throws MorrowError TEMPORAL_UNREACHABLE within `deadlineMs` and a little; whatever else the call throws. */
export async function callTemporal<T>(
  deps: Pick<OperationsDeps, 'temporal'>,
  call: () => Promise<T>,
  deadlineMs: number = DEADLINE_MS,
): Promise<T> {
  const { temporal } = deps;
  try {
    const answer = temporal.withDeadline(Date.now() + deadlineMs, call);
    return await withinTime(answer, deadlineMs + GRACE_MS);
  } catch (error) {
    throw asUnreachable(error, temporal.options.namespace) ?? error;
  }
}

function asUnreachable(error: unknown, namespace: string): MorrowError | null {
  if (error instanceof NamespaceNotFoundError) {
    return unreachable(`Temporal has no namespace "${namespace}".`, namespace, error);
  }
  const status = grpcStatus(error);
  const reason = status === null ? undefined : AWAY.get(status);
  return reason === undefined ? null : unreachable(`Temporal does not answer: ${reason}.`, namespace, error);
}

const unreachable = (message: string, namespace: string, cause: unknown): MorrowError =>
  new MorrowError('TEMPORAL_UNREACHABLE', message, { facts: { namespace }, cause });

/** The gRPC status code behind an error of the client; null: it has none. */
export function grpcStatus(error: unknown): number | null {
  if (isGrpcServiceError(error)) return error.code;
  return error instanceof ServiceError && isGrpcServiceError(error.cause) ? error.cause.code : null;
}

async function withinTime<T>(answer: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const timedOut = new MorrowError('TEMPORAL_UNREACHABLE', 'Temporal does not answer: no answer in time.');
    timer = setTimeout(() => reject(timedOut), timeoutMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
