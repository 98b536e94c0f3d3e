// The whole measurement, in the order in which it is told: at rest, the seed's two accounts, then each size as pairs of a real and a bare day.
import type { IsoDate } from '../../src/domain/ids.ts';
import type { Step } from '../lib/progress.ts';
import { addBenchAccounts, addSeedAccounts, type Group } from './accounts.ts';
import { runBareDay, runShape } from './bare/bare-day.ts';
import { startBareSite, type BareSite } from './bare/site.ts';
import { createCalendar, type Calendar } from './calendar.ts';
import type { Bench } from './context.ts';
import { readHistorySizes } from './histories.ts';
import { describeMachine } from './machine.ts';
import type { BenchOptions } from './options.ts';
import { ProcessWatch, watched, type CpuSeconds, type WatchedProcess } from './process-watch.ts';
import { bringInHistory } from './older-days.ts';
import { runRealDay, type TimedRun } from './real-day.ts';
import { summariseSize, type Pair, type Report, type SeedResult, type ShapeResult, type SizeResult } from './result.ts';
import { median } from './statistics.ts';
import { costsBetween, readCounters } from './step-watch.ts';
import { findBroken } from './verdict.ts';

const SEED_DAYS = 10;
/** A bare first day of more accounts would take minutes and say what one of fewer says. */
const BARE_FIRST_DAY_MOST = 2_000;
/** This process stands for the one of `npm start`; without its children, which are counted by name. */
const SUPERVISOR: WatchedProcess = { name: 'supervisor', pids: [process.pid] };

interface Sides {
  readonly bench: Bench;
  readonly bare: BareSite;
  readonly calendar: Calendar;
  readonly watch: ProcessWatch;
  readonly bareWatch: ProcessWatch;
}

/** @throws MorrowError INTERNAL when an account was not published. */
export async function measure(bench: Bench, options: BenchOptions): Promise<Report> {
  const watch = new ProcessWatch(() => [...bench.stack.supervisor.states().map(watched), SUPERVISOR]);
  const idle = await atRest(bench, watch);
  const bare = await startBareSite(bench.stack, options.leanBare);
  const bareWatch = new ProcessWatch(() => bare.supervisor.states().map(watched));
  const sides: Sides = { bench, bare, watch, bareWatch, calendar: createCalendar(bench.deps) };
  try {
    for (const one of [watch, bareWatch]) one.start();
    const seed = await measureSeed(sides);
    const sizes: SizeResult[] = [];
    for (const size of options.sizes) sizes.push(await measureSize(sides, size, options));
    const memory = { idle, peak: watch.peak(), barePeak: bareWatch.peak() };
    return { machine: describeMachine(), seed, sizes, memory, broken: findBroken(sizes) };
  } finally {
    for (const one of [watch, bareWatch]) one.stop();
    await bare.stop();
  }
}

async function atRest({ stack }: Bench, watch: ProcessWatch) {
  const step = stack.progress.step('The stack at rest');
  await watch.untilQuiet();
  const memory = watch.memory();
  step.done(`${Math.round(memory['sum'] ?? 0)} MB`);
  return memory;
}

async function measureSeed({ bench, calendar }: Sides): Promise<SeedResult> {
  const step = bench.stack.progress.step("The seed's two accounts");
  const group = await addSeedAccounts(bench);
  const [warmUp, ...dates] = calendar.take(1 + SEED_DAYS);
  await bringInHistory(bench, group, { first: warmUp, step });
  await runRealDay(bench, group, warmUp);
  const seconds: number[] = [];
  for (const date of dates) seconds.push((await runRealDay(bench, group, date)).seconds);
  step.done(`${median(seconds).toFixed(3)} s from trigger to published`);
  return { accounts: group.ids.length, days: seconds, seconds: median(seconds) };
}

/** The first day trains every account on the spot and warms up; on the days after it their champions are there. */
async function measureSize(sides: Sides, size: number, options: BenchOptions): Promise<SizeResult> {
  const { bench, bare, calendar } = sides;
  const step = bench.stack.progress.step(`${size} accounts`);
  const group = await addBenchAccounts(bench, size);
  const [firstDate, ...dates] = calendar.take(1 + options.repeatsOf(size));
  await bringInHistory(bench, group, { first: firstDate, step });
  step.update('first day');
  const first = await measureFirstDay(sides, group, firstDate);
  step.update('ordinary days');
  const before = await readCounters(bench.stack.supervisor);
  const pairs = await measurePairs(sides, { group, dates, step });
  const after = await readCounters(bench.stack.supervisor);
  step.update('histories');
  const histories = await readHistorySizes(bench.temporal, group, pairs.at(-1) ?? first);
  const steps = costsBetween(before, after, size * pairs.length);
  const shapes = await measureShapes(bare, size, { options, step });
  const result = summariseSize(size, { first, pairs, histories, steps, shapes });
  step.done(`real ${result.seconds} s, bare ${result.bareSeconds} s, ratio ${result.ratio}`);
  return result;
}

async function measureFirstDay(sides: Sides, group: Group, date: IsoDate) {
  if (group.ids.length <= BARE_FIRST_DAY_MOST) return await measurePair(sides, { group, date, trains: true });
  const { result, cpu } = await withCpu(sides.watch, () => runRealDay(sides.bench, group, date));
  return { date, id: result.id, held: result.held, real: result.seconds, bare: null, cpu: { real: cpu, bare: {} } };
}

type DatedPair = Pair & { readonly id: string; readonly date: IsoDate };

/** Real and bare take turns, so that what the machine does meanwhile hits both. */
async function measurePairs(
  sides: Sides,
  { group, dates, step }: { readonly group: Group; readonly dates: readonly IsoDate[]; readonly step: Step },
): Promise<DatedPair[]> {
  const pairs: DatedPair[] = [];
  for (const date of dates) {
    pairs.push(await measurePair(sides, { group, date, trains: false }));
    step.update(`${pairs.length} of ${dates.length} pairs; the last real day took ${pairs.at(-1)?.real.toFixed(1)} s`);
  }
  return pairs;
}

interface DayToMeasure {
  readonly group: Group;
  readonly date: IsoDate;
  readonly trains: boolean;
}

async function measurePair(sides: Sides, { group, date, trains }: DayToMeasure): Promise<DatedPair> {
  const real = await withCpu(sides.watch, (): Promise<TimedRun> => runRealDay(sides.bench, group, date));
  const bare = await withCpu(sides.bareWatch, () => runBareDay(sides.bare, { accounts: group.ids.length, trains }));
  const { id, seconds, held } = real.result;
  return { date, id, held, real: seconds, bare: bare.result, cpu: { real: real.cpu, bare: bare.cpu } };
}

async function withCpu<T>(watch: ProcessWatch, run: () => Promise<T>): Promise<{ result: T; cpu: CpuSeconds }> {
  const before = watch.cpu();
  const result = await run();
  const after = Object.entries(watch.cpu());
  return { result, cpu: Object.fromEntries(after.map(([name, seconds]) => [name, seconds - (before[name] ?? 0)])) };
}

async function measureShapes(
  bare: BareSite,
  size: number,
  { options, step }: { readonly options: BenchOptions; readonly step: Step },
): Promise<ShapeResult[]> {
  const results: ShapeResult[] = [];
  for (const shape of options.shapes) {
    step.update(`shape ${shape}`);
    const seconds: number[] = [];
    for (let run = 0; run < options.repeatsOf(size); run += 1) seconds.push(await runShape(bare, shape, size));
    results.push({ shape, seconds: median(seconds) });
  }
  return results;
}
