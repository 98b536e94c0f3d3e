// Forecasts that a gate kept back: waits for a person to release or reject them, escalates when nobody answers, and in the
// end does what the cohort has declared. Until then the last good forecast stays what consumers see.
import {
  ApplicationFailure,
  CancellationScope,
  allHandlersFinished,
  condition,
  defineQuery,
  defineUpdate,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { DECISION_ACCOUNTS_MAX } from '../contract/limits.ts';
import type { HoldAction, HoldDecision, HoldInput, HoldProgress, HoldState } from '../contract/messages.ts';
import { QUERIES, UPDATES } from '../contract/messages.ts';
import type { DecidedBy } from '../domain/forecast/types.ts';
import { OUTCOME_ATTRIBUTE } from './attributes.ts';
import { requireReason } from './decisions.ts';
import { catalogueFailure } from './failures.ts';
import { steps } from './steps.ts';

export const releaseHold = defineUpdate<HoldProgress, [HoldDecision]>(UPDATES.release);
export const rejectHold = defineUpdate<HoldProgress, [HoldDecision]>(UPDATES.reject);
export const holdState = defineQuery<HoldState>(QUERIES.state);

const MINUTE_MS = 60_000;

export async function forecastHold(input: HoldInput): Promise<HoldState> {
  const hold = new ForecastHold(input);
  try {
    return await hold.run();
  } catch (error) {
    // Whoever cancels a hold decides to keep what is held; its record and its alert are closed all the same.
    await CancellationScope.nonCancellable(() => hold.close());
    throw isCancellation(error) ? error : catalogueFailure(error);
  }
}

class ForecastHold {
  private readonly input: HoldInput;
  private stage: HoldState['stage'] = 'waiting';
  private opened = false;
  private decided = 0;
  private open: number;
  /** Changes of the hold are carried out one after the other, in the order they came. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(input: HoldInput) {
    this.input = input;
    this.open = input.accounts;
    const validator = (decision: HoldDecision) => this.validate(decision);
    setHandler(releaseHold, (decision) => this.answer('release', decision), {
      validator,
      description: 'Publishes held forecasts: { by, reason, accounts? }',
    });
    setHandler(rejectHold, (decision) => this.answer('reject', decision), {
      validator,
      description: 'Rejects held forecasts: { by, reason, accounts? }',
    });
    setHandler(holdState, () => this.state(), { description: 'How many forecasts are still held' });
  }

  async run(): Promise<HoldState> {
    const { policy } = this.input;
    await steps.openHold(this.input);
    this.opened = true;
    if (!(await this.isAnsweredWithin(policy.escalateAfterMinutes))) {
      await this.escalate();
      const rest = policy.decideAfterMinutes - policy.escalateAfterMinutes;
      if (!(await this.isAnsweredWithin(rest))) await this.expire();
    }
    await condition(allHandlersFinished);
    return await this.close();
  }

  private isAnsweredWithin(minutes: number): Promise<boolean> {
    this.describe();
    return condition(() => this.open === 0, minutes * MINUTE_MS);
  }

  private async escalate(): Promise<void> {
    this.stage = 'escalated';
    await this.inTurn(() => steps.escalateHold(this.input));
  }

  /** Nobody has answered: what the cohort declared happens now. */
  private async expire(): Promise<void> {
    const { ending, decideAfterMinutes } = this.input.policy;
    if (ending === 'keep') return;
    const reason = `Nobody answered within ${decideAfterMinutes} minutes.`;
    await this.decide(ending, { by: { kind: 'rule', name: 'hold-policy' }, reason });
  }

  private async answer(action: HoldAction, { by, reason, accounts }: HoldDecision): Promise<HoldProgress> {
    await condition(() => this.opened);
    try {
      return await this.decide(action, {
        by: { kind: 'person', name: by },
        reason,
        ...(accounts === undefined ? {} : { accounts }),
      });
    } catch (error) {
      throw catalogueFailure(error);
    }
  }

  private decide(action: HoldAction, decision: Decision): Promise<HoldProgress> {
    return this.inTurn(() => this.carryOut(action, decision));
  }

  /** Whatever changes the hold's record waits for what changed it before. */
  private inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.last.then(change);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async carryOut(action: HoldAction, decision: Decision): Promise<HoldProgress> {
    const { holdId, date } = this.input;
    const progress = await steps.decideHold({ holdId, date, action, ...decision }, `${action} by ${decision.by.name}`);
    this.decided += progress.decided;
    this.open = progress.open;
    this.describe();
    return progress;
  }

  private validate(decision: HoldDecision): void {
    if (this.stage === 'closed' || this.open === 0) throw closed(this.input.holdId);
    requireReason(decision);
    const { accounts } = decision;
    if (accounts === undefined || (accounts.length > 0 && accounts.length <= DECISION_ACCOUNTS_MAX)) return;
    throw ApplicationFailure.nonRetryable(
      `Name 1 to ${DECISION_ACCOUNTS_MAX} accounts, or none for everything that is held.`,
      'INVALID_REQUEST',
    );
  }

  async close(): Promise<HoldState> {
    const status = this.open === 0 ? 'decided' : 'expired';
    this.stage = 'closed';
    await steps.closeHold({ holdId: this.input.holdId, status });
    upsertSearchAttributes([{ key: OUTCOME_ATTRIBUTE, value: status }]);
    this.describe();
    return this.state();
  }

  private describe(): void {
    setCurrentDetails(`**${this.stage}**, ${this.open} forecasts held, ${this.decided} decided. ${this.input.reason}`);
  }

  private state(): HoldState {
    return { stage: this.stage, decided: this.decided, open: this.open };
  }
}

interface Decision {
  readonly by: DecidedBy;
  readonly reason: string;
  readonly accounts?: NonNullable<HoldDecision['accounts']>;
}

const closed = (holdId: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(`"${holdId}" is decided already.`, 'HOLD_CLOSED');
