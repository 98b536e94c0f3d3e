// A day of very many accounts, followed until half of them are done: whether pace, memory and histories stay what they are for
// thousands. The accounts have no sources, so that the day is the engine's and the store's alone.
import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowFailedError } from '@temporalio/client';
import type { DayRunState } from '../../../src/contract/messages.ts';
import { QUERIES } from '../../../src/contract/messages.ts';
import type { IsoDate } from '../../../src/domain/ids.ts';
import { cancelRun, startDayRun } from '../../../src/operations/runs.ts';
import type { RunStatus } from '../../../src/ports/store.ts';
import type { Step } from '../../lib/progress.ts';
import type { Group } from '../accounts.ts';
import { createCalendar } from '../calendar.ts';
import type { Bench } from '../context.ts';
import { describeMachine } from '../machine.ts';
import { ProcessWatch, watched, type CpuSeconds, type Megabytes } from '../process-watch.ts';
import { rounded } from '../statistics.ts';
import { addIdleAccounts } from './accounts.ts';
import { readChain, type Chain } from './chain.ts';
import type { HalfWayReport, Sample } from './result.ts';

/** Nothing is forecast: what is followed is how a day of so many is planned, begun, counted and handed over. */
const PIPELINE = 'revenue';
const LOOK_MS = 5_000;
const TENTH = 0.1;

/** @throws MorrowError INTERNAL; what ends the day before its half, too. */
export async function measureHalfWay(bench: Bench, size: number): Promise<HalfWayReport> {
  const step = bench.stack.progress.step(`${size} accounts, half way`);
  const [date] = createCalendar(bench.deps).take(1);
  const group = await addIdleAccounts(bench, size, date, step);
  const watch = new ProcessWatch(() => bench.stack.supervisor.states().map(watched));
  await watch.untilQuiet();
  const followed = await follow({ bench, watch, step }, group, date);
  step.done(`${followed.samples.at(-1)?.done ?? 0} accounts done`);
  return summarise(size, followed, watch.peak());
}

interface Site {
  readonly bench: Bench;
  readonly watch: ProcessWatch;
  readonly step: Step;
}

interface Followed {
  readonly samples: readonly Sample[];
  readonly chain: Chain;
  readonly failed: number;
  readonly cancelSeconds: number;
}

async function follow({ bench, watch, step }: Site, group: Group, date: IsoDate): Promise<Followed> {
  const { deps, temporal } = bench;
  const start = performance.now();
  const before = watch.cpu();
  watch.start();
  const { id, runId } = await startDayRun(deps, { date, pipeline: PIPELINE, ...group.scope });
  const samples: Sample[] = [];
  let failed = 0;
  for (let done = 0; done < group.ids.length / 2;) {
    await pause(LOOK_MS);
    const counts = await deps.store.runs.countAccountDays(PIPELINE, date, group.scope);
    done = doneOf(counts);
    failed = counts.failed ?? 0;
    const cpu = differences(watch.cpu(), before);
    samples.push({ seconds: (performance.now() - start) / 1_000, done, cpu, megabytes: watch.memory() });
    step.update(`${done} of ${group.ids.length / 2} accounts`);
  }
  watch.stop();
  const { partitionsStarted } = await temporal.workflow.getHandle(id).query<DayRunState>(QUERIES.state);
  const cancelSeconds = await cancel(bench, id);
  return { samples, failed, cancelSeconds, chain: await readChain(temporal, id, runId, partitionsStarted) };
}

const doneOf = ({ collected = 0, failed = 0 }: Readonly<Partial<Record<RunStatus, number>>>): number =>
  collected + failed;

async function cancel({ deps, temporal }: Bench, id: string): Promise<number> {
  const start = performance.now();
  await cancelRun(deps, id);
  const cancelled = (error: unknown): void => {
    if (!(error instanceof WorkflowFailedError)) throw error;
  };
  await temporal.workflow
    .getHandle(id)
    .result()
    .then(() => undefined, cancelled);
  return rounded((performance.now() - start) / 1_000, 1);
}

const differences = (after: CpuSeconds, before: CpuSeconds): CpuSeconds =>
  Object.fromEntries(Object.entries(after).map(([name, seconds]) => [name, seconds - (before[name] ?? 0)]));

function summarise(
  accounts: number,
  { samples, chain, failed, cancelSeconds }: Followed,
  peak: Megabytes,
): HalfWayReport {
  const last = samples.at(-1) ?? NOTHING;
  const early = samples.find(({ done }) => done >= last.done * TENTH) ?? last;
  const late = samples.findLast(({ done }) => done <= last.done * (1 - TENTH)) ?? NOTHING;
  const pace = { first: perSecond(NOTHING, early), last: perSecond(late, last) };
  return {
    machine: describeMachine(),
    accounts,
    done: last.done,
    seconds: rounded(last.seconds, 1),
    accountsPerSecond: perSecond(NOTHING, last),
    pace,
    wholeDaySeconds: Math.round(last.seconds + (accounts - last.done) / pace.last),
    cpuMsPerAccount: {
      first: perAccount(NOTHING, early),
      last: perAccount(late, last),
      all: perAccount(NOTHING, last),
    },
    memory: { early: early.megabytes, late: last.megabytes, peak },
    ...chain,
    failed,
    cancelSeconds,
  };
}

const NOTHING: Sample = { seconds: 0, done: 0, cpu: {}, megabytes: {} };

const perSecond = (from: Sample, to: Sample): number => rounded((to.done - from.done) / (to.seconds - from.seconds), 1);

/** Processor milliseconds, by process. */
const perAccount = (from: Sample, to: Sample): CpuSeconds =>
  Object.fromEntries(
    Object.entries(differences(to.cpu, from.cpu)).map(([name, seconds]) => [
      name,
      rounded((seconds * 1_000) / (to.done - from.done), 1),
    ]),
  );
