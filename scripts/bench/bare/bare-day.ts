// One bare day of as many accounts, in partitions of the size a real day would have, from its trigger to the end of its run.
import type { Client } from '@temporalio/client';
import { partitionSize } from '../../../src/activities/runs.ts';
import { MorrowError } from '../../../src/contract/errors.ts';
import { WORKFLOW_TASK_TIMEOUT_MS } from '../../../src/contract/limits.ts';
import { DEFAULT_QUEUE } from '../../../src/contract/queues.ts';
import type { BareSite } from './site.ts';

let days = 0;

export interface BareDay {
  readonly accounts: number;
  /** As on the accounts' first day: one step each on `heavy`. */
  readonly trains: boolean;
}

/** Returns seconds. @throws MorrowError INTERNAL when fewer accounts were done. */
export async function runBareDay({ temporal }: BareSite, { accounts, trains }: BareDay): Promise<number> {
  days += 1;
  const name = `bare-${accounts}-${days}`;
  return timed(accounts, () =>
    execute(temporal, `day/${name}`, { type: 'bareDay', args: [name, partitionSizes(accounts), trains] }),
  );
}

/** One of the other shapes: parents of equal size, side by side. Returns seconds. @throws MorrowError INTERNAL. */
export async function runShape({ temporal }: BareSite, shape: string, accounts: number): Promise<number> {
  days += 1;
  const name = `shape-${shape}-${accounts}-${days}`;
  return timed(accounts, async () => {
    const parents = partitionSizes(accounts).map((size, index) =>
      execute(temporal, `${name}/${index}`, { type: 'shapeParent', args: [shape, `${name}/${index}`, size] }),
    );
    return (await Promise.all(parents)).reduce((sum, done) => sum + done, 0);
  });
}

export function partitionSizes(accounts: number): number[] {
  const size = partitionSize(accounts);
  const full = Array.from({ length: Math.floor(accounts / size) }, () => size);
  return accounts % size === 0 ? full : [...full, accounts % size];
}

async function timed(accounts: number, run: () => Promise<number>): Promise<number> {
  const start = performance.now();
  const done = await run();
  if (done !== accounts) throw new MorrowError('INTERNAL', `A bare day did ${done} of ${accounts} accounts.`);
  return (performance.now() - start) / 1_000;
}

interface Execution {
  readonly type: string;
  readonly args: readonly unknown[];
}

function execute(temporal: Client, workflowId: string, { type, args }: Execution): Promise<number> {
  return temporal.workflow.execute<(...args: unknown[]) => Promise<number>>(type, {
    workflowId,
    taskQueue: DEFAULT_QUEUE,
    workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS,
    args: [...args],
  });
}
