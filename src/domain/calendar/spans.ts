// Spans of days: ascending, apart from each other, none empty. The work grows with the number of spans, never with its square.
import { addDays, daysBetween } from './dates.ts';
import type { IsoDate } from '../ids.ts';
import type { DateSpan } from './ranges.ts';

/** What of them lies in the range. */
export const clipSpans = (spans: readonly DateSpan[], { from, to }: DateSpan): readonly DateSpan[] =>
  spans.flatMap((span) => {
    const clipped = { from: span.from > from ? span.from : from, to: span.to < to ? span.to : to };
    return clipped.from > clipped.to ? [] : [clipped];
  });

/** What is left of them without the days of the others. */
export const withoutSpans = (spans: readonly DateSpan[], others: readonly DateSpan[]): readonly DateSpan[] =>
  [...meetings(spans, others)].flatMap(([span, met]) => gaps(span, met));

/** The days that are in both. */
export const commonSpans = (some: readonly DateSpan[], others: readonly DateSpan[]): readonly DateSpan[] =>
  [...meetings(some, others)].flatMap(([span, met]) => clipSpans(met, span));

/** Each span with those of the others that share a day with it. */
function* meetings(
  spans: readonly DateSpan[],
  others: readonly DateSpan[],
): Generator<readonly [span: DateSpan, met: readonly DateSpan[]], void, void> {
  let first = 0;
  for (const span of spans) {
    while (isBefore(others[first], span)) first += 1;
    let end = first;
    while (isBegunIn(others[end], span)) end += 1;
    yield [span, others.slice(first, end)];
  }
}

const isBefore = (other: DateSpan | undefined, { from }: DateSpan): boolean => other !== undefined && other.to < from;
const isBegunIn = (other: DateSpan | undefined, { to }: DateSpan): boolean => other !== undefined && other.from <= to;

/** What of the span lies outside of those that meet it. */
function gaps(span: DateSpan, met: readonly DateSpan[]): readonly DateSpan[] {
  const left: DateSpan[] = [];
  let { from } = span;
  for (const other of met) {
    if (other.from > from) left.push({ from, to: addDays(other.from, -1) });
    if (other.to >= span.to) return left;
    from = addDays(other.to, 1);
  }
  return [...left, { from, to: span.to }];
}

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

/** Those of the dates that are in the spans. The dates ascend. */
export function datesWithin(dates: readonly IsoDate[], spans: readonly DateSpan[]): readonly IsoDate[] {
  let place = 0;
  return dates.filter((date) => {
    while (endsBefore(spans[place], date)) place += 1;
    const span = spans[place];
    return span !== undefined && span.from <= date;
  });
}

const endsBefore = (span: DateSpan | undefined, date: IsoDate): boolean => span !== undefined && span.to < date;
