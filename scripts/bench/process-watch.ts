// What the processes of a stack take: memory (PSS) sampled while they work, processor time from one moment to another.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { memoryKiB, processTree } from '../lib/process-info.ts';
import type { ProcessState } from '../lib/processes.ts';

export interface WatchedProcess {
  readonly name: string;
  /** Its own and those of its children, none while it is down. */
  readonly pids: readonly number[];
}

export const watched = ({ name, pid }: ProcessState): WatchedProcess => ({
  name,
  pids: pid === null ? [] : processTree(pid),
});

/** By process name. */
export type Megabytes = Readonly<Record<string, number>>;
export type CpuSeconds = Readonly<Record<string, number>>;

/** Reading the memory of a large process takes milliseconds itself. */
const SAMPLE_MS = 2_000;
const KIB_PER_MB = 1_024;
/** The unit of /proc's processor times on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const QUIET_SHARE = 0.1;
const QUIET_SAMPLES = 3;
const QUIET_DEADLINE_MS = 60_000;

export class ProcessWatch {
  readonly #list: () => readonly WatchedProcess[];
  readonly #peak = new Map<string, number>();
  #peakSum = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(list: () => readonly WatchedProcess[]) {
    this.#list = list;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#sample(), SAMPLE_MS).unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** The most each process took at any sample, and `sum`, the most all took at the same time. */
  peak(): Megabytes {
    return { ...Object.fromEntries(this.#peak), sum: this.#peakSum };
  }

  memory(): Megabytes {
    const each = this.#each(memoryOf);
    return { ...each, sum: Object.values(each).reduce((sum, value) => sum + value, 0) };
  }

  cpu(): CpuSeconds {
    return this.#each(cpuOf);
  }

  /** Waits until the processes hardly compute any more: what they take then is what they take at rest. */
  async untilQuiet(): Promise<void> {
    const deadline = Date.now() + QUIET_DEADLINE_MS;
    for (let quiet = 0; quiet < QUIET_SAMPLES && Date.now() < deadline;) {
      const before = total(this.cpu());
      await pause(SAMPLE_MS);
      quiet = ((total(this.cpu()) - before) * 1_000) / SAMPLE_MS < QUIET_SHARE ? quiet + 1 : 0;
    }
  }

  #sample(): void {
    const { sum = 0, ...each } = this.memory();
    this.#peakSum = Math.max(this.#peakSum, sum);
    for (const [name, value] of Object.entries(each)) this.#peak.set(name, Math.max(value, this.#peak.get(name) ?? 0));
  }

  #each(read: (pid: number) => number): Readonly<Record<string, number>> {
    const sum = (pids: readonly number[]): number => pids.reduce((all, pid) => all + read(pid), 0);
    return Object.fromEntries(this.#list().map(({ name, pids }) => [name, sum(pids)]));
  }
}

const memoryOf = (pid: number): number => (memoryKiB(pid) ?? 0) / KIB_PER_MB;

/** User and system time, fields 14 and 15 of the line: the 12th and 13th behind the name. */
function cpuOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

const total = (values: CpuSeconds): number => Object.values(values).reduce((sum, value) => sum + value, 0);
