// Runs a foreign tool to its end: bounded in time, its output read line by line, its whole process group gone afterwards.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { EnvironmentVariables } from './project.ts';

export interface ToolRun {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: EnvironmentVariables;
  readonly timeoutMs: number;
  readonly onLine?: (line: string) => void;
  /** Ends the tool early. */
  readonly signal?: AbortSignal;
}

export interface ToolResult {
  /** False: the program does not exist or may not be executed. */
  readonly started: boolean;
  readonly ok: boolean;
  readonly timedOut: boolean;
  /** The last lines of both outputs. */
  readonly lines: readonly string[];
}

const KEPT_LINES = 200;

/** Never throws: what went wrong is in the result. */
export function runTool(run: ToolRun): Promise<ToolResult> {
  const lines: string[] = [];
  let timedOut = false;
  // Listening comes first: a signal between the start and the listening would leave the tool behind.
  const tool: { pid: number | undefined } = { pid: undefined };
  const kill = (): void => killGroup(tool.pid);
  const undo = onOurEnd(kill);
  const child = spawn(run.command, run.args, {
    cwd: run.cwd,
    env: { ...run.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  tool.pid = child.pid;
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, run.timeoutMs);
  const keep = (line: string): void => {
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
    run.onLine?.(line);
  };
  readLines(child.stdout, keep);
  readLines(child.stderr, keep);
  run.signal?.addEventListener('abort', kill);
  return new Promise((resolve) => {
    const settle = (result: Pick<ToolResult, 'started' | 'ok'>): void => {
      clearTimeout(timer);
      run.signal?.removeEventListener('abort', kill);
      undo();
      resolve({ ...result, timedOut, lines });
    };
    child.once('error', () => settle({ started: false, ok: false }));
    child.once('close', (code) => settle({ started: true, ok: code === 0 }));
  });
}

const readLines = (stream: Readable, onLine: (line: string) => void): void =>
  void createInterface({ input: stream, crlfDelay: Infinity }).on('line', onLine);

/** A tool in a group of its own does not see Ctrl-C; it ends with us all the same. Returns what takes the listeners away again. */
function onOurEnd(kill: () => void): () => void {
  const listeners = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => {
    const listener = (): void => {
      kill();
      process.off(signal, listener);
      // When nobody else listens, the signal means what it means by default.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    };
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  process.on('exit', kill);
  return () => {
    process.off('exit', kill);
    for (const remove of listeners) remove();
  };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
