// Looks at a running day again and again: are its deadlines kept, will they be, and what fails. What it finds becomes alerts;
// it never fails the day. Its timers die with the run, and what it remembers can be handed to a next run.
import { CancellationScope, isCancellation, setCurrentDetails, sleep, workflowInfo } from '@temporalio/workflow';
import type { DayLook, DayLookRequest, DeadlineOutcome } from '../contract/alert-messages.ts';
import type { RunRecordRequest } from '../contract/messages.ts';
import { endingOf } from './failures.ts';
import { steps } from './steps.ts';

/** When a look itself did not work out. */
const NEXT_TRY_MS = 5 * 60_000;

export class DayDeadlines {
  private readonly day: RunRecordRequest;
  private memory: DayLookRequest['memory'];
  private found: readonly DeadlineOutcome[] = [];

  /** @param resume the `state` of the run that this one goes on from. */
  constructor(day: RunRecordRequest, resume: DayLookRequest['memory'] = null) {
    this.day = day;
    this.memory = resume;
  }

  /** A small plain object. */
  get state(): DayLookRequest['memory'] {
    return this.memory;
  }

  get outcomes(): readonly DeadlineOutcome[] {
    return this.found;
  }

  /** Looks while the work goes on, and ends with it. @throws what the work throws. */
  async during(work: () => Promise<void>): Promise<void> {
    const watch = new CancellationScope();
    const watching = watch.run(() => this.lookAgainAndAgain()).catch(() => undefined);
    try {
      await work();
    } finally {
      watch.cancel();
      await watching;
    }
  }

  /** The last look, when all has ended: what the summary says. */
  async close(): Promise<readonly DeadlineOutcome[]> {
    await this.look();
    return this.found;
  }

  private async lookAgainAndAgain(): Promise<void> {
    for (;;) {
      const waitMs = await this.look();
      await sleep(waitMs, { summary: 'until the next look at deadlines and failures' });
    }
  }

  /** How long to wait for the next one, in ms. */
  private async look(): Promise<number> {
    try {
      const look = await steps.lookAtDay(this.request(), 'deadlines and failures');
      this.take(look);
      return look.nextLookMs;
    } catch (error) {
      if (isCancellation(error)) throw error;
      setCurrentDetails(`Deadlines could not be looked at: ${endingOf(error).message}`);
      return NEXT_TRY_MS;
    }
  }

  private request(): DayLookRequest {
    const startedAt = workflowInfo().startTime.toISOString();
    return { ...this.day, startedAt, at: new Date().toISOString(), memory: this.memory };
  }

  private take({ memory, deadlines }: DayLook): void {
    this.memory = memory;
    this.found = deadlines;
  }
}
