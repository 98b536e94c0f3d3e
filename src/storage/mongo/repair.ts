// What is stored of a range, in MongoDB. Sources come grouped; days one by one, because only the newest revision of each counts.
import { z } from 'zod';
import type { Account } from '../../domain/account.ts';
import type { AccountId } from '../../domain/ids.ts';
import { groupAlike, type AlikeAccounts } from '../../domain/repair/alike.ts';
import { nothingStored, spansOf, type StoredCoverage } from '../../domain/repair/coverage.ts';
import { accountsPerRead } from '../../domain/repair/page.ts';
import type { AccountFilter } from '../../ports/account-store.ts';
import type { DateRange } from '../../ports/revenue-source.ts';
import type { RepairStore } from '../../ports/repair-store.ts';
import {
  ACCOUNT_DAY_FORECAST,
  accountDaysOf,
  lastPublished,
  publishedRecord,
  startRecord,
  toCoverages,
  type CoverageParts,
  type LastPublished,
} from '../coverage.ts';
import { accountId, currencyCode, dailyRevenueRecord, decodeAll, isoDate, sourceId } from '../records.ts';
import { listAccounts } from './accounts.ts';
import { money } from './documents.ts';
import { keepCurrent } from './revisions.ts';
import type { MongoSession } from './session.ts';
import { withId } from './documents.ts';

const sourceGroup = z.object({ _id: z.object({ accountId, sourceId }), dates: z.array(isoDate) });
const dayDocument = z.object({
  accountId,
  date: isoDate,
  revision: z.int(),
  recordedAt: z.string(),
  origin: dailyRevenueRecord.shape.origin,
  shares: z.array(z.object({ sourceId, originalAmount: money, originalCurrency: currencyCode })),
});
const changedDocument = z.object({
  accountId,
  date: isoDate,
  sourceId,
  revision: z.int(),
  amount: money,
  currency: currencyCode,
});
const fieldsOf = (schema: z.ZodObject) => Object.fromEntries(Object.keys(schema.shape).map((field) => [field, 1]));

type Day = z.output<typeof dayDocument>;
type Changed = z.output<typeof changedDocument>;
type Sources = CoverageParts['sources'];

export function mongoRepair(session: MongoSession): RepairStore {
  return {
    coverage: (accounts, range) => readCoverage(session, accounts, range),
    alike: async (filter, range) => {
      const found: AlikeAccounts[] = [];
      for await (const page of pagesOf(session, filter, range)) found.push(...page);
      return groupAlike(found);
    },
  };
}

async function* pagesOf(
  session: MongoSession,
  filter: AccountFilter,
  range: DateRange | null,
): AsyncGenerator<readonly AlikeAccounts[], void, void> {
  const limit = range === null ? PAGE : accountsPerRead(range);
  let after: AccountId | null | undefined = null;
  while (after !== undefined) {
    const accounts: readonly Account[] = await listAccounts(session, filter, { after, limit });
    const ids = accounts.map(({ id }) => id);
    const coverages = range === null ? ids.map(nothingStored) : await readCoverage(session, ids, range);
    yield accounts.flatMap((account, index) => alone(account, coverages[index]));
    after = accounts.length < limit ? undefined : ids.at(-1);
  }
}

const PAGE = 500;

function alone(account: Account, stored: StoredCoverage | undefined): readonly AlikeAccounts[] {
  if (stored === undefined) return [];
  const { sources, convertCurrency, historyDepthDays, timeZone } = account;
  const { accountId: id, published, ...days } = stored;
  const coverage = { ...days, published: days.corrected.length === 0 ? null : published };
  return [{ settings: { sources, convertCurrency, historyDepthDays, timeZone }, coverage, accounts: [id] }];
}

async function readCoverage(
  session: MongoSession,
  accounts: readonly AccountId[],
  { from, to }: DateRange,
): Promise<readonly StoredCoverage[]> {
  const match = { accountId: { $in: [...accounts] }, date: { $gte: from, $lte: to } };
  const [days, sources, changed, published] = await Promise.all([
    readDays(session, match),
    readSources(session, match),
    readChanged(session, match),
    readPublished(session, accounts),
  ]);
  return toCoverages(accounts, {
    days: daySpans(days),
    sources,
    unmerged: findUnmerged(days, sources, changed),
    published,
    corrected: findCorrected(days, published),
  });
}

async function readDays(session: MongoSession, match: object): Promise<readonly Day[]> {
  const found = await session.run(() =>
    session
      .facts('revenue')
      .find(match, { projection: fieldsOf(dayDocument) })
      .sort({ accountId: 1, date: 1, revision: 1 })
      .toArray(),
  );
  return keepCurrent(decodeAll(dayDocument, found, 'revenue'), keyOf);
}

async function readSources(session: MongoSession, match: object): Promise<Sources> {
  const group = { _id: { accountId: '$accountId', sourceId: '$sourceId' }, dates: { $addToSet: '$date' } };
  const found = await session.run(() =>
    session
      .facts('source_revenue')
      .aggregate([{ $match: match }, { $group: group }])
      .toArray(),
  );
  return decodeAll(sourceGroup, found, 'source_revenue')
    .map(({ _id, dates }) => ({ ..._id, days: spansOf(dates.sort()) }))
    .sort((a, b) => (a.sourceId < b.sourceId ? -1 : 1));
}

/** The newest figures of sources that changed at all: all others were merged as they are, or not at all. */
async function readChanged(session: MongoSession, match: object): Promise<readonly Changed[]> {
  const found = await session.run(() =>
    session
      .facts('source_revenue')
      .find({ ...match, revision: { $gt: 1 } }, { projection: fieldsOf(changedDocument) })
      .sort({ accountId: 1, date: 1, sourceId: 1, revision: 1 })
      .toArray(),
  );
  const rows = decodeAll(changedDocument, found, 'source_revenue');
  return keepCurrent(rows, (row) => `${keyOf(row)}/${row.sourceId}`);
}

/** One look along the index for each account. */
async function readPublished(session: MongoSession, accounts: readonly AccountId[]): Promise<readonly LastPublished[]> {
  const forecasts = session.facts('revenue_predictions');
  const options = { projection: fieldsOf(publishedRecord), sort: { businessDate: -1, revision: -1 } } as const;
  const found = await session.run(() =>
    Promise.all(accounts.map((id) => forecasts.findOne({ accountId: id, status: 'published' }, options))),
  );
  const published = decodeAll(
    publishedRecord,
    found.filter((row) => row !== null),
    'revenue_predictions',
  );
  const wanted = { _id: { $in: [...accountDaysOf(published)] }, status: { $in: [...ACCOUNT_DAY_FORECAST] } };
  const runs = await session.run(() =>
    session
      .byId('runs')
      .find(wanted, { projection: { startedAt: 1 } })
      .toArray(),
  );
  return lastPublished(published, decodeAll(startRecord, runs.map(withId), 'runs'));
}

const keyOf = ({ accountId: id, date }: Pick<Day, 'accountId' | 'date'>): string => `${id}/${date}`;

/** By account, then date; days that were given and days that were merged in spans of their own. */
function daySpans(days: readonly Day[]): CoverageParts['days'] {
  const groups = new Map<string, { accountId: AccountId; given: boolean; dates: Day['date'][] }>();
  for (const { accountId: id, date, origin } of days) {
    const given = origin !== 'sources';
    const group = groups.get(`${id}/${given}`) ?? { accountId: id, given, dates: [] };
    group.dates.push(date);
    groups.set(`${id}/${given}`, group);
  }
  return [...groups.values()].flatMap(({ dates, ...of }) => spansOf(dates).map((span) => ({ ...span, ...of })));
}

function findUnmerged(days: readonly Day[], sources: Sources, changed: readonly Changed[]): CoverageParts['unmerged'] {
  const current = new Map(changed.map((row) => [`${keyOf(row)}/${row.sourceId}`, row]));
  const covering = new Map<AccountId, Sources[number][]>();
  for (const row of sources) covering.set(row.accountId, [...(covering.get(row.accountId) ?? []), row]);
  return days
    .filter(({ origin }) => origin === 'sources')
    .flatMap((day) =>
      (covering.get(day.accountId) ?? [])
        .filter(({ sourceId: id, days: covered }) => {
          if (!covered.some(({ from, to }) => from <= day.date && day.date <= to)) return false;
          const share = day.shares.find((candidate) => candidate.sourceId === id);
          const newest = current.get(`${keyOf(day)}/${id}`);
          if (share === undefined || newest === undefined) return share === undefined;
          return share.originalAmount !== newest.amount || share.originalCurrency !== newest.currency;
        })
        .map(({ sourceId: id }) => ({ accountId: day.accountId, sourceId: id, date: day.date })),
    );
}

function findCorrected(days: readonly Day[], published: readonly LastPublished[]): CoverageParts['corrected'] {
  const last = new Map(published.map((row) => [row.accountId, row]));
  return days.filter(({ accountId: id, date, revision, recordedAt }) => {
    const seen = last.get(id);
    return seen !== undefined && revision > 1 && date <= seen.businessDate && recordedAt > seen.seenAt;
  });
}
