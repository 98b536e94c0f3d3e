// Spans of days against the days themselves.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, LAST_DATE, listDates } from '../../src/domain/calendar/dates.ts';
import type { DateSpan } from '../../src/domain/calendar/ranges.ts';
import { clipSpans, commonSpans, datesWithin, joinSpans, withoutSpans } from '../../src/domain/calendar/spans.ts';
import { spansOf } from '../../src/domain/repair/coverage.ts';
import { isoDate } from '../helpers/builders.ts';

const FIRST = isoDate('2026-02-20');
const spans = fc
  .uniqueArray(fc.integer({ min: 0, max: 25 }))
  .map((days) => spansOf(days.sort((a, b) => a - b).map((day) => addDays(FIRST, day))));
const range = fc
  .tuple(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 10 }))
  .map(([from, days]) => ({ from: addDays(FIRST, from), to: addDays(FIRST, from + days) }));
const datesOf = (of: readonly DateSpan[]) => of.flatMap(({ from, to }) => listDates(from, to));

describe('spans of days', () => {
  test('are clipped to a range, cut out of it, compared and joined as their days are', () => {
    fc.assert(
      fc.property(spans, range, spans, (some, within, others) => {
        const isWithin = (date: string): boolean => date >= within.from && date <= within.to;
        const dates = datesOf(some);
        expect(clipSpans(some, within)).toEqual(spansOf(dates.filter(isWithin)));
        expect(withoutSpans(some, [within])).toEqual(spansOf(dates.filter((date) => !isWithin(date))));
        const besides = new Set(datesOf(others));
        expect(commonSpans(some, others)).toEqual(spansOf(dates.filter((date) => besides.has(date))));
        expect(withoutSpans(some, others)).toEqual(spansOf(dates.filter((date) => !besides.has(date))));
        expect(datesWithin(dates, others)).toEqual(dates.filter((date) => besides.has(date)));
        expect(joinSpans(some, others)).toEqual(spansOf([...new Set([...dates, ...datesOf(others)])].sort()));
      }),
    );
  });

  test('reach to the first and the last day that can be named', () => {
    const all = { from: isoDate('1970-01-01'), to: LAST_DATE };
    expect(clipSpans([all], all)).toEqual([all]);
    expect(withoutSpans([all], [all])).toEqual([]);
    expect(joinSpans([all], [all])).toEqual([all]);
  });
});
