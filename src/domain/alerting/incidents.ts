// The words and facts of an incident: one for each cause, whatever the number of accounts.
import type { IsoDate } from '../ids.ts';
import { inUtc } from './instants.ts';
import type { WatchedDeadline } from './deadline-watch.ts';

export type IncidentFacts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export interface Incident {
  /** The cause; its first part is the kind. */
  readonly id: string;
  readonly severity: 'warning' | 'critical';
  readonly title: string;
  readonly detail: string;
  /** Accounts it concerns. */
  readonly count: number;
  readonly facts: IncidentFacts;
}

export interface DayName {
  readonly pipeline: string;
  readonly date: IsoDate;
  /** Null: all accounts. */
  readonly cohort: string | null;
}

const dayText = ({ pipeline, date, cohort }: DayName): string =>
  `${pipeline} ${date}${cohort === null ? '' : `, cohort ${cohort}`}`;

export const deadlineIncidentId = (
  { pipeline, date, cohort }: DayName,
  { deadline }: Pick<WatchedDeadline, 'deadline'>,
): string =>
  ['deadline', pipeline, date, ...(cohort === null ? [] : [cohort]), deadline.stage, deadline.tier].join('/');

/** Of a deadline that is at risk or missed. */
export function deadlineIncident(day: DayName, watched: WatchedDeadline): Incident {
  const { deadline, dueAtMs, finishMs, left, done, ended, expected } = watched;
  const missed = watched.status === 'missed';
  const what = `${deadline.tier} accounts ${deadline.stage}`;
  const finish =
    finishMs === null ? 'Nobody can say yet when they will be done' : `Expected to be done at ${inUtc(finishMs)}`;
  return {
    id: deadlineIncidentId(day, watched),
    severity: missed ? 'critical' : 'warning',
    title: missed
      ? `Deadline missed: ${what} by ${inUtc(dueAtMs)} (${dayText(day)})`
      : `Deadline at risk: ${what} by ${inUtc(dueAtMs)} (${dayText(day)})`,
    detail: `${left} of ${expected} accounts are left, ${done} done, ${ended} failed or cancelled. ${finish}.`,
    count: left,
    facts: {
      ...day,
      stage: deadline.stage,
      tier: deadline.tier,
      due: new Date(dueAtMs).toISOString(),
      expectedFinish: finishMs === null ? null : new Date(finishMs).toISOString(),
      expected,
      done,
      ended,
      left,
    },
  };
}

/** How an incident about a deadline ended. */
export function deadlineEnding({ dueAtMs, done, ended }: WatchedDeadline, nowMs: number): string {
  const lateMinutes = Math.ceil((nowMs - dueAtMs) / 60_000);
  const how = lateMinutes > 0 ? `${lateMinutes} minutes after the deadline` : 'in time';
  return `Done at ${inUtc(nowMs)}, ${how}: ${done} accounts done, ${ended} failed or cancelled.`;
}

export interface FailedGroup {
  readonly provider: string | null;
  readonly code: string;
  readonly stage: string;
  readonly accounts: number;
  /** A few of them. */
  readonly samples: readonly string[];
  readonly message: string;
}

/** A fifth of a day's accounts, and not just one or two of them, is more than a few odd accounts. */
const CRITICAL = { share: 0.2, accounts: 5 };
const MESSAGE_LENGTH = 500;

export const failurePrefix = ({ pipeline, date }: Pick<DayName, 'pipeline' | 'date'>): string =>
  `failure/${pipeline}/${date}/`;

export const failureIncidentId = (
  day: Pick<DayName, 'pipeline' | 'date'>,
  { provider, code, stage }: FailedGroup,
): string => `${failurePrefix(day)}${provider ?? '-'}/${code}/${stage}`;

/** @param accounts all that the day has. */
export function failureIncident(
  day: Pick<DayName, 'pipeline' | 'date'>,
  group: FailedGroup,
  accounts: number,
): Incident {
  const { provider, code, stage, samples, message } = group;
  const isMany = group.accounts >= CRITICAL.accounts && group.accounts >= CRITICAL.share * accounts;
  const where = provider === null ? `while ${stage}` : `while ${stage}, at ${provider}`;
  return {
    id: failureIncidentId(day, group),
    severity: isMany ? 'critical' : 'warning',
    title: `${group.accounts === 1 ? '1 account fails' : `${group.accounts} accounts fail`} with ${code} ${where} (${day.pipeline} ${day.date})`,
    detail: `For example ${samples.join(', ')}: ${message.slice(0, MESSAGE_LENGTH)}`,
    count: group.accounts,
    facts: {
      pipeline: day.pipeline,
      date: day.date,
      provider,
      code,
      stage,
      accounts: group.accounts,
      of: accounts,
      samples,
    },
  };
}
