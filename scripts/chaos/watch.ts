// Looks on while a round goes on: every process that ever ran, what the API answered, on how many requests the emulators' faults acted.
import { setTimeout as pause } from 'node:timers/promises';
import type { ProcessState, Supervisor } from '../lib/processes.ts';
import { startMark, type ProcessMark } from '../lib/process-info.ts';
import type { EmulatorControl, EmulatorCounts } from './emulator-control.ts';

export interface Watched {
  readonly marks: readonly (ProcessMark & { readonly name: string })[];
  readonly api: ApiAnswers;
  readonly faults: EmulatorCounts;
}

export interface ApiAnswers {
  readonly answered: number;
  /** 503 with a problem document: the store or Temporal is away. */
  readonly refused: number;
  /** No answer: the process is away. */
  readonly unreachable: number;
  /** What a caller must never see. */
  readonly wrong: readonly string[];
}

export interface WatchOptions {
  readonly supervisor: Supervisor;
  readonly emulators: EmulatorControl;
  /** Addresses of the API that are asked in turn. */
  readonly urls: readonly string[];
}

export interface Watch {
  stop(): Promise<Watched>;
}

const LOOK_MS = 25;
const ASK_MS = 400;
const COUNT_MS = 500;
const DEADLINE_MS = 10_000;
const WRONG_KEPT = 5;

export async function startWatch({ supervisor, emulators, urls }: WatchOptions): Promise<Watch> {
  const over = new AbortController();
  const marks = new Map<number, ProcessMark & { readonly name: string }>();
  const api = new ApiCaller(urls);
  const faults = new FaultCounter(() => pidOf(supervisor.states(), 'emulators'), emulators);
  await faults.begin();
  const loops = [
    repeat(LOOK_MS, over.signal, () => note(marks, supervisor.states())),
    repeat(ASK_MS, over.signal, () => api.ask()),
    repeat(COUNT_MS, over.signal, () => faults.look()),
  ];
  return {
    stop: async () => {
      over.abort();
      await Promise.all(loops);
      await faults.look();
      return { marks: [...marks.values()], api: api.answers(), faults: faults.total() };
    },
  };
}

async function repeat(everyMs: number, signal: AbortSignal, work: () => void | Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await work();
    await pause(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

function note(marks: Map<number, ProcessMark & { readonly name: string }>, states: readonly ProcessState[]): void {
  for (const { name, pid } of states) {
    if (pid !== null && !marks.has(pid)) marks.set(pid, { name, pid, startMark: startMark(pid) });
  }
}

const pidOf = (states: readonly ProcessState[], name: string): number | null =>
  states.find((state) => state.name === name)?.pid ?? null;

class ApiCaller {
  readonly #urls: readonly string[];
  readonly #wrong: string[] = [];
  #answered = 0;
  #refused = 0;
  #unreachable = 0;
  #calls = 0;

  constructor(urls: readonly string[]) {
    this.#urls = urls;
  }

  async ask(): Promise<void> {
    const url = this.#urls[this.#calls++ % this.#urls.length] ?? '';
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(DEADLINE_MS) });
      const text = await response.text();
      if (response.status === 503) this.#refused += 1;
      else if (response.ok) this.#answered += 1;
      else if (this.#wrong.length < WRONG_KEPT)
        this.#wrong.push(`${new URL(url).pathname}: ${response.status} ${text.slice(0, 200)}`);
    } catch {
      this.#unreachable += 1;
    }
  }

  answers(): ApiAnswers {
    return { answered: this.#answered, refused: this.#refused, unreachable: this.#unreachable, wrong: this.#wrong };
  }
}

/** The emulators count from their start; what killed ones had counted is added up here, up to the last look. */
class FaultCounter {
  readonly #pid: () => number | null;
  readonly #emulators: EmulatorControl;
  readonly #byPid = new Map<number, EmulatorCounts>();
  #before = 0;

  constructor(pid: () => number | null, emulators: EmulatorControl) {
    this.#pid = pid;
    this.#emulators = emulators;
  }

  /** Requests up to now are none of the watched ones. */
  async begin(): Promise<void> {
    this.#before = (await this.#emulators.counts()).requests;
  }

  async look(): Promise<void> {
    const pid = this.#pid();
    if (pid === null) return;
    const counts = await this.#emulators.counts().catch(() => null);
    if (counts !== null && this.#pid() === pid) this.#byPid.set(pid, larger(this.#byPid.get(pid), counts));
  }

  total(): EmulatorCounts {
    const acted: Record<string, number> = {};
    let requests = -this.#before;
    for (const counts of this.#byPid.values()) {
      requests += counts.requests;
      for (const [kind, count] of Object.entries(counts.acted)) acted[kind] = (acted[kind] ?? 0) + count;
    }
    return { requests, acted };
  }
}

/** Faults that are lifted take their counts along; what was seen of them stays. */
function larger(before: EmulatorCounts | undefined, now: EmulatorCounts): EmulatorCounts {
  const acted: Record<string, number> = { ...before?.acted };
  for (const [kind, count] of Object.entries(now.acted)) acted[kind] = Math.max(acted[kind] ?? 0, count);
  return { requests: now.requests, acted };
}
