// .morrow/stack.json: which stack runs in this folder, so that other commands find it and a second one is refused.
import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MorrowError } from '../../src/contract/errors.ts';
import { tryLock } from './locks.ts';
import { METRICS_TARGETS_FILE, metricsTargetsText } from './metrics-targets.ts';
import { isRunning } from './process-info.ts';
import type { EnvironmentVariables } from './project.ts';

const stackSchema = z.object({
  pid: z.number().int(),
  startMark: z.string().nullable(),
  /** ISO instant. */
  startedAt: z.string(),
  /** How other commands reach it: addresses, never credentials. */
  env: z.record(z.string(), z.string()).readonly(),
  urls: z.record(z.string(), z.string()).readonly(),
  ports: z.record(z.string(), z.number()).readonly(),
  processes: z
    .array(
      z.object({
        name: z.string(),
        pid: z.number().int().nullable(),
        logFile: z.string(),
        metricsUrl: z.string().nullable(),
      }),
    )
    .readonly(),
});
export type StackRecord = z.infer<typeof stackSchema>;

const FILE = 'stack.json';
const LOCK = 'stack.lock';

/** The stack that runs in the state folder; null when none does, even if a dead one left its file. */
export function readRunningStack(stateDir: string): StackRecord | null {
  const record = readRecord(stateDir);
  return record !== null && isRunning(record) ? record : null;
}

/** The given environment, completed with the addresses of the stack that runs here. What is set already wins. */
export function withRunningStack(env: EnvironmentVariables, stateDir: string): EnvironmentVariables {
  const stack = readRunningStack(stateDir);
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  return stack === null ? env : { ...stack.env, ...set };
}

export interface StateFolderClaim {
  write(record: StackRecord): void;
  release(): Promise<void>;
}

/** Makes the folder ours. @throws MorrowError STACK_RUNNING when a living process has it. */
export async function claimStateFolder(stateDir: string, wish: string): Promise<StateFolderClaim> {
  await mkdir(join(stateDir, 'logs'), { recursive: true }).catch((error: unknown) => {
    throw new MorrowError(
      'FOLDER_NOT_WRITABLE',
      `${stateDir} cannot be created (${String(error)}). Correct its rights, or set MORROW_STATE_DIR.`,
    );
  });
  const outcome = await tryLock(join(stateDir, LOCK));
  if ('heldBy' in outcome) throw alreadyRunning(stateDir, outcome.heldBy.pid, wish);
  return {
    write: (record) => writeRecord(stateDir, record),
    release: async () => {
      await rm(join(stateDir, FILE), { force: true });
      await rm(join(stateDir, METRICS_TARGETS_FILE), { force: true });
      await outcome.lock.release();
    },
  };
}

function alreadyRunning(stateDir: string, pid: number, wish: string): MorrowError {
  return new MorrowError(
    'STACK_RUNNING',
    `A stack runs in ${stateDir} already (process ${pid}), so ${wish}. Stop it with Ctrl-C in its terminal or \`kill ${pid}\`, or set MORROW_STATE_DIR and other ports.`,
    { facts: { pid } },
  );
}

function writeRecord(stateDir: string, record: StackRecord): void {
  replaceFile(join(stateDir, FILE), JSON.stringify(record, null, 2));
  replaceFile(join(stateDir, METRICS_TARGETS_FILE), metricsTargetsText(record.processes));
}

/** Readers see the old content or the new one, never half of it. */
function replaceFile(path: string, content: string): void {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, content);
  renameSync(draft, path);
}

function readRecord(stateDir: string): StackRecord | null {
  try {
    return stackSchema.parse(JSON.parse(readFileSync(join(stateDir, FILE), 'utf8')));
  } catch {
    return null;
  }
}
