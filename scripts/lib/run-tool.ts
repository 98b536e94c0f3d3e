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
  const child = spawn(run.command, run.args, {
    cwd: run.cwd,
    env: { ...run.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const kill = (): void => killGroup(child.pid);
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
  process.on('exit', kill);
  return new Promise((resolve) => {
    const settle = (result: Pick<ToolResult, 'started' | 'ok'>): void => {
      clearTimeout(timer);
      run.signal?.removeEventListener('abort', kill);
      process.off('exit', kill);
      resolve({ ...result, timedOut, lines });
    };
    child.once('error', () => settle({ started: false, ok: false }));
    child.once('close', (code) => settle({ started: true, ok: code === 0 }));
  });
}

const readLines = (stream: Readable, onLine: (line: string) => void): void =>
  void createInterface({ input: stream, crlfDelay: Infinity }).on('line', onLine);

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
