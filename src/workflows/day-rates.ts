// The day run's rates: asked for at once, and where they are late, by one child that waits for all accounts. How the wait ended
// is told to everyone who waits for it.
import { CancellationScope, ParentClosePolicy, isCancellation, startChild } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { isErrorCode } from '../contract/errors.ts';
import { WORKFLOW_TASK_TIMEOUT_MS } from '../contract/limits.ts';
import type { DayRunInput, RatesOutcome } from '../contract/messages.ts';
import { ratesId } from '../contract/workflow-ids.ts';
import { searchAttributes } from './attributes.ts';
import { endingOf } from './failures.ts';
import type { Endings, Told } from './handover.ts';
import { rates } from './rates.ts';
import { beginRatesCheck } from './rates-check.ts';
import { steps } from './steps.ts';

export class DayRates {
  /** Null: not known yet. */
  outcome: RatesOutcome | null;
  private readonly workflowId: string;
  private readonly day: Pick<DayRunInput, 'pipeline' | 'date'>;
  private readonly endings: Endings;
  private readonly onKnown: (outcome: RatesOutcome) => Promise<void>;
  private readonly scope = new CancellationScope();
  private carried: boolean;
  private waiting: Promise<void> = Promise.resolve();

  constructor(runId: string, { pipeline, date, resume }: DayRunInput, { endings, onKnown }: DayRatesNeeds) {
    this.workflowId = ratesId(runId);
    this.day = { pipeline, date };
    this.endings = endings;
    this.onKnown = onKnown;
    this.outcome = resume?.rates ?? null;
    this.carried = resume !== undefined;
  }

  /**
   * Once, and not for long, before the first account is begun: accounts that are begun with the rates need not be told, and no
   * child has to wait for them.
   */
  async ask(): Promise<void> {
    const { date } = this.day;
    const found = await steps.askRates({ date }, `rates of ${date}`).catch(nullUnlessCancelled);
    if (found === null) return;
    this.outcome = { ratesId: found.ratesId };
    // Not in the scope that ends with the day, which would end the check as well.
    this.waiting = CancellationScope.nonCancellable(() => beginRatesCheck(date));
  }

  /** Never throws for what rates may do. */
  begin(): void {
    if (this.outcome !== null) return;
    this.waiting = this.scope.run(() => this.wait()).catch(() => undefined);
  }

  /** Nobody needs them any more. */
  async end(): Promise<void> {
    this.scope.cancel();
    await this.waiting;
  }

  /** The child tells the next run how it ends, or has ended and everybody knows. */
  async handOver(): Promise<void> {
    if (this.outcome !== null || !(await this.endings.ask(this.workflowId))) await this.waiting;
  }

  private async wait(): Promise<void> {
    try {
      const told = await this.ending();
      this.endings.counted(this.workflowId);
      this.outcome = outcomeOf(told);
    } catch (error) {
      if (isCancellation(error)) return;
      this.outcome = outcomeOf({ failure: endingOf(error) });
    }
    await this.onKnown(this.outcome);
  }

  /** A child of an earlier run of the day, one that was terminated, may still be at it: its end is as good as any. */
  private async ending(): Promise<Told> {
    if (this.carried) return await this.endings.of(this.workflowId);
    try {
      const child = await this.start();
      return await this.endings.first(
        this.workflowId,
        child.result().then((ref) => ({ rates: ref })),
      );
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      this.carried = await this.endings.ask(this.workflowId);
      return await this.ending();
    }
  }

  private start() {
    const { pipeline, date } = this.day;
    return startChild(rates, {
      workflowId: this.workflowId,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS,
      typedSearchAttributes: searchAttributes({ pipeline, date }),
      staticSummary: `rates of ${date}`,
      args: [{ date }],
    });
  }
}

function nullUnlessCancelled(error: unknown): null {
  if (isCancellation(error)) throw error;
  return null;
}

interface DayRatesNeeds {
  readonly endings: Endings;
  readonly onKnown: (outcome: RatesOutcome) => Promise<void>;
}

function outcomeOf({ rates: ref, failure }: Told): RatesOutcome {
  if (ref !== undefined) return { ratesId: ref.ratesId };
  const code = failure?.code ?? 'RATES_UNAVAILABLE';
  return { failure: isErrorCode(code) ? code : 'RATES_UNAVAILABLE', message: failure?.message ?? 'No rates.' };
}
