// Whether the API can do its work now: each part it leans on, with its own state.
import { MorrowError, toMorrowError } from '../contract/errors.ts';
import type { OperationsDeps } from '../operations/deps.ts';
import { callTemporal } from '../operations/temporal-call.ts';

export interface Check {
  readonly state: 'up' | 'down';
  /** Why it is down. */
  readonly detail: string | null;
}

export interface Readiness {
  readonly status: 'ready' | 'not-ready';
  readonly checks: { readonly store: Check; readonly temporal: Check };
}

const TIMEOUT_MS = 2_000;

export async function readReadiness(operations: OperationsDeps): Promise<Readiness> {
  const [store, temporal] = await Promise.all([
    check(() => withinTime(operations.store.ping())),
    check(() => pingTemporal(operations)),
  ]);
  const ready = store.state === 'up' && temporal.state === 'up';
  return { status: ready ? 'ready' : 'not-ready', checks: { store, temporal } };
}

/** Asks for the namespace, so that a wrong one shows here and not with the first run. */
async function pingTemporal(operations: OperationsDeps): Promise<void> {
  const { temporal } = operations;
  const { namespace } = temporal.options;
  await callTemporal(operations, () => temporal.workflowService.describeNamespace({ namespace }), TIMEOUT_MS);
}

async function check(ask: () => Promise<void>): Promise<Check> {
  try {
    await ask();
    return { state: 'up', detail: null };
  } catch (error) {
    const { code, message } = toMorrowError(error);
    return { state: 'down', detail: code === 'INTERNAL' ? 'It does not answer as expected; see the log.' : message };
  }
}

async function withinTime(answer: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const timedOut = new MorrowError('STORE_UNREACHABLE', 'The store does not answer in time.');
    timer = setTimeout(() => reject(timedOut), TIMEOUT_MS);
  });
  try {
    await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
