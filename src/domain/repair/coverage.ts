// What the store knows of an account's range, in spans of days: what a repair is planned from. Small however long the range.
import type { DateSpan } from '../calendar/ranges.ts';
import { addDays } from '../calendar/dates.ts';
import { clipSpans, cutSpans, joinSpans } from '../calendar/spans.ts';
import type { AccountId, IsoDate, SourceId } from '../ids.ts';

export interface SourceCoverage {
  readonly sourceId: SourceId;
  /** Days with source revenue; ascending, apart from each other. */
  readonly days: readonly DateSpan[];
}

export interface SourceDay {
  readonly sourceId: SourceId;
  readonly date: IsoDate;
}

/** Days of one account by what is stored of them; current revisions only. */
export interface StoredDays {
  /** Days whose daily revenue was merged from sources. */
  readonly merged: readonly DateSpan[];
  /** Days whose daily revenue somebody gave by import or API. */
  readonly given: readonly DateSpan[];
  readonly sources: readonly SourceCoverage[];
  /** Days on which a source says something else than what was merged of it, or was not merged at all. */
  readonly unmerged: readonly SourceDay[];
}

/** Days outside the range that was asked for are not in it. */
export interface Coverage extends StoredDays {
  /** Business date of the newest published forecast. */
  readonly published: IsoDate | null;
  /** Days up to `published` that were corrected since that forecast was made: what was published of them is not what is known. */
  readonly corrected: readonly IsoDate[];
}

export interface StoredCoverage extends Coverage {
  readonly accountId: AccountId;
}

/** As of an account without a row. */
export const NO_DAYS: StoredDays = { merged: [], given: [], sources: [], unmerged: [] };

export const nothingStored = (accountId: AccountId): StoredCoverage => ({
  accountId,
  ...NO_DAYS,
  published: null,
  corrected: [],
});

export const daysWithin = (days: StoredDays, range: DateSpan): StoredDays =>
  mapDays(
    days,
    (spans) => clipSpans(spans, range),
    ({ date }) => date >= range.from && date <= range.to,
  );

/** What is known of the days of `range` now, in place of what was. @param now holds no other days. */
export function replaceWithin(before: StoredDays, range: DateSpan, now: StoredDays): StoredDays {
  const isOutside = ({ date }: SourceDay): boolean => date < range.from || date > range.to;
  const outside = mapDays(before, (spans) => cutSpans(spans, range), isOutside);
  return {
    merged: joinSpans(outside.merged, now.merged),
    given: joinSpans(outside.given, now.given),
    sources: joinSources(outside.sources, now.sources),
    unmerged: [...outside.unmerged, ...now.unmerged].sort(byDateThenSource),
  };
}

function mapDays(
  { merged, given, sources, unmerged }: StoredDays,
  change: (spans: readonly DateSpan[]) => readonly DateSpan[],
  keeps: (day: SourceDay) => boolean,
): StoredDays {
  return {
    merged: change(merged),
    given: change(given),
    sources: sources.flatMap(({ sourceId, days }) => {
      const changed = change(days);
      return changed.length === 0 ? [] : [{ sourceId, days: changed }];
    }),
    unmerged: unmerged.filter(keeps),
  };
}

const byDateThenSource = (a: SourceDay, b: SourceDay): number =>
  a.date === b.date ? (a.sourceId < b.sourceId ? -1 : 1) : a.date < b.date ? -1 : 1;

function joinSources(before: readonly SourceCoverage[], now: readonly SourceCoverage[]): readonly SourceCoverage[] {
  const joined = new Map(before.map(({ sourceId, days }) => [sourceId, days]));
  for (const { sourceId, days } of now) joined.set(sourceId, joinSpans(joined.get(sourceId) ?? [], days));
  return [...joined].map(([sourceId, days]) => ({ sourceId, days })).sort((a, b) => (a.sourceId < b.sourceId ? -1 : 1));
}

/** Consecutive dates as spans. The dates must be ascending and different. */
export function spansOf(dates: readonly IsoDate[]): readonly DateSpan[] {
  const spans: { from: IsoDate; to: IsoDate }[] = [];
  for (const date of dates) {
    const last = spans.at(-1);
    if (last !== undefined && addDays(last.to, 1) === date) last.to = date;
    else spans.push({ from: date, to: date });
  }
  return spans;
}
