// Spans of days: ascending, apart from each other, none empty.
import { addDays, daysBetween } from './dates.ts';
import type { DateSpan } from './ranges.ts';

/** What of them lies in the range. */
export const clipSpans = (spans: readonly DateSpan[], { from, to }: DateSpan): readonly DateSpan[] =>
  spans.flatMap((span) => {
    const clipped = { from: span.from > from ? span.from : from, to: span.to < to ? span.to : to };
    return clipped.from > clipped.to ? [] : [clipped];
  });

/** What of them lies outside the range. */
export const cutSpans = (spans: readonly DateSpan[], { from, to }: DateSpan): readonly DateSpan[] =>
  spans.flatMap((span) => {
    if (span.to < from || span.from > to) return [span];
    const before = span.from < from ? [{ from: span.from, to: addDays(from, -1) }] : [];
    const after = span.to > to ? [{ from: addDays(to, 1), to: span.to }] : [];
    return [...before, ...after];
  });

/** What is left of them without the days of the others. */
export const withoutSpans = (spans: readonly DateSpan[], others: readonly DateSpan[]): readonly DateSpan[] =>
  others.reduce(cutSpans, spans);

/** The days that are in both. */
export const commonSpans = (some: readonly DateSpan[], others: readonly DateSpan[]): readonly DateSpan[] =>
  others.flatMap((other) => clipSpans(some, other));

/** The days of either. */
export function joinSpans(some: readonly DateSpan[], others: readonly DateSpan[]): readonly DateSpan[] {
  const joined: DateSpan[] = [];
  for (const span of [...some, ...others].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = joined.at(-1);
    if (last === undefined || daysBetween(last.to, span.from) > 1) joined.push(span);
    else if (span.to > last.to) joined[joined.length - 1] = { from: last.from, to: span.to };
  }
  return joined;
}
