// Where the figures come from: without this, a figure says nothing.
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { rounded } from './statistics.ts';

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGiB: number;
  readonly node: string;
  /** Of the last minute, when the benchmark ended: above the number of cores, others were at work too. */
  readonly load: number;
}

export const describeMachine = (): Machine => ({
  cores: availableParallelism(),
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  memoryGiB: rounded(totalmem() / 2 ** 30, 1),
  node: process.versions.node,
  load: rounded(loadavg()[0] ?? 0, 1),
});
