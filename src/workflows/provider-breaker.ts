// The keeper of one provider's circuit breaker, `provider/<id>`: it gives the breaker's rules time and memory. Workers and
// people tell it what happens; it stores every change, where all processes see it. Calmly closed, there is none.
import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  isCancellation,
  setCurrentDetails,
  setHandler,
  workflowInfo,
  ContinueAsNew,
} from '@temporalio/workflow';
import { MorrowError } from '../contract/errors.ts';
import { QUERIES } from '../contract/messages.ts';
import {
  BREAKER_SIGNALS,
  BREAKER_UPDATES,
  type BreakerInput,
  type OperateBreaker,
} from '../contract/provider-messages.ts';
import { nextBreaker, QUIET_MS, type BreakerEvent } from '../domain/provider/breaker.ts';
import { CLOSED_BREAKER, type BreakerState, type OutcomeCounts } from '../domain/provider/types.ts';
import { catalogueFailure } from './failures.ts';
import { steps } from './steps.ts';

export const breakerOutcomes = defineSignal<[OutcomeCounts]>(BREAKER_SIGNALS.outcomes);
export const breakerProbes = defineSignal<[OutcomeCounts]>(BREAKER_SIGNALS.probes);
export const operateBreaker = defineUpdate<BreakerState, [OperateBreaker]>(BREAKER_UPDATES.operate);
export const breakerState = defineQuery<BreakerState>(QUERIES.state);

export async function providerBreaker(input: BreakerInput): Promise<BreakerState> {
  try {
    return await new Keeper(input).run();
  } catch (error) {
    if (error instanceof ContinueAsNew || isCancellation(error)) throw error;
    throw catalogueFailure(error);
  }
}

class Keeper {
  private readonly input: BreakerInput;
  private state: BreakerState = CLOSED_BREAKER;
  private readonly events: BreakerEvent[] = [];
  private applied = 0;
  private received = 0;

  constructor(input: BreakerInput) {
    this.input = input;
    setHandler(breakerOutcomes, (counts) => this.receive({ kind: 'outcomes', counts }));
    setHandler(breakerProbes, (counts) => this.receive({ kind: 'probes', counts }));
    setHandler(operateBreaker, (request) => this.operate(request), { validator: requireReason });
    setHandler(breakerState, () => this.state, { description: 'The breaker as it stands' });
  }

  /** Ends when the breaker has been closed for so long that nothing about it has to be remembered. */
  async run(): Promise<BreakerState> {
    this.state = await steps.readBreaker(this.input);
    for (;;) {
      this.describe();
      await this.eventOrDue();
      const quiet = this.events.length === 0;
      if (quiet && this.state.mode === 'closed') break;
      if (quiet) this.receive({ kind: 'due' });
      await this.applyAll();
      if (workflowInfo().continueAsNewSuggested) await this.startAfresh();
    }
    await condition(allHandlersFinished);
    return this.state;
  }

  private receive(event: BreakerEvent): void {
    this.received += 1;
    this.events.push(event);
  }

  private async operate({ action, by, reason }: OperateBreaker): Promise<BreakerState> {
    this.receive({ kind: 'operate', action, by, reason });
    const mine = this.received;
    await condition(() => this.applied >= mine);
    return this.state;
  }

  private async applyAll(): Promise<void> {
    for (let event = this.events.shift(); event !== undefined; event = this.events.shift()) {
      await this.apply(event);
      this.applied += 1;
    }
  }

  private async apply(event: BreakerEvent): Promise<void> {
    const before = this.state;
    this.state = nextBreaker(before, event, Date.now());
    if (this.state.sequence === before.sequence) return;
    await steps.saveBreaker(
      { ...this.input, breaker: this.state },
      `${this.state.mode}: ${this.state.reason}`.slice(0, 200),
    );
  }

  private async eventOrDue(): Promise<void> {
    const waitMs = this.untilDueMs();
    if (waitMs === null) await condition(() => this.events.length > 0);
    else if (waitMs > 0) await condition(() => this.events.length > 0, waitMs);
  }

  /** Null: only a person ends this. */
  private untilDueMs(): number | null {
    const { mode, untilMs, sinceMs } = this.state;
    const quietSinceMs = Math.max(sinceMs, workflowInfo().startTime.getTime());
    if (mode === 'closed') return quietSinceMs + QUIET_MS - Date.now();
    return untilMs === null ? null : untilMs - Date.now();
  }

  /** The stored state is the memory; what came meanwhile is applied already. */
  private async startAfresh(): Promise<void> {
    await condition(allHandlersFinished);
    if (this.events.length === 0) await continueAsNew<typeof providerBreaker>(this.input);
  }

  private describe(): void {
    const { mode, by, reason, untilMs } = this.state;
    const until = untilMs === null ? '' : `, until ${new Date(untilMs).toISOString()}`;
    setCurrentDetails(`**${mode}**${until}, by ${by}: ${reason}`);
  }
}

/** Whoever overrules the breaker says why; a name and a reason are what the next person on call looks for. */
function requireReason({ by, reason }: OperateBreaker): void {
  if (by.trim() === '' || reason.trim() === '') {
    throw new MorrowError('INVALID_REQUEST', 'Opening or closing a breaker needs a name and a reason.');
  }
}
