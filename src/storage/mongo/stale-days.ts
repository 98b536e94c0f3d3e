// Which days of the totals are stale. Said after each write that may have changed their base rows, whether it did or not: a
// step that broke off in between is done again, and says it then.
import { randomUUID } from 'node:crypto';
import type { AccountId, IsoDate } from '../../domain/ids.ts';
import { isoDate } from '../records.ts';
import { targetDays } from '../rules.ts';
import type { MongoSession } from './session.ts';

const NAME = 'total_days';

/** A word that never comes again: a day that is being added up meanwhile stays stale. */
export async function markStale(session: MongoSession, dates: readonly IsoDate[]): Promise<void> {
  const changed = randomUUID();
  const upserts = [...new Set(dates)].map((date) => ({
    updateOne: { filter: { _id: date }, update: { $set: { changed } }, upsert: true },
  }));
  if (upserts.length === 0) return;
  await session.runUpsert(() => session.byId(NAME).bulkWrite(upserts, { ordered: false }));
}

/** Every day that the account is part of. */
export const markAccountStale = async (session: MongoSession, account: AccountId): Promise<void> =>
  markStale(session, await daysWithRows(session, { accountId: account }));

/** Every day that has rows: for a store that kept no totals before. */
export const markAllStale = async (session: MongoSession): Promise<void> =>
  markStale(session, await daysWithRows(session, {}));

/** Of one account, or of all. */
export async function daysWithRows(
  session: MongoSession,
  which: { readonly accountId?: AccountId },
): Promise<IsoDate[]> {
  const distinct = async (name: string, field: string): Promise<readonly IsoDate[]> => {
    const values: readonly unknown[] = await session.run(() => session.facts(name).distinct(field, which));
    return values.flatMap((value) => isoDate.safeParse(value).data ?? []);
  };
  const businessDates = await distinct('revenue_predictions', 'businessDate');
  return [
    ...(await distinct('revenue', 'date')),
    ...(await distinct('runs', 'date')),
    ...businessDates.flatMap(targetDays),
  ];
}
