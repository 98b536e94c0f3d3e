// What a benchmark says, as data: the JSON document is exactly this.
import type { HistorySizes } from './histories.ts';
import type { Machine } from './machine.ts';
import type { CpuSeconds, Megabytes } from './process-watch.ts';
import { median, rounded } from './statistics.ts';

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
}

export interface ShapeResult {
  readonly shape: string;
  readonly seconds: number;
}

export interface SizeResult {
  readonly accounts: number;
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
  readonly cpuMsPerAccount: { readonly real: CpuSeconds; readonly bare: CpuSeconds };
  readonly shapes: readonly ShapeResult[];
}

interface Measured {
  readonly pairs: readonly Pair[];
  readonly histories: HistorySizes;
  readonly shapes: readonly ShapeResult[];
}

export function summariseSize(accounts: number, { pairs, histories, shapes }: Measured): SizeResult {
  const seconds = median(pairs.map(({ real }) => real));
  const bareSeconds = median(pairs.map(({ bare }) => bare));
  return {
    accounts,
    pairs: pairs.map(({ real, bare }) => ({ real: rounded(real, 3), bare: rounded(bare, 3) })),
    seconds: rounded(seconds, 3),
    bareSeconds: rounded(bareSeconds, 3),
    accountsPerSecond: rounded(accounts / seconds, 1),
    bareAccountsPerSecond: rounded(accounts / bareSeconds, 1),
    ratio: rounded(median(pairs.map(({ real, bare }) => bare / real)), 2),
    histories,
    cpuMsPerAccount: {
      real: perAccount(
        pairs.map(({ cpu }) => cpu.real),
        accounts,
      ),
      bare: perAccount(
        pairs.map(({ cpu }) => cpu.bare),
        accounts,
      ),
    },
    shapes,
  };
}

function perAccount(runs: readonly CpuSeconds[], accounts: number): CpuSeconds {
  const names = Object.keys(runs[0] ?? {});
  const of = (name: string): number => median(runs.map((run) => run[name] ?? 0));
  return Object.fromEntries(names.map((name) => [name, rounded((of(name) * 1_000) / accounts, 2)]));
}
