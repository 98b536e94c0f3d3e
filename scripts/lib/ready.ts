// How the supervisor learns that a child serves: it says so itself, or it answers.
import { setTimeout as pause } from 'node:timers/promises';
import type { Announcement, Child } from './child.ts';
import { isListening } from './ports.ts';

/** Resolves when the child serves; stops trying when `signal` aborts. */
export type ReadyCheck = (child: Pick<Child, 'announced'>, signal: AbortSignal) => Promise<Announcement>;

const PROBE_INTERVAL_MS = 50;
const PROBE_TIMEOUT_MS = 2_000;

/** For entries that call announceReady. */
export const whenAnnounced: ReadyCheck = (child) => child.announced;

export const whenListening = (port: number): ReadyCheck => probe(() => isListening(port));

export const whenHealthy = (url: string): ReadyCheck => probe(() => answersOk(url));

function probe(attempt: () => Promise<boolean>): ReadyCheck {
  return async (_child, signal) => {
    while (!(await attempt())) await pause(PROBE_INTERVAL_MS, undefined, { signal });
    return {};
  };
}

async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
