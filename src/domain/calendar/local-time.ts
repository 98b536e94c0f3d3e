// A time of day somewhere, as an instant: deadlines are said in the local time of the people who wait.
import type { IsoDate } from '../ids.ts';

const MINUTE_MS = 60_000;
const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** True for `HH:MM` on a clock of 24 hours. */
export const isTimeOfDay = (text: string): boolean => TIME_OF_DAY.test(text);

/** Minutes after midnight on the clock. @throws TypeError when it is no time of day. */
export function minutesOfDay(time: string): number {
  const [, hours, minutes] = TIME_OF_DAY.exec(time) ?? [];
  if (hours === undefined || minutes === undefined) throw new TypeError(`"${time}" is no time of day.`);
  return Number(hours) * 60 + Number(minutes);
}

/**
 * When clocks in `timeZone` show `time` on `date`, in ms since the epoch. A time that a change of clocks skips is taken as
 * that much later; of one that comes twice, the first.
 * @param time `HH:MM`. @throws TypeError when it is none, RangeError for an unknown zone.
 */
export function localInstant(date: IsoDate, time: string, timeZone: string): number {
  const wall = Date.parse(`${date}T00:00:00Z`) + minutesOfDay(time) * MINUTE_MS;
  // The offsets before and after a change of clocks: the right one is that which holds at the instant it leads to.
  const offsets = [wall - DAY_MS, wall + DAY_MS].map((at) => offsetMs(at, timeZone));
  const candidates = offsets.map((offset) => wall - offset);
  const exact = candidates.filter((at) => at + offsetMs(at, timeZone) === wall);
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates);
}

const DAY_MS = 24 * 60 * MINUTE_MS;

/** How far clocks in the zone are ahead of UTC at an instant of a full minute, in ms. */
function offsetMs(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const day = [parts.get('year'), parts.get('month'), parts.get('day')].join('-');
  return Date.parse(`${day}T${parts.get('hour')}:${parts.get('minute')}:00Z`) - at;
}
