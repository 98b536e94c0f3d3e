// What the store knows of an account's range, in spans of days: what a repair is planned from. Small however long the range.
import type { DateSpan } from '../calendar/ranges.ts';
import { addDays } from '../calendar/dates.ts';
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
export const nothingStored = (accountId: AccountId): StoredCoverage => ({
  accountId,
  merged: [],
  given: [],
  sources: [],
  unmerged: [],
  published: null,
  corrected: [],
});

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
