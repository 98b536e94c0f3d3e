// One supervised process: started, watched, restarted with growing pauses, given up when it dies too often.
import { setTimeout as pause } from 'node:timers/promises';
import { MorrowError } from '../../src/contract/errors.ts';
import { startChild, type Announcement, type Child, type ChildExit, type ChildSpec } from './child.ts';
import { lastLines } from './log-files.ts';
import type { ReadyCheck } from './ready.ts';

export interface ProcessSpec extends ChildSpec {
  readonly name: string;
  readonly ready: ReadyCheck;
  readonly readyTimeoutMs: number;
  /** From SIGTERM to SIGKILL. */
  readonly graceMs: number;
  /** Higher stages stop first; processes of one stage stop together. */
  readonly stage: number;
}

export interface RestartPolicy {
  readonly maxDeaths: number;
  readonly windowMs: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

export const DEFAULT_RESTART_POLICY: RestartPolicy = {
  maxDeaths: 5,
  windowMs: 60_000,
  firstPauseMs: 250,
  longestPauseMs: 8_000,
};

export interface SupervisedContext {
  readonly policy: RestartPolicy;
  readonly say: (line: string) => void;
  readonly onChange: () => void;
  readonly onGivenUp: (error: MorrowError) => void;
}

export class SupervisedProcess {
  readonly spec: ProcessSpec;
  readonly #context: SupervisedContext;
  readonly #stopping = new AbortController();
  #child: Child | null = null;
  #deaths: number[] = [];
  #watch: Promise<void> = Promise.resolve();
  #replacing = false;
  #up = false;
  #announcement: Announcement | null = null;

  constructor(spec: ProcessSpec, context: SupervisedContext) {
    this.spec = spec;
    this.#context = context;
  }

  /** Null while it is down. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** It was ready, and has not ended since. */
  get up(): boolean {
    return this.#up;
  }

  /** What the running child said when it got ready; null while it is down or not ready yet. */
  get announcement(): Announcement | null {
    return this.#announcement;
  }

  /** The first start: a process that does not come up is an error at once, restarting would only hide it. */
  async start(): Promise<Announcement> {
    const facts = await this.#launch();
    this.#watch = this.#keepUp();
    return facts;
  }

  /** Stops the child; the watch then starts it again without counting a death. */
  async replace(): Promise<void> {
    if (this.#child === null) return;
    this.#replacing = true;
    await this.#child.stop(this.spec.graceMs);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#child?.stop(this.spec.graceMs);
    await this.#watch;
  }

  kill(): void {
    this.#stopping.abort();
    this.#child?.kill();
  }

  async #launch(): Promise<Announcement> {
    const child = await startChild(this.spec);
    this.#setChild(child);
    void child.announced.then((said) => this.#note(child, said));
    if (this.#stopping.signal.aborted) await child.stop(this.spec.graceMs);
    try {
      const facts = await this.#untilReady(child);
      this.#up = this.#child === child;
      return facts;
    } catch (error) {
      await child.stop(this.spec.graceMs);
      this.#setChild(null);
      throw error;
    }
  }

  async #untilReady(child: Child): Promise<Announcement> {
    const settled = new AbortController();
    const died = child.exited.then((exit) =>
      Promise.reject(this.#failure(`ended ${describeExit(exit)} before it was ready`)),
    );
    const late = pause(this.spec.readyTimeoutMs, undefined, { signal: settled.signal }).then(() =>
      Promise.reject(this.#failure(`was not ready after ${this.spec.readyTimeoutMs / 1_000} s`)),
    );
    const ready = this.spec.ready(child, settled.signal);
    for (const loser of [died, late, ready]) loser.catch(() => undefined);
    try {
      return await Promise.race([ready, died, late]);
    } finally {
      settled.abort();
    }
  }

  /** Runs as long as the process is wanted. */
  async #keepUp(): Promise<void> {
    while (this.#child !== null) {
      const exit = await this.#child.exited;
      this.#setChild(null);
      if (this.#stopping.signal.aborted) return;
      const planned = this.#replacing;
      this.#replacing = false;
      if (!planned) this.#context.say(`${this.spec.name} ended ${describeExit(exit)}; its log is ${this.spec.logFile}`);
      await this.#bringBack(planned);
    }
  }

  /** Launches until it is up again, was given up, or is not wanted any more. A planned end is no death. */
  async #bringBack(planned: boolean): Promise<void> {
    const since = Date.now();
    let again = planned || (await this.#pauseBeforeRestart());
    while (again) {
      try {
        await this.#launch();
        this.#context.say(`${this.spec.name} is back after ${((Date.now() - since) / 1_000).toFixed(1)} s`);
        return;
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        this.#context.say(error instanceof Error ? error.message : String(error));
      }
      again = await this.#pauseBeforeRestart();
    }
  }

  /** False: not again. */
  async #pauseBeforeRestart(): Promise<boolean> {
    const { policy } = this.#context;
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((at) => now - at < policy.windowMs), now];
    if (this.#deaths.length >= policy.maxDeaths) {
      this.#context.onGivenUp(
        this.#failure(`died ${this.#deaths.length} times within ${policy.windowMs / 1_000} s and is given up`),
      );
      return false;
    }
    const pauseMs = Math.min(policy.firstPauseMs * 2 ** (this.#deaths.length - 1), policy.longestPauseMs);
    return pause(pauseMs, true, { signal: this.#stopping.signal }).catch(() => false);
  }

  #setChild(child: Child | null): void {
    this.#child = child;
    this.#up = false;
    this.#announcement = null;
    this.#context.onChange();
  }

  #note(child: Child, said: Announcement): void {
    if (this.#child !== child) return;
    this.#announcement = said;
    this.#context.onChange();
  }

  #failure(what: string): MorrowError {
    const { name, logFile } = this.spec;
    const tail = lastLines(logFile, 5)
      .map((line) => `\n    ${line}`)
      .join('');
    return new MorrowError(
      'PROCESS_FAILED',
      `${name} ${what}. Look at ${logFile}${tail === '' ? '' : `, which ends with:${tail}`}`,
      { facts: { process: name } },
    );
  }
}

const describeExit = ({ code, signal }: ChildExit): string => (signal === null ? `with code ${code}` : `by ${signal}`);
