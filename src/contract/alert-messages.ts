// What travels through Temporal about deadlines, failures and alerts.
import type { Tier } from '../domain/account.ts';
import type { DeadlineStage } from '../domain/alerting/deadline-policy.ts';
import type { DeadlineMemory, DeadlineStatus } from '../domain/alerting/deadline-watch.ts';
import type { RunRecordRequest } from './messages/run-record.ts';

export interface DayLookRequest extends RunRecordRequest {
  /** ISO instants by the clock of the workflow: when the run began, and now. */
  readonly startedAt: string;
  readonly at: string;
  /** What the look before has answered; null at the first one. */
  readonly memory: DeadlineMemory | null;
}

/** What a look at a running day has found; alerts are raised and resolved already. */
export interface DayLook {
  readonly memory: DeadlineMemory;
  readonly deadlines: readonly DeadlineOutcome[];
  /** Until the next look, in ms. */
  readonly nextLookMs: number;
  /** One line for people. */
  readonly summary: string;
}

/** One deadline, as the summary of the run says it. */
export interface DeadlineOutcome {
  readonly stage: DeadlineStage;
  readonly tier: Tier;
  /** ISO instants; `since`: when the status became what it is. */
  readonly due: string;
  readonly status: DeadlineStatus;
  readonly since: string;
  readonly expected: number;
  readonly done: number;
  /** Ended without being done: failed or cancelled. */
  readonly ended: number;
  readonly left: number;
}

/** One look of the watch, with the time of the workflow. */
export interface WatchRequest {
  /** ISO instant. */
  readonly at: string;
}

export type DeliveryRequest = WatchRequest;

export interface DeliveryResult {
  readonly sent: number;
  /** Attempts that failed, those included that were the last one. */
  readonly failed: number;
  readonly givenUp: number;
}

export interface WatchInput {
  /** How often one run of the watch looks, and how long it waits in between, in ms. */
  readonly looks: number;
  readonly intervalMs: number;
}

export interface AlertTestInput {
  /** Absent: all that are configured. */
  readonly channel?: string;
  /** Who sends it. */
  readonly by: string;
}

export interface ChannelTestRequest extends AlertTestInput, WatchRequest {}

/** How one channel took a test alert. */
export interface ChannelResult {
  readonly channel: string;
  readonly ok: boolean;
  /** For people; null when it was taken. */
  readonly error: string | null;
}
