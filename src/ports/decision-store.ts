// What is remembered of gates, holds and alerts. Part of the store's port; its rules hold here too.
import type { DecidedBy } from '../domain/forecast/types.ts';
import type { AccountId, IsoDate } from '../domain/ids.ts';
import type { GateOutcome, HoldAction } from '../contract/messages.ts';
import type { DateRange } from './revenue-source.ts';
import type { ListPlace } from './request-store.ts';

/** How the forecasts of one day lie: what later days are compared with. */
export interface BatchProfileRecord {
  readonly date: IsoDate;
  readonly accounts: number;
  readonly shiftQuantiles: readonly number[];
  readonly zeroShare: number;
  readonly negativeShare: number;
  readonly tailShare: number;
  readonly lateShare: number;
  readonly heldShare: number;
}

/** One decision of the day's gate, with everything it was made from. */
export interface GateDecision {
  readonly id: string;
  readonly runId: string;
  readonly date: IsoDate;
  /** What is comparable: `all`, or `cohort/<name>`; null for a list of accounts, which is no baseline. */
  readonly population: string | null;
  readonly wave: number;
  readonly outcome: GateOutcome;
  readonly findings: readonly { readonly [key: string]: string | number | boolean | null }[];
  readonly profile: BatchProfileRecord | null;
  /** ISO instant. */
  readonly decidedAt: string;
}

export interface GateStore {
  /** Inserts or replaces. */
  save(decision: GateDecision): Promise<void>;
  find(id: string): Promise<GateDecision | null>;
  /** Newest date first, last wave first. */
  list(range: DateRange, limit: number): Promise<readonly GateDecision[]>;
  /**
   * Profiles of the last `limit` days before the date that were published or quarantined, newest first; of each day the last
   * such wave that has a profile.
   */
  baseline(population: string, before: IsoDate, limit: number): Promise<readonly BatchProfileRecord[]>;
}

export const HOLD_STATUSES = ['open', 'escalated', 'decided', 'expired'] as const;
export type HoldStatus = (typeof HOLD_STATUSES)[number];

/** One thing that was decided about a hold. */
export interface HoldLogEntry {
  readonly action: HoldAction | 'keep';
  readonly by: DecidedBy;
  readonly reason: string;
  /** Null: everything that was still held. */
  readonly accounts: readonly AccountId[] | null;
  readonly forecasts: number;
  /** ISO instant. */
  readonly at: string;
}

export interface HoldRecord {
  readonly id: string;
  readonly date: IsoDate;
  readonly accounts: number;
  readonly reason: string;
  readonly status: HoldStatus;
  /** ISO instants. */
  readonly openedAt: string;
  readonly escalatesAt: string;
  readonly decidesAt: string;
  readonly closedAt: string | null;
  readonly log: readonly HoldLogEntry[];
}

export interface HoldQuery {
  readonly statuses?: readonly HoldStatus[];
  readonly limit: number;
  readonly after?: ListPlace;
}

export interface HoldStore {
  find(id: string): Promise<HoldRecord | null>;
  /** Inserts or replaces. */
  save(hold: HoldRecord): Promise<void>;
  /** Newest first. */
  list(query: HoldQuery): Promise<readonly HoldRecord[]>;
}

export const ALERT_SEVERITIES = ['warning', 'critical'] as const;

/** One incident per cause: raising it again counts it, resolving it closes it. */
export type AlertFacts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export interface AlertRecord {
  /** The cause, such as `hold/daily/2026-11-20/0`; its first part is the kind. */
  readonly id: string;
  readonly severity: (typeof ALERT_SEVERITIES)[number];
  readonly title: string;
  readonly detail: string;
  /** How often the cause was seen; of what concerns accounts, how many. */
  readonly count: number;
  /** The same as title and detail, as data. */
  readonly facts: AlertFacts;
  /** Who has taken it over; null: nobody yet. */
  readonly acknowledgement: Acknowledgement | null;
  /** ISO instants. */
  readonly openedAt: string;
  readonly lastAt: string;
  readonly resolvedAt: string | null;
}

export interface Acknowledgement {
  readonly by: string;
  readonly note: string;
  /** ISO instant. */
  readonly at: string;
}

export interface RaisedAlert extends Pick<AlertRecord, 'id' | 'severity' | 'title' | 'detail'> {
  /** Absent: none. */
  readonly facts?: AlertFacts;
  /** How many it concerns now. Absent: it is counted how often it was raised. */
  readonly count?: number;
}

export interface AlertQuery {
  /** Only those that are open, or only those that are not. */
  readonly open?: boolean;
  /** Only ids that begin so. */
  readonly prefix?: string;
  /** Only those that are open, or were still at this ISO instant. */
  readonly openSince?: string;
  readonly severity?: AlertRecord['severity'];
  readonly limit: number;
  readonly after?: ListPlace;
}

export interface AlertStore {
  /**
   * Opens the alert, or counts it once more: with the newest words, and the higher of both severities. One that was resolved
   * opens again, counted from 1 and acknowledged by nobody.
   */
  raise(alert: RaisedAlert): Promise<AlertRecord>;
  /**
   * Nothing when there is no such open alert.
   * @param detail how it ended; absent: the last words stay.
   */
  resolve(id: string, detail?: string): Promise<void>;
  /** Keeps who has taken it over; the last one counts. Null: there is no such open alert. */
  acknowledge(id: string, acknowledgement: Acknowledgement): Promise<AlertRecord | null>;
  find(id: string): Promise<AlertRecord | null>;
  /** Opened last first. */
  list(query: AlertQuery): Promise<readonly AlertRecord[]>;
}
