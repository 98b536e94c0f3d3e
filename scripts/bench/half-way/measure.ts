// A day of very many accounts, followed until half of them are done: whether pace, memory and histories stay what they are for
// thousands. The accounts have no sources, so that the day is the engine's and the store's alone.
import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowFailedError } from '@temporalio/client';
import type { DayRunState } from '../../../src/contract/messages.ts';
import { QUERIES } from '../../../src/contract/messages.ts';
import { addDays } from '../../../src/domain/calendar/dates.ts';
import type { IsoDate } from '../../../src/domain/ids.ts';
import { startRetrain } from '../../../src/operations/retrain.ts';
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

const HISTORY_DAYS = 8;
const LOOK_MS = 5_000;
const TENTH = 0.1;

/** @throws MorrowError INTERNAL; what ends the day before its half, too. */
export async function measureHalfWay(bench: Bench, size: number): Promise<HalfWayReport> {
  const step = bench.stack.progress.step(`${size} accounts, half way`);
  const [date] = createCalendar(bench.deps).take(1);
  const group = await addIdleAccounts(bench, size, { from: addDays(date, -HISTORY_DAYS), to: date }, step);
  step.update('models');
  await trainAll(bench, group, addDays(date, -1));
  const watch = new ProcessWatch(() => bench.stack.supervisor.states().map(watched));
  await watch.untilQuiet();
  const followed = await follow({ bench, watch, step }, group, date);
  step.done(`${followed.samples.at(-1)?.done ?? 0} accounts done`);
  return summarise(size, followed, watch.peak());
}

/** Champions, as the weekly retraining leaves them: an ordinary day trains nobody. */
async function trainAll({ deps, temporal }: Bench, { scope }: Group, date: IsoDate): Promise<void> {
  const { id } = await startRetrain(deps, { date, ...scope });
  await temporal.workflow.getHandle(id).result();
}

interface Site {
  readonly bench: Bench;
  readonly watch: ProcessWatch;
  readonly step: Step;
}

interface Followed {
  readonly samples: readonly Sample[];
  readonly cpu: CpuSeconds;
  readonly chain: Chain;
  readonly failed: number;
  readonly cancelSeconds: number;
}

async function follow({ bench, watch, step }: Site, group: Group, date: IsoDate): Promise<Followed> {
  const { deps, temporal } = bench;
  const start = performance.now();
  const before = watch.cpu();
  watch.start();
  const { id, runId } = await startDayRun(deps, { date, ...group.scope });
  const samples: Sample[] = [];
  let failed = 0;
  for (let done = 0; done < group.ids.length / 2;) {
    await pause(LOOK_MS);
    const counts = await deps.store.runs.countAccountDays('daily', date, group.scope);
    done = doneOf(counts);
    failed = counts.failed ?? 0;
    samples.push({ seconds: (performance.now() - start) / 1_000, done, megabytes: watch.memory() });
    step.update(`${done} of ${group.ids.length / 2} accounts`);
  }
  const cpu = differences(watch.cpu(), before);
  watch.stop();
  const { partitionsStarted } = await temporal.workflow.getHandle(id).query<DayRunState>(QUERIES.state);
  const cancelSeconds = await cancel(bench, id);
  return { samples, cpu, failed, cancelSeconds, chain: await readChain(temporal, id, runId, partitionsStarted) };
}

/** Forecasts wait for the gate of the whole day, which this one never sees. */
const doneOf = ({
  staged = 0,
  published = 0,
  held = 0,
  failed = 0,
}: Readonly<Partial<Record<RunStatus, number>>>): number => staged + published + held + failed;

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
  { samples, cpu, chain, failed, cancelSeconds }: Followed,
  peak: Megabytes,
): HalfWayReport {
  const last = samples.at(-1) ?? NOTHING;
  const early = samples.find(({ done }) => done >= last.done * TENTH) ?? last;
  const late = samples.find(({ done }) => done >= last.done * (1 - TENTH)) ?? last;
  const pace = { first: perSecond(NOTHING, early), last: perSecond(late, last) };
  return {
    machine: describeMachine(),
    accounts,
    done: last.done,
    seconds: rounded(last.seconds, 1),
    accountsPerSecond: perSecond(NOTHING, last),
    pace,
    wholeDaySeconds: Math.round(last.seconds + (accounts - last.done) / pace.last),
    cpuMsPerAccount: Object.fromEntries(
      Object.entries(cpu).map(([name, seconds]) => [name, rounded((seconds * 1_000) / last.done, 1)]),
    ),
    memory: { early: early.megabytes, late: last.megabytes, peak },
    ...chain,
    failed,
    cancelSeconds,
  };
}

const NOTHING: Sample = { seconds: 0, done: 0, megabytes: {} };

const perSecond = (from: Sample, to: Sample): number => rounded((to.done - from.done) / (to.seconds - from.seconds), 1);
