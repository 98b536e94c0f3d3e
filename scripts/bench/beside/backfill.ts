// A backfill that is longer than any measured day: accounts and days of its own, stopped when the measurement is done.
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { QUERIES, type RunTally } from '../../../src/contract/messages.ts';
import { addDays } from '../../../src/domain/calendar/dates.ts';
import { startBackfill, WHATEVER_IT_COSTS } from '../../../src/operations/backfill.ts';
import { lastCompleteDay } from '../../../src/operations/run-requests.ts';
import { addBenchAccounts, type Group } from '../accounts.ts';
import type { Bench } from '../context.ts';

const ACCOUNTS = 1_000;
const DAYS = 730;
/** So many are finished before a day starts: rates are in, every place of the backfill's window is at work. */
const WARM_ACCOUNTS = 3;
const LOOK_EVERY_MS = 250;

export interface BackfillState {
  /** Accounts whose older days are in. */
  readonly finished: number;
  readonly running: boolean;
}

export interface RunningBackfill {
  state(): Promise<BackfillState>;
  /** Returns when nothing of it is left. */
  stop(): Promise<void>;
}

/** Accounts that no backfill has brought in before: what is known already would cost it nothing. */
export const addBackfillAccounts = (bench: Bench, name: string): Promise<Group> =>
  addBenchAccounts(bench, ACCOUNTS, `bench-backfill-${name}`);

/** Returns once it is at full work. */
export async function startLongBackfill(bench: Bench, group: Group): Promise<RunningBackfill> {
  const to = addDays(lastCompleteDay(bench.deps), -1);
  const range = { from: addDays(to, 1 - DAYS), to };
  const { id } = await startBackfill(bench.deps, { ...range, ...group.scope, confirm: WHATEVER_IT_COSTS });
  const handle = bench.temporal.workflow.getHandle(id);
  const running: RunningBackfill = { state: () => stateOf(handle), stop: () => stop(handle) };
  while ((await running.state()).finished < WARM_ACCOUNTS) await pause(LOOK_EVERY_MS);
  return running;
}

async function stateOf(handle: WorkflowHandle): Promise<BackfillState> {
  const { status } = await handle.describe();
  const tally = await handle.query<RunTally>(QUERIES.progress);
  return { finished: tally.accounts, running: status.name === 'RUNNING' };
}

async function stop(handle: WorkflowHandle): Promise<void> {
  await handle.cancel().catch(() => undefined);
  await handle.result().catch(() => undefined);
}
