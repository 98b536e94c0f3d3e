// One round: a calm day and a stormy one of the same accounts, date and sources, held against each other. Shared by `npm test` and `npm run chaos`.
import { rm } from 'node:fs/promises';
import type { Account } from '../../src/domain/account.ts';
import { parseAccount } from '../../src/operations/account-schema.ts';
import { REGISTERED_SOURCES } from '../../src/connectors/registry.ts';
import { openBench, type Bench } from '../bench/context.ts';
import type { EnvironmentVariables } from '../lib/project.ts';
import type { Stack, StackOptions } from '../lib/stack.ts';
import { prepareCalmHistory, runCalmDay } from './calm-day.ts';
import { openCalmSite, type CalmSite } from './calm-site.ts';
import { summaryOf } from './day-run.ts';
import { createEmulatorControl, type EmulatorControl } from './emulator-control.ts';
import { readEndings } from './ending.ts';
import { chaosEnvironment, type ChaosEnvironment } from './environment.ts';
import { lateFaults } from './faults.ts';
import { copyHistory } from './history.ts';
import { WORKERS } from './kill-plan.ts';
import { findOrphans, findStuck } from './leftovers.ts';
import type { ChaosPlan } from './plan.ts';
import { countRepeats } from './repeats.ts';
import { report, type RoundReport } from './round-report.ts';
import { rideOut, type StormLog } from './storm.ts';
import { findBroken } from './verdict.ts';
import { startWatch, type Watched } from './watch.ts';

/** Brings a stack up, lets it be used, and takes it down whatever happens. */
export type WithStack = <T>(
  options: Pick<StackOptions, 'env' | 'workers' | 'mongo'>,
  use: (stack: Stack) => Promise<T>,
) => Promise<T>;

export interface RoundOptions {
  readonly plan: ChaosPlan;
  /** Keeps the stack's data in a MongoDB that is found or started; the calm day stays on SQLite. */
  readonly mongo?: boolean;
  readonly env: EnvironmentVariables;
  readonly withStack: WithStack;
  readonly signal: AbortSignal;
}

/** What is open after the day has a reason, or goes within this. */
const CLOSED_WITHIN_MS = 60_000;

/** @throws MorrowError when the round cannot be played at all. A broken promise is part of the report. */
export async function playRound({ plan, mongo = false, env, withStack, signal }: RoundOptions): Promise<RoundReport> {
  const place = await chaosEnvironment(env);
  try {
    const since = performance.now();
    const played = await withStack({ env: place.env, workers: WORKERS, mongo }, (stack) =>
      play(stack, { plan, place, signal }),
    );
    const orphans = findOrphans(played.watched.marks, place.stateDir);
    return report({ plan, ...played, orphans, seconds: (performance.now() - since) / 1_000 });
  } finally {
    await rm(place.stateDir, { recursive: true, force: true });
  }
}

interface Round {
  readonly plan: ChaosPlan;
  readonly place: ChaosEnvironment;
  readonly signal: AbortSignal;
}

async function play(stack: Stack, round: Round) {
  const bench = await openBench(stack);
  const calm = await openCalmSite(stack.env, stack.stateDir);
  try {
    return await weather(bench, calm, round);
  } finally {
    await calm.close();
    await bench.close();
  }
}

async function weather(bench: Bench, calmSite: CalmSite, { plan, place, signal }: Round) {
  const { stack, deps, temporal } = bench;
  const accounts = plan.accounts.map((account) => parseAccount(account, REGISTERED_SOURCES));
  const emulators = createEmulatorControl(`http://127.0.0.1:${stack.env['EMULATOR_APP_STORE_PORT']}`, place.faultsFile);
  await prepare(bench, calmSite, { plan, accounts, emulators });
  const { watched, storm } = await storms(bench, { plan, emulators, signal });
  const ids = accounts.map(({ id }) => id);
  const [stormy, calm] = [
    await readEndings(deps.store, ids, plan.date),
    await readEndings(calmSite.store, ids, plan.date),
  ];
  const stuck = await findStuck(temporal, CLOSED_WITHIN_MS);
  const broken = findBroken({
    stormy,
    calm,
    codes: plan.faults.codes,
    summary: storm.record === null ? null : summaryOf(storm.record),
    totals: await calmSite.store.revenue.totals(plan.date, {}),
  });
  return { watched, storm, endings: stormy, stuck, broken, repeats: await countRepeats(temporal) };
}

interface Preparation {
  readonly plan: ChaosPlan;
  readonly accounts: readonly Account[];
  readonly emulators: EmulatorControl;
}

/** The calm day comes first: once the storm has begun, nobody can ask the emulators in peace. */
async function prepare(bench: Bench, calm: CalmSite, { plan, accounts, emulators }: Preparation): Promise<void> {
  const { progress } = bench.stack;
  const history = progress.step('History');
  await prepareCalmHistory(calm, accounts, plan.date);
  await copyHistory(calm.store, bench.deps.store, accounts, plan.date);
  history.done();
  const day = progress.step('Calm day');
  await emulators.set(plan.faults.lasting);
  await runCalmDay(calm, accounts, plan.date);
  day.done();
}

interface Weather {
  readonly plan: ChaosPlan;
  readonly emulators: EmulatorControl;
  readonly signal: AbortSignal;
}

async function storms(
  bench: Bench,
  { plan, emulators, signal }: Weather,
): Promise<{ watched: Watched; storm: StormLog }> {
  const { supervisor, urls } = bench.stack;
  const day = `${urls.api}/api/runs/${encodeURIComponent(`day/daily/${plan.date}`)}`;
  await emulators.set([...lateFaults(plan.faults.late, Date.now()), ...plan.faults.passing, ...plan.faults.lasting]);
  const watch = await startWatch({
    supervisor,
    emulators,
    urls: [`${urls.api}/api/accounts?limit=20`, day, `${urls.api}/api/providers`],
  });
  try {
    const storm = await rideOut({ bench, emulators, plan, signal });
    return { storm, watched: await watch.stop() };
  } catch (error) {
    await watch.stop();
    throw error;
  }
}
