// Messages of the day's gate and of holds.
import type { HoldPolicy } from '../../domain/cohort.ts';
import type { DecidedBy } from '../../domain/forecast/types.ts';
import type { AccountId, IsoDate } from '../../domain/ids.ts';
import type { RunScope } from '../workflow-ids.ts';
import type { VariableValues } from '../../domain/variables.ts';

/** One look of the day's gate at everything that is forecast for the date so far. */
export interface GateRequest {
  /** The day run's workflow id. */
  readonly runId: string;
  /** Tells this execution of the day run from the ones before it: the first 8 characters of Temporal's run id. */
  readonly execution: string;
  readonly date: IsoDate;
  readonly scope: RunScope;
  /** From 0; a day with accounts that wait for hours has several. */
  readonly wave: number;
  /** As the day run read them. */
  readonly variables?: VariableValues;
}

export interface GateOutcome {
  readonly wave: number;
  /** `empty`: nothing was staged. */
  readonly decision: 'publish' | 'quarantine' | 'hold' | 'empty';
  /** Forecasts of the date that were looked at, published by this wave, and held by this wave (own gate or batch). */
  readonly judged: number;
  readonly published: number;
  readonly held: number;
  /** Set when something is held: what to wait for an answer to. */
  readonly hold: HoldInput | null;
}

export interface HoldInput {
  readonly holdId: string;
  readonly date: IsoDate;
  readonly accounts: number;
  /** One line for people: why. */
  readonly reason: string;
  readonly policy: HoldPolicy;
}

export const HOLD_ACTIONS = ['release', 'reject'] as const;
export type HoldAction = (typeof HOLD_ACTIONS)[number];

/** Argument of the updates `release` and `reject`. */
export interface HoldDecision {
  /** Name of the person. */
  readonly by: string;
  readonly reason: string;
  /** Absent: everything that is still held. At most 100. */
  readonly accounts?: readonly AccountId[];
}

export interface HoldDecisionRequest {
  readonly holdId: string;
  readonly date: IsoDate;
  readonly action: HoldAction;
  readonly by: DecidedBy;
  readonly reason: string;
  readonly accounts?: readonly AccountId[];
}

export interface HoldProgress {
  /** Forecasts the decision was carried out for, and still held behind it. */
  readonly decided: number;
  readonly open: number;
}

export interface HoldState extends HoldProgress {
  readonly stage: 'waiting' | 'escalated' | 'closed';
}

export interface HoldClosing {
  readonly holdId: string;
  readonly status: 'decided' | 'expired';
}
