// How every long-running process says that it is ready and when it stops: on a signal, or when the process that supervises it is gone.

export type StopReason = 'SIGTERM' | 'SIGINT' | 'parent-gone';

/** Set by the supervisor. Then the process also stops when its channel to the supervisor closes. */
const SUPERVISED = 'MORROW_SUPERVISED';
/** After an orderly stop the event loop should be empty; whatever still holds it after this is abandoned. */
const LEFTOVERS_MS = 3_000;

export type ReadyFacts = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Tells the supervisor (if any) and the log that the process serves now. `facts` are small: ports, URLs, identity.
 * From here on signals wait for `runUntilSignal`: whoever reads the announcement may ask for the end at once.
 */
export function announceReady(facts: ReadyFacts = {}): void {
  void stopRequested();
  const announcement = { ready: true, pid: process.pid, ...facts };
  process.stdout.write(`${JSON.stringify(announcement)}\n`);
  if (process.send !== undefined && process.connected) process.send(announcement, undefined, {}, ignoreClosedChannel);
}

/**
 * Waits for SIGTERM, SIGINT or the end of the supervisor, then awaits `stop` once. Later signals change nothing.
 * A failing `stop` rejects here; the process then ends with code 1. Waiting does not keep the process alive: its servers and workers do.
 */
export async function runUntilSignal(stop: (reason: StopReason) => Promise<void>): Promise<void> {
  const reason = await stopRequested();
  try {
    await stop(reason);
  } catch (error) {
    process.exitCode = 1;
    throw error;
  } finally {
    setTimeout(() => process.exit(), LEFTOVERS_MS).unref();
  }
}

let requested: Promise<StopReason> | undefined;

function stopRequested(): Promise<StopReason> {
  return (requested ??= listenForStop());
}

function listenForStop(): Promise<StopReason> {
  return new Promise((resolve) => {
    process.on('SIGTERM', () => resolve('SIGTERM'));
    process.on('SIGINT', () => resolve('SIGINT'));
    if (process.env[SUPERVISED] === '1') onParentGone(() => resolve('parent-gone'));
  });
}

function onParentGone(gone: () => void): void {
  // Writing to a log pipe of a dead parent must not become an uncaught error on the way out.
  process.stdout.on('error', ignoreClosedChannel);
  process.stderr.on('error', ignoreClosedChannel);
  if (process.channel === undefined) {
    process.stdin.on('end', gone).on('error', gone).resume();
    return;
  }
  process.on('disconnect', gone);
  // The listener alone would keep the process alive after its work is done.
  process.channel.unref();
  if (!process.connected) gone();
}

const ignoreClosedChannel = (): void => undefined;
