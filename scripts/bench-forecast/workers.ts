// `npm run bench:forecast -- --workers`: what a second heavy worker brings. The full backtest of many accounts through the real
// workers, store and server, with one worker of one thread and with two, in turns.
import { rm } from 'node:fs/promises';
import { MorrowError } from '../../src/contract/errors.ts';
import type { SnapshotRequest } from '../../src/contract/messages.ts';
import { addDays, parseIsoDate } from '../../src/domain/calendar/dates.ts';
import type { AccountId } from '../../src/domain/ids.ts';
import { openBench, type Bench } from '../bench/context.ts';
import { benchEnvironment } from '../bench/environment.ts';
import { describeMachine } from '../bench/machine.ts';
import { median, rounded } from '../bench/statistics.ts';
import { createProgress, type Step } from '../lib/progress.ts';
import { runStack } from '../lib/run-stack.ts';
import { countForecasts } from './count-forecasts.ts';
import { addTrainingAccounts } from './worker-accounts.ts';
import { withHeavyWorkers } from './worker-fleet.ts';
import { readWorkerBenchOptions, type WorkerBenchOptions } from './worker-options.ts';
import { formatWorkerReport, type FleetResult, type WorkerReport } from './worker-report.ts';
import type { StageRun } from './worker-workflows.ts';
import { BENCH_QUEUE, withWorkflowWorker } from './workflow-worker.ts';

/** Workers of one thread each. */
const FLEETS = [1, 2] as const;
/** Far more than a run takes: a broken one ends. */
const LONGEST_RUN_MS = 5 * 60_000;
/** Accounts of a batch: fewer than a retraining takes, so that the work divides evenly whatever the number of workers. */
const BATCH = 50;
/** The accounts are made up, so any day will do; the same one makes the runs alike. */
const DATE = parseIsoDate('2026-03-02');

/** Returns the exit code. @throws MorrowError INTERNAL when an account did not come through: a run that does less is no measurement. */
export async function benchWorkers(args: readonly string[]): Promise<number> {
  const options = readWorkerBenchOptions(args);
  const { env, stateDir } = await benchEnvironment(process.env);
  try {
    const stack = { env, progress: createProgress(), workers: { default: 0, heavy: 0 } };
    return await runStack(stack, async (running) => {
      const bench = await openBench(running);
      try {
        const report = await measure(bench, options);
        process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : formatWorkerReport(report));
        return 0;
      } finally {
        await bench.close();
      }
    });
  } finally {
    await rm(stateDir, { recursive: true, force: true });
  }
}

async function measure(bench: Bench, { accounts, repeats }: WorkerBenchOptions): Promise<WorkerReport> {
  const step = bench.stack.progress.step(`Backtesting ${accounts} accounts`);
  step.update('their history');
  // Autonomous accounts are trained up to the day before.
  const batches = batchesOf(await addTrainingAccounts(bench, accounts, addDays(DATE, -1)));
  return await withWorkflowWorker(bench.stack, async () => {
    step.update('warm-up');
    const forecasts = await warmUp(bench, batches);
    const runs = await measureFleets(bench, batches, { repeats, step });
    const fleets = FLEETS.map((workers) => summarise(workers, runs.get(workers) ?? [], { accounts, forecasts }));
    step.done(fleets.map(({ workers, forecastsPerSecond: rate }) => `${workers}: ${rate} forecasts/s`).join(', '));
    return { machine: describeMachine(), accounts, batches: batches.length, forecasts, fleets };
  });
}

/** Every stage once, so that each has what it needs. Returns the forecasts of one backtest. */
async function warmUp(bench: Bench, batches: readonly SnapshotRequest[]): Promise<number> {
  await withHeavyWorkers(bench.stack, 1, async () => {
    for (const stage of ['snapshotTraining', 'prepareTraining', 'backtestTraining'] as const)
      await runStage(bench, stage, batches);
  });
  return await forecastsOf(bench, batches);
}

/** Seconds of each run by the number of workers. They take turns, so that what the machine does meanwhile hits both. */
async function measureFleets(
  bench: Bench,
  batches: readonly SnapshotRequest[],
  { repeats, step }: { readonly repeats: number; readonly step: Step },
): Promise<ReadonlyMap<number, readonly number[]>> {
  const seconds = new Map<number, number[]>(FLEETS.map((workers) => [workers, []]));
  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    for (const workers of FLEETS) {
      step.update(`${workers} of ${FLEETS.length} workers, run ${repeat} of ${repeats}`);
      const run = await withHeavyWorkers(bench.stack, workers, () => secondBacktest(bench, batches));
      seconds.get(workers)?.push(run);
    }
  }
  return seconds;
}

/** Seconds of the second of two: the first one starts the threads and lets the engine compile. */
async function secondBacktest(bench: Bench, batches: readonly SnapshotRequest[]): Promise<number> {
  await runStage(bench, 'backtestTraining', batches);
  return await runStage(bench, 'backtestTraining', batches);
}

const batchesOf = (ids: readonly AccountId[]): readonly SnapshotRequest[] =>
  Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, index) => ({
    batchId: `training/${DATE}/bench/${index}`,
    date: DATE,
    accounts: ids.slice(index * BATCH, (index + 1) * BATCH),
    acceptPartial: false,
  }));

/** Seconds from the start of the run to its end. @throws MorrowError INTERNAL when an account did not come through. */
async function runStage(
  { temporal }: Bench,
  stage: StageRun['stage'],
  batches: readonly SnapshotRequest[],
): Promise<number> {
  const start = performance.now();
  const done = await temporal.workflow.execute<(run: StageRun) => Promise<number>>('benchStage', {
    workflowId: `bench/${stage}`,
    taskQueue: BENCH_QUEUE,
    workflowExecutionTimeout: LONGEST_RUN_MS,
    args: [{ stage, batches }],
  });
  const seconds = (performance.now() - start) / 1_000;
  const wanted = batches.reduce((sum, { accounts }) => sum + accounts.length, 0);
  if (done === wanted) return seconds;
  throw new MorrowError('INTERNAL', `${done} of ${wanted} accounts came through ${stage}.`);
}

/** Counted in what the stage left behind, not computed from what it should have done. */
async function forecastsOf({ deps }: Bench, batches: readonly SnapshotRequest[]): Promise<number> {
  let forecasts = 0;
  for (const { batchId } of batches) forecasts += countForecasts(await deps.store.training.find(batchId, 'backtest'));
  return forecasts;
}

function summarise(
  workers: number,
  runs: readonly number[],
  { accounts, forecasts }: { readonly accounts: number; readonly forecasts: number },
): FleetResult {
  const seconds = median(runs);
  return {
    workers,
    runs: runs.map((one) => rounded(one, 2)),
    seconds: rounded(seconds, 2),
    accountsPerSecond: rounded(accounts / seconds, 1),
    forecastsPerSecond: Math.round(forecasts / seconds),
  };
}
