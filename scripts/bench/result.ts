// What a benchmark says, as data: the JSON document is exactly this.
import type { HistorySizes } from './histories.ts';
import type { Machine } from './machine.ts';
import type { CpuSeconds, Megabytes } from './process-watch.ts';
import { median, rounded } from './statistics.ts';
import type { StepCosts } from './step-watch.ts';

export interface Report {
  readonly machine: Machine;
  readonly seed: SeedResult;
  readonly sizes: readonly SizeResult[];
  /** In MB, proportional set size. */
  readonly memory: { readonly idle: Megabytes; readonly peak: Megabytes; readonly barePeak: Megabytes };
  /** Limits that do not hold; empty when all is well. */
  readonly broken: readonly string[];
}

export interface SeedResult {
  readonly accounts: number;
  /** Seconds from trigger to published, day by day. */
  readonly days: readonly number[];
  readonly seconds: number;
}

/** A real day and the bare day right after it. */
export interface Pair {
  readonly real: number;
  readonly bare: number;
  readonly cpu: { readonly real: CpuSeconds; readonly bare: CpuSeconds };
  readonly held: number;
}

export interface ShapeResult {
  readonly shape: string;
  readonly seconds: number;
}

export interface SizeResult {
  readonly accounts: number;
  /** The accounts' first day, which trains each of them on the spot; all other figures are of the days after it. */
  readonly first: FirstDay;
  /** Forecasts that a gate held on any of the days; all others were published. */
  readonly held: number;
  readonly pairs: readonly { readonly real: number; readonly bare: number }[];
  /** Medians. */
  readonly seconds: number;
  readonly bareSeconds: number;
  readonly accountsPerSecond: number;
  readonly bareAccountsPerSecond: number;
  /** Median of bare seconds / real seconds of each pair: 1 is as fast as no content at all. */
  readonly ratio: number;
  readonly histories: HistorySizes;
  /** Processor milliseconds an account takes, by process. */
  readonly cpuMsPerAccount: CpuSides;
  readonly steps: StepCosts;
  readonly shapes: readonly ShapeResult[];
}

export interface FirstDay {
  readonly seconds: number;
  /** Null: not measured, nor the ratio. */
  readonly bareSeconds: number | null;
  readonly ratio: number | null;
  readonly cpuMsPerAccount: CpuSides;
}

export interface CpuSides {
  readonly real: CpuSeconds;
  readonly bare: CpuSeconds;
}

interface Measured {
  /** Without a bare day beside it where that would take minutes. */
  readonly first: Omit<Pair, 'bare'> & { readonly bare: number | null };
  readonly pairs: readonly Pair[];
  readonly histories: HistorySizes;
  readonly steps: StepCosts;
  readonly shapes: readonly ShapeResult[];
}

export function summariseSize(accounts: number, measured: Measured): SizeResult {
  const { first, pairs, histories, steps, shapes } = measured;
  const seconds = median(pairs.map(({ real }) => real));
  const bareSeconds = median(pairs.map(({ bare }) => bare));
  return {
    accounts,
    first: firstDay(accounts, first),
    held: [first, ...pairs].reduce((sum, { held }) => sum + held, 0),
    pairs: pairs.map(({ real, bare }) => ({ real: rounded(real, 3), bare: rounded(bare, 3) })),
    seconds: rounded(seconds, 3),
    bareSeconds: rounded(bareSeconds, 3),
    accountsPerSecond: rounded(accounts / seconds, 1),
    bareAccountsPerSecond: rounded(accounts / bareSeconds, 1),
    ratio: ratioOf(pairs),
    histories,
    cpuMsPerAccount: cpuOf(accounts, pairs),
    steps,
    shapes,
  };
}

const firstDay = (accounts: number, first: Measured['first']): FirstDay => ({
  seconds: rounded(first.real, 3),
  bareSeconds: first.bare === null ? null : rounded(first.bare, 3),
  ratio: first.bare === null ? null : rounded(first.bare / first.real, 2),
  cpuMsPerAccount: cpuOf(accounts, [first]),
});

const ratioOf = (pairs: readonly Pair[]): number => rounded(median(pairs.map(({ real, bare }) => bare / real)), 2);

type WithCpu = Pick<Pair, 'cpu'>;

const cpuOf = (accounts: number, pairs: readonly WithCpu[]): CpuSides => ({
  real: perAccount(accounts, ({ cpu }) => cpu.real, pairs),
  bare: perAccount(accounts, ({ cpu }) => cpu.bare, pairs),
});

function perAccount(accounts: number, side: (pair: WithCpu) => CpuSeconds, pairs: readonly WithCpu[]): CpuSeconds {
  const runs = pairs.map(side);
  const names = Object.keys(runs[0] ?? {});
  const of = (name: string): number => median(runs.map((run) => run[name] ?? 0));
  const each = names.map((name): [string, number] => [name, rounded((of(name) * 1_000) / accounts, 2)]);
  const sum = each.reduce((total, [, ms]) => total + ms, 0);
  return { ...Object.fromEntries(each), sum: rounded(sum, 2) };
}
