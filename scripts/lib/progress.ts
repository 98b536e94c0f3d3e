// What a person sees while something takes its time: one living line in a terminal, plain lines elsewhere.
import pc from 'picocolors';

export interface Step {
  /** Replaces the detail behind the label. */
  update(detail: string): void;
  done(detail?: string): void;
  failed(): void;
}

export interface Progress {
  step(label: string): Step;
  /** A line of its own, above a living line. */
  say(line: string): void;
}

export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Without a terminal: how often a long step says that it still runs. */
const REMINDER_MS = 15_000;
const REFRESH_MS = 250;

export function createProgress(stream: ProgressStream = process.stderr): Progress {
  return stream.isTTY === true ? terminalProgress(stream) : plainProgress(stream);
}

function plainProgress(stream: ProgressStream): Progress {
  const say = (line: string): void => void stream.write(`${line}\n`);
  return {
    say,
    step: (label) => {
      let detail = '';
      const elapsed = stopwatch();
      const reminder = setInterval(() => say(`${label}: ${elapsed()}${suffix(detail)}`), REMINDER_MS).unref();
      const end = (outcome: string): void => {
        clearInterval(reminder);
        say(`${label}: ${outcome}`);
      };
      return {
        update: (text) => void (detail = text),
        done: (text = 'done') => end(`${text} (${elapsed()})`),
        failed: () => end(`failed after ${elapsed()}`),
      };
    },
  };
}

function terminalProgress(stream: ProgressStream): Progress {
  const living = new Map<symbol, () => string>();
  const clear = (): unknown => stream.write('\r\u001b[2K');
  const draw = (): void => {
    const line = [...living.values()].map((render) => render()).join('  ');
    stream.write(`\r\u001b[2K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
  };
  const say = (line: string): void => {
    clear();
    stream.write(`${line}\n`);
    if (living.size > 0) draw();
  };
  return { say, step: (label) => livingStep(label, { living, draw, say }) };
}

interface Screen {
  readonly living: Map<symbol, () => string>;
  draw(): void;
  say(line: string): void;
}

function livingStep(label: string, { living, draw, say }: Screen): Step {
  const key = Symbol(label);
  const elapsed = stopwatch();
  let detail = '';
  living.set(key, () => `… ${label} ${elapsed()}${suffix(detail)}`);
  const timer = setInterval(draw, REFRESH_MS).unref();
  draw();
  const end = (line: string): void => {
    clearInterval(timer);
    living.delete(key);
    say(line);
  };
  return {
    update: (text) => void (detail = text),
    done: (text = 'done') => end(`${pc.green('✓')} ${label}: ${text} ${pc.dim(`(${elapsed()})`)}`),
    failed: () => end(`${pc.red('✗')} ${label}: failed ${pc.dim(`(${elapsed()})`)}`),
  };
}

const suffix = (detail: string): string => (detail === '' ? '' : `, ${detail}`);

function stopwatch(): () => string {
  const start = performance.now();
  return () => {
    const seconds = (performance.now() - start) / 1_000;
    return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  };
}
