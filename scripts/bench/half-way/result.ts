// What following a very large day half way says, as data: the JSON document is exactly this.
import type { Machine } from '../machine.ts';
import type { CpuSeconds, Megabytes } from '../process-watch.ts';

/** A moment of the day. */
export interface Sample {
  /** From the trigger. */
  readonly seconds: number;
  readonly done: number;
  /** Since the trigger. */
  readonly cpu: CpuSeconds;
  readonly megabytes: Megabytes;
}

export interface HalfWayReport {
  readonly machine: Machine;
  readonly accounts: number;
  /** Accounts that were done when it was stopped, and the seconds from the trigger to that moment. */
  readonly done: number;
  readonly seconds: number;
  readonly accountsPerSecond: number;
  /** The first and the last tenth of what was followed: equal when the pace does not depend on how much is done. */
  readonly pace: { readonly first: number; readonly last: number };
  /** What the whole day would take at the pace of the last tenth. */
  readonly wholeDaySeconds: number;
  /** Of the first tenth, the last tenth, and all: what other work on the machine hardly touches. */
  readonly cpuMsPerAccount: { readonly first: CpuSeconds; readonly last: CpuSeconds; readonly all: CpuSeconds };
  /** In MB (PSS): at a tenth of what was followed, at its end, and the most of all samples. */
  readonly memory: { readonly early: Megabytes; readonly late: Megabytes; readonly peak: Megabytes };
  /** Of the day run: executions that it continued as, and events of the longest. */
  readonly runs: number;
  readonly largestDayRun: number;
  readonly largestPartition: number;
  readonly failed: number;
  /** From the request to cancel to its end. */
  readonly cancelSeconds: number;
}
