// The business date: the last day that is over where the account lives. The instant comes in; nobody's clock is asked.
// The zone rules are those of the runtime's ICU data.
import { DomainError } from '../domain-error.ts';
import type { IsoDate } from '../ids.ts';
import { addDays, parseIsoDate } from './dates.ts';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * The last complete day in `timeZone` at the instant: the local date there, minus one.
 * @param instantIso an ISO 8601 instant with `Z` or an offset, e.g. `2026-11-21T05:00:00Z`.
 * @param timeZone an IANA zone, e.g. `Europe/Berlin`.
 * @throws DomainError INVALID_DATE (not an instant) or INVALID_TIME_ZONE.
 */
export function businessDateAt(instantIso: string, timeZone: string): IsoDate {
  if (!isTimeZone(timeZone)) throw invalidTimeZone(timeZone);
  return addDays(localDate(parseInstant(instantIso), timeZone), -1);
}

/**
 * True for a zone name of the IANA database in its own spelling. Another spelling (`europe/berlin`) is refused although
 * the runtime would take it, because other programs that read the same setting do not.
 */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions();
    // An alias resolves to another name (Asia/Kolkata to Asia/Calcutta); only a difference of case is a misspelling.
    return timeZone === text || timeZone.toLowerCase() !== text.toLowerCase();
  } catch {
    return false;
  }
}

function parseInstant(text: string): Date {
  const instant = new Date(INSTANT.test(text) ? text : Number.NaN);
  if (!Number.isNaN(instant.getTime())) return instant;
  const shown = text.slice(0, 40);
  throw new DomainError('INVALID_DATE', `"${shown}" is not an ISO instant with zone.`, { instant: shown });
}

function localDate(instant: Date, timeZone: string): IsoDate {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  return parseIsoDate([parts.get('year'), parts.get('month'), parts.get('day')].join('-'));
}

function invalidTimeZone(text: string): DomainError {
  const shown = text.slice(0, 60);
  return new DomainError('INVALID_TIME_ZONE', `"${shown}" is not an IANA time zone.`, { timeZone: shown });
}
