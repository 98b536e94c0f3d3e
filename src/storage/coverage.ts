// Puts together what the queries of an adapter found about the coverage of a range.
import { z } from 'zod';
import { accountDayId } from '../contract/workflow-ids.ts';
import type { DateSpan } from '../domain/calendar/ranges.ts';
import type { AccountId, IsoDate } from '../domain/ids.ts';
import type { SourceCoverage, SourceDay, StoredCoverage } from '../domain/repair/coverage.ts';
import { accountId, isoDate } from './records.ts';

/** The newest published forecast of an account. `seenAt`: its inputs were read no earlier; later corrections are not in it. */
export interface LastPublished {
  readonly accountId: AccountId;
  readonly businessDate: IsoDate;
  /** ISO instant. */
  readonly seenAt: string;
}

export const publishedRecord = z.object({ accountId, businessDate: isoDate, recordedAt: z.string() });
export const startRecord = z.object({ id: z.string(), startedAt: z.string() });

type Published = z.output<typeof publishedRecord>;

/** The account days that made the forecasts. */
export const accountDaysOf = (published: readonly Published[]): readonly string[] =>
  published.map(({ accountId: id, businessDate }) => accountDayId('daily', businessDate, id));

/** An account day that ran again and forecast the same wrote no new forecast, but it has seen what was there when it began. */
export const ACCOUNT_DAY_FORECAST = ['staged', 'held', 'published'] as const;

/** When the inputs of each forecast were seen: when it was recorded, or when its account day began again. */
export function lastPublished(
  published: readonly Published[],
  starts: readonly z.output<typeof startRecord>[],
): readonly LastPublished[] {
  const startOf = new Map(starts.map(({ id, startedAt }) => [id, startedAt]));
  return published.map(({ accountId: id, businessDate, recordedAt }) => {
    const startedAt = startOf.get(accountDayId('daily', businessDate, id)) ?? recordedAt;
    return { accountId: id, businessDate, seenAt: startedAt > recordedAt ? startedAt : recordedAt };
  });
}

type OfAccount<T> = T & { readonly accountId: AccountId };

export interface CoverageParts {
  readonly days: readonly OfAccount<DateSpan & { readonly given: boolean }>[];
  readonly sources: readonly OfAccount<SourceCoverage>[];
  readonly unmerged: readonly OfAccount<SourceDay>[];
  readonly published: readonly LastPublished[];
  readonly corrected: readonly OfAccount<{ readonly date: IsoDate }>[];
}

/** In the order of `accounts`. */
export function toCoverages(accounts: readonly AccountId[], parts: CoverageParts): readonly StoredCoverage[] {
  const [days, sources] = [byAccount(parts.days), byAccount(parts.sources)];
  const [unmerged, corrected] = [byAccount(parts.unmerged), byAccount(parts.corrected)];
  const published = new Map(parts.published.map((row) => [row.accountId, row.businessDate]));
  return accounts.map((id) => ({
    accountId: id,
    merged: spans(days.get(id), false),
    given: spans(days.get(id), true),
    sources: (sources.get(id) ?? []).map(({ sourceId, days: covered }) => ({ sourceId, days: covered })),
    unmerged: (unmerged.get(id) ?? []).map(({ sourceId, date }) => ({ sourceId, date })),
    published: published.get(id) ?? null,
    corrected: (corrected.get(id) ?? []).map(({ date }) => date),
  }));
}

const spans = (days: readonly (DateSpan & { readonly given: boolean })[] = [], given: boolean): readonly DateSpan[] =>
  days.filter((span) => span.given === given).map(({ from, to }) => ({ from, to }));

function byAccount<T>(rows: readonly OfAccount<T>[]): ReadonlyMap<AccountId, readonly OfAccount<T>[]> {
  const groups = new Map<AccountId, OfAccount<T>[]>();
  for (const row of rows) {
    const group = groups.get(row.accountId);
    if (group === undefined) groups.set(row.accountId, [row]);
    else group.push(row);
  }
  return groups;
}
