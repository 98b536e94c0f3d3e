// What must not be there when a round is over: workflows that nobody ends, processes that nobody stops.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { QUERIES } from '../../src/contract/messages.ts';
import { WORKFLOWS } from '../../src/contract/workflow-ids.ts';
import type { BreakerState } from '../../src/domain/provider/types.ts';
import { isRunning, type ProcessMark } from '../lib/process-info.ts';

const LOOK_MS = 500;

export interface OpenWorkflow {
  readonly id: string;
  readonly type: string;
}

/** Waits until nothing is open that has no reason to be; what is still open at the deadline is stuck. */
export async function findStuck(temporal: Client, withinMs: number): Promise<readonly OpenWorkflow[]> {
  const end = performance.now() + withinMs;
  for (;;) {
    const stuck = await listStuck(temporal);
    if (stuck.length === 0 || performance.now() > end) return stuck;
    await pause(LOOK_MS);
  }
}

async function listStuck(temporal: Client): Promise<readonly OpenWorkflow[]> {
  const stuck: OpenWorkflow[] = [];
  for await (const { workflowId: id, type } of temporal.workflow.list({ query: "ExecutionStatus='Running'" })) {
    if (!(await mayBeOpen(temporal, { id, type }))) stuck.push({ id, type });
  }
  return stuck;
}

/**
 * The keeper of a breaker stays for ten minutes after it has closed, a hold until somebody answers, the comparison of rates
 * until both providers have them: each of them only as long as it can say so.
 */
async function mayBeOpen(temporal: Client, { id, type }: OpenWorkflow): Promise<boolean> {
  const handle = temporal.workflow.getHandle(id);
  if (type === WORKFLOWS.providerBreaker) return (await handle.query<BreakerState>(QUERIES.state)).mode === 'closed';
  if (type === WORKFLOWS.forecastHold) return (await handle.query<object>(QUERIES.state)) !== null;
  return type === WORKFLOWS.ratesCheck && (await isRetrying(temporal, id));
}

/** A step of it failed and is going to be tried again. */
async function isRetrying(temporal: Client, id: string): Promise<boolean> {
  const { raw } = await temporal.workflow.getHandle(id).describe();
  return (raw.pendingActivities ?? []).some(
    ({ attempt, scheduledTime }) => (attempt ?? 0) > 1 && scheduledTime !== null,
  );
}

/** Processes of the round that still run: those seen while it went on, and, where the system tells, everything that has its state folder. */
export function findOrphans(
  marks: readonly (ProcessMark & { readonly name: string })[],
  stateDir: string,
): readonly string[] {
  const seen = marks.filter(isRunning).map(({ name, pid }) => `${name} (${pid})`);
  const others = pidsOf(stateDir)
    .filter((pid) => !marks.some((mark) => mark.pid === pid))
    .map((pid) => `process ${pid}`);
  return [...seen, ...others];
}

function pidsOf(stateDir: string): readonly number[] {
  return readFolder('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => environmentOf(pid).includes(`MORROW_STATE_DIR=${stateDir}`))
    .map(Number);
}

function environmentOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function readFolder(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
