// Temporal orders what waits in its queues. What a worker has taken it does all at once, so there the steps that nobody waits
// for give way themselves: while the worker has anything else in hand, one of them works at a time, a quarter of the time.
import type { Context } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import { subjectOf } from '../contract/workflow-ids.ts';

export interface GivingWay {
  /** Notes what the worker has in hand; to stand before all steps of the worker. */
  readonly interceptor: (context: Context) => { readonly inbound: ActivityInboundCallsInterceptor };
  /** Runs `work` when its turn comes, first come first served. @throws the signal's reason when that comes first. */
  hold<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

/** Between two accounts of a day there is a moment without a step; it is no reason to let everything loose. */
const QUIET_MS = 500;
/** So many times as long as a piece of work took, nothing of its kind follows while others have something in hand. */
const REST = 3;
const BACKGROUND: ReadonlySet<string | undefined> = new Set(['backfill', 'housekeeping']);

export function createGivingWay(quietMs = QUIET_MS): GivingWay {
  const line = new Line(quietMs);
  return {
    interceptor: ({ info }) => {
      const { pipeline } = subjectOf(info.workflowExecution?.workflowId ?? '');
      const execute: ActivityInboundCallsInterceptor['execute'] = (input, next) =>
        BACKGROUND.has(pipeline) ? next(input) : line.goFirst(() => next(input));
      return { inbound: { execute } };
    },
    hold: async (signal, work) => {
      await line.enter(signal);
      const beganMs = performance.now();
      try {
        return await work();
      } finally {
        line.leave(performance.now() - beganMs);
      }
    },
  };
}

class Line {
  private readonly quietMs: number;
  private readonly waiting = new Set<() => void>();
  private working = 0;
  private inHand = 0;
  private quietFromMs = 0;
  private restUntilMs = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(quietMs: number) {
    this.quietMs = quietMs;
  }

  async goFirst<T>(step: () => Promise<T>): Promise<T> {
    this.inHand += 1;
    try {
      return await step();
    } finally {
      this.inHand -= 1;
      this.quietFromMs = performance.now() + this.quietMs;
    }
  }

  enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        signal.removeEventListener('abort', giveUp);
        this.working += 1;
        resolve();
      };
      const giveUp = (): void => {
        this.waiting.delete(begin);
        reject(signal.reason);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.waiting.add(begin);
      this.letIn();
    });
  }

  leave(workedMs: number): void {
    this.working -= 1;
    this.restUntilMs = performance.now() + REST * workedMs;
    this.letIn();
  }

  /** All when it is quiet, otherwise one after the other with a rest between them; what only time changes is looked at again. */
  private letIn(): void {
    for (const begin of this.waiting) {
      if (!this.isQuiet() && (this.working > 0 || this.isResting())) break;
      this.waiting.delete(begin);
      begin();
    }
    if (this.waiting.size > 0) this.lookAgain();
  }

  private lookAgain(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.letIn();
    }, this.lookAgainMs()).unref();
  }

  private lookAgainMs(): number {
    const restMs = this.restUntilMs - performance.now();
    return restMs > 0 && this.working === 0 ? Math.min(restMs, this.quietMs) : this.quietMs;
  }

  private isResting(): boolean {
    return performance.now() < this.restUntilMs;
  }

  private isQuiet(): boolean {
    return this.inHand === 0 && performance.now() >= this.quietFromMs;
  }
}
