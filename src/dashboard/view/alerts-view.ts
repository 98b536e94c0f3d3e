// What the inbox and the page of an incident say, worked out from answers. Pure.
import type { Alert, AlertDescription } from '../client/types.ts';
import type { AlertsSearch } from '../state/alerts-search.ts';

/** What the API is asked for. */
export const askOf = ({ state = 'open', severity, kind }: AlertsSearch): Readonly<Record<string, string>> => ({
  ...(state === 'all' ? {} : { open: String(state === 'open') }),
  ...(severity === undefined ? {} : { severity }),
  ...(kind === undefined ? {} : { kind }),
});

export const kindOf = ({ id }: Pick<Alert, 'id'>): string => id.split('/')[0] ?? id;

/** Accounts that the incident names as examples. */
export const samplesOf = ({ facts }: Pick<Alert, 'facts'>): readonly string[] => {
  const samples = facts['samples'];
  return Array.isArray(samples) ? samples : [];
};

const NAMED_ELSEWHERE: ReadonlySet<string> = new Set(['samples']);

/** The facts in words, without those that stand elsewhere on the page. */
export const factsOf = ({ facts }: Pick<Alert, 'facts'>): readonly (readonly [name: string, value: string])[] =>
  Object.entries(facts)
    .filter(([name, value]) => value !== null && !NAMED_ELSEWHERE.has(name))
    .map(([name, value]) => [spaced(name), Array.isArray(value) ? value.join(', ') : String(value)]);

/** `expectedFinish` -> `expected finish` */
const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

export interface TimelineEntry {
  readonly at: string;
  readonly what: string;
  /** More about it; null: nothing. */
  readonly detail: string | null;
  readonly tone: 'good' | 'bad' | 'calm';
}

/** From the opening on, oldest first. */
export function timelineOf({ alert, notifications }: AlertDescription): readonly TimelineEntry[] {
  const { openedAt, lastAt, resolvedAt, acknowledgement } = alert;
  const entries: TimelineEntry[] = [{ at: openedAt, what: 'Opened', detail: null, tone: 'bad' }];
  if (acknowledgement !== null) {
    const { at, by, note } = acknowledgement;
    entries.push({ at, what: `Taken over by ${by}`, detail: note === '' ? null : note, tone: 'calm' });
  }
  if (lastAt > openedAt) entries.push({ at: lastAt, what: 'Seen last', detail: null, tone: 'calm' });
  if (resolvedAt !== null) entries.push({ at: resolvedAt, what: 'Resolved', detail: null, tone: 'good' });
  const told = notifications.filter(({ createdAt }) => createdAt >= openedAt).map(toldEntry);
  return [...entries, ...told].toSorted((a, b) => a.at.localeCompare(b.at));
}

function toldEntry(notification: AlertDescription['notifications'][number]): TimelineEntry {
  const { channel, event, status, attempts, createdAt, dueAt, sentAt, lastError } = notification;
  const about = `“${event}” by ${channel}`;
  if (status === 'sent') return { at: sentAt ?? createdAt, what: `Told: ${about}`, detail: null, tone: 'good' };
  const tries = `after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`;
  if (status === 'given-up') {
    return { at: dueAt, what: `Could not be told: ${about}, ${tries}`, detail: lastError, tone: 'bad' };
  }
  return { at: createdAt, what: `To be told: ${about}`, detail: lastError, tone: 'calm' };
}
