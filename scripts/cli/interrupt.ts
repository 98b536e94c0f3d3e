// Ctrl-C as a signal to stop waiting, for commands that have something to say on the way out.

/** Aborts on the first Ctrl-C; a second one ends the process. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  return controller.signal;
}
