// The newest forecasts of a date by status, in MongoDB: the index tells which, and only these are read.
import { ObjectId } from 'mongodb';
import { z } from 'zod';
import { FORECAST_STATUSES, type StoredForecast } from '../../domain/forecast/types.ts';
import type { AccountId } from '../../domain/ids.ts';
import type { AccountFilter, PageRequest, StatusQuery } from '../../ports/store.ts';
import { accountId, decodeAll } from '../records.ts';
import { accountIds } from './accounts.ts';
import { forecastDocument } from './documents.ts';
import type { MongoSession } from './session.ts';

const NAME = 'revenue_predictions';
/** How many entries of the index are looked at in one go. */
const ENTRIES = 2_000;
const ENTRY_FIELDS = { _id: 1, accountId: 1, revision: 1, status: 1, holdId: 1 } as const;

const entryDocument = z.object({
  // Forecasts that were converted from 0.1 have an id of their own.
  _id: z.union([z.instanceof(ObjectId), z.string()]),
  accountId,
  status: z.enum(FORECAST_STATUSES),
  holdId: z.string().nullable(),
});

type Entry = z.output<typeof entryDocument>;

interface Request {
  readonly wanted: StatusQuery;
  readonly filter: AccountFilter;
  readonly page: PageRequest;
}

/** Goes on until the page is full or the date is through, as entries in between may have another status or account. */
export async function listByStatus(session: MongoSession, request: Request): Promise<readonly StoredForecast[]> {
  const { limit } = request.page;
  const found: StoredForecast[] = [];
  let after: AccountId | null = request.page.after;
  for (let more = true; more && found.length < limit;) {
    const entries = await readEntries(session, request, after);
    more = entries.length === ENTRIES;
    after = entries.at(-1)?.accountId ?? after;
    let matching = await keepOwned(session, request, newestOf(entries));
    // One that has moved on since its entry was read leaves its place to the next.
    while (matching.length > 0 && found.length < limit) {
      const take = limit - found.length;
      found.push(...(await readForecasts(session, request, matching.slice(0, take))));
      matching = matching.slice(take);
    }
  }
  return found;
}

async function readEntries(session: MongoSession, { wanted, filter, page }: Request, after: AccountId | null) {
  const { businessDate } = wanted;
  const range = { $gt: after ?? '', ...(page.through === undefined ? {} : { $lte: page.through }) };
  const accounts = filter.accounts === undefined ? {} : { $in: [...filter.accounts] };
  const documents = await session.run(() =>
    session
      .facts(NAME)
      .find({ businessDate, accountId: { ...range, ...accounts } }, { projection: ENTRY_FIELDS })
      .sort({ accountId: 1, revision: -1 })
      .limit(ENTRIES)
      .toArray(),
  );
  return decodeAll(entryDocument, documents, NAME);
}

/** Entries come newest revision first within an account. */
const newestOf = (entries: readonly Entry[]): readonly Entry[] =>
  entries.filter(({ accountId: id }, index) => entries[index - 1]?.accountId !== id);

/** Those that have a wanted status and belong to an account of the filter. */
async function keepOwned(session: MongoSession, { wanted, filter }: Request, entries: readonly Entry[]) {
  const matching = entries.filter((entry) => isWanted(wanted, entry));
  if (matching.length === 0) return matching;
  const owners = await accountIds(session, { ...filter, accounts: matching.map((entry) => entry.accountId) });
  return matching.filter((entry) => owners.has(entry.accountId));
}

async function readForecasts(session: MongoSession, { wanted }: Request, entries: readonly Entry[]) {
  const ids = entries.map(({ _id }) => _id);
  const documents = await session.run(() =>
    session
      .facts<{ _id: Entry['_id'] }>(NAME)
      .find({ _id: { $in: ids } })
      .sort({ accountId: 1 })
      .toArray(),
  );
  return decodeAll(forecastDocument, documents, NAME).filter((forecast) => isWanted(wanted, forecast));
}

const isWanted = ({ statuses, holdId }: StatusQuery, { status, holdId: held }: Pick<Entry, 'status' | 'holdId'>) =>
  statuses.includes(status) && (holdId === undefined || holdId === held);
