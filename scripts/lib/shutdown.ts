// One way out for every command: on Ctrl-C, SIGTERM, a closed terminal, an uncaught error, or its own end, everything it started stops.

export interface Shutdown {
  /** Added last, stopped first. */
  add(stop: () => Promise<void>): void;
  /** Aborts when the command is asked to end. */
  readonly signal: AbortSignal;
  /** Stops everything; the same promise when called again. */
  run(): Promise<void>;
}

export interface ShutdownOptions {
  readonly say: (line: string) => void;
  /** The hard way out: a second Ctrl-C, or an orderly stop that takes too long. */
  readonly killAll: () => void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
/** npm passes Ctrl-C on although the terminal has sent it to everyone: what comes this soon is the same key press. */
const SAME_KEY_PRESS_MS = 1_000;
const LONGEST_STOP_MS = 60_000;

/** Installs the handlers for the rest of the process's life. */
export function installShutdown(options: ShutdownOptions): Shutdown {
  const stops: (() => Promise<void>)[] = [];
  const asked = new AbortController();
  let running: Promise<void> | null = null;
  let firstSignalAt = 0;
  const run = (): Promise<void> => {
    asked.abort();
    return (running ??= stopEverything(stops));
  };
  const leave = (code: number): void => {
    process.exitCode = code;
    setTimeout(() => hardExit(options, code), LONGEST_STOP_MS).unref();
    void run().then(
      () => process.exit(code),
      () => hardExit(options, code),
    );
  };
  const onSignal = (signal: (typeof SIGNALS)[number]): void => {
    if (firstSignalAt !== 0 && Date.now() - firstSignalAt < SAME_KEY_PRESS_MS) return;
    if (firstSignalAt !== 0) return hardExit(options, EXIT_CODES[signal]);
    firstSignalAt = Date.now();
    options.say('Stopping …');
    leave(EXIT_CODES[signal]);
  };
  for (const signal of SIGNALS) process.on(signal, () => onSignal(signal));
  const onError = (error: unknown): void => {
    options.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    leave(1);
  };
  process.on('uncaughtException', onError);
  process.on('unhandledRejection', onError);
  return { add: (stop) => void stops.push(stop), signal: asked.signal, run };
}

async function stopEverything(stops: readonly (() => Promise<void>)[]): Promise<void> {
  for (const stop of stops.toReversed()) await stop();
}

function hardExit({ killAll }: ShutdownOptions, code: number): void {
  killAll();
  process.exit(code);
}
