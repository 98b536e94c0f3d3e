// A real day of a few accounts on the stack, so that Temporal has runs with parts and steps to show, and schedules that rest.
import { MorrowError } from '../../../src/contract/errors.ts';
import { partitionId } from '../../../src/contract/workflow-ids.ts';
import { startDayRun } from '../../../src/operations/runs.ts';
import { applySchedules } from '../../../src/operations/schedules.ts';
import { readSchedules } from '../../../src/operations/schedules-file.ts';
import type { Bench } from '../context.ts';
import type { LiveRuns } from './calls.ts';
import { accountIdOf, isLive, LIVE_COHORT, type SeedPlan } from './seed/plan.ts';

export async function runLiveDay(bench: Bench, plan: SeedPlan): Promise<LiveRuns> {
  await pausedSchedules(bench);
  const { id, runId } = await startDayRun(bench.deps, {
    date: plan.last,
    pipeline: 'daily',
    cohort: LIVE_COHORT,
    force: true,
  });
  const summary: unknown = await bench.temporal.workflow.getHandle(id, runId).result();
  const indexes = Array.from({ length: plan.accounts }, (_, index) => index).filter((index) => isLive(plan, index));
  if (summary === null || indexes.length === 0)
    throw new MorrowError('INTERNAL', 'The day of the benchmark had no accounts.');
  return {
    dayRun: id,
    partition: partitionId(id, 0),
    accountDays: indexes.map((index) => `account-day/daily/${plan.last}/${accountIdOf(index)}`),
  };
}

/** Nothing is to begin by itself while the screens are measured. */
async function pausedSchedules({ deps, stack }: Bench): Promise<void> {
  const declared = await readSchedules(stack.config.MORROW_SCHEDULES_FILE);
  await applySchedules(
    deps.temporal,
    declared.map((schedule) => ({ ...schedule, paused: true })),
  );
}
