// A range up to the last day that is over where an account lives.
import { businessDateAt } from '../calendar/business-date.ts';
import type { DateSpan } from '../calendar/ranges.ts';

/** By time zone, each reckoned once. `to` before `from`: no day of the range is over there. @param now ISO instant. */
export function untilOver(range: DateSpan, now: string): (timeZone: string) => DateSpan {
  const known = new Map<string, DateSpan>();
  return (timeZone) => {
    const before = known.get(timeZone);
    if (before !== undefined) return before;
    const last = businessDateAt(now, timeZone);
    const over = { from: range.from, to: last < range.to ? last : range.to };
    known.set(timeZone, over);
    return over;
  };
}
