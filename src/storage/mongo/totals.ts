// Totals per day in MongoDB. Base rows are read with the fields that count only; what comes out is kept as JSON text.
import type { Document } from 'mongodb';
import { z } from 'zod';
import { HORIZON_DAYS_MAX } from '../../contract/limits.ts';
import { addDays } from '../../domain/calendar/dates.ts';
import type { AccountId, DecimalString, IsoDate } from '../../domain/ids.ts';
import type { TotalsStore } from '../../ports/store.ts';
import {
  accountDayCounts,
  addUpDay,
  currencyDays,
  TOTALS_PIPELINE,
  type FactRow,
  type ServedRow,
  type ShareRow,
  type StatusRow,
} from '../day-totals.ts';
import { accountId, currencyCode, decodeAll, isoDate, jsonText, runRecord, sourceId } from '../records.ts';
import { forecastDocument, money } from './documents.ts';
import { keepCurrent } from './revisions.ts';
import type { IdDocument, MongoSession } from './session.ts';

const NAME = 'day_totals';
const DAYS = 'total_days';

const totalsDocument = z.object({
  date: isoDate,
  cohort: z.string().nullable(),
  currencies: jsonText(currencyDays),
  accountDays: jsonText(accountDayCounts),
});
const dayDocument = z.object({ _id: isoDate, changed: z.string(), computed: z.string().optional() });
const factDocument = z.object({
  accountId,
  revision: z.int(),
  currency: currencyCode,
  amount: money,
  shares: z.array(z.object({ sourceId, amount: money })),
});
const FACT_FIELDS = {
  accountId: 1,
  revision: 1,
  currency: 1,
  amount: 1,
  'shares.sourceId': 1,
  'shares.amount': 1,
} as const;
const servedDocument = z.object({
  accountId,
  revision: z.int(),
  currency: currencyCode,
  observedDays: z.int(),
  days: z.array(forecastDocument.shape.days.element.pick({ revenue: true, lo80: true, hi80: true })).min(1),
});
const statusDocument = z.object({ accountId, status: runRecord.shape.status });
const membership = z.object({ _id: accountId, cohort: z.string(), status: z.string() });

type Members = ReadonlyMap<AccountId, { readonly cohort: string; readonly active: boolean }>;

export function mongoTotals(session: MongoSession): TotalsStore {
  const totals = session.byId(NAME);
  const days = session.byId(DAYS);
  return {
    list: async ({ from, to }, cohort) => {
      const wanted = { cohort: cohort ?? null, date: { $gte: from, $lte: to } };
      const found = await session.run(() => totals.find(wanted).sort({ date: 1 }).toArray());
      return decodeAll(totalsDocument, found, NAME);
    },
    listStale: async ({ from, to }) => {
      const found = await session.run(() =>
        days
          .find({ _id: { $gte: from, $lte: to } })
          .sort({ _id: 1 })
          .toArray(),
      );
      return decodeAll(dayDocument, found, DAYS)
        .filter(({ changed, computed }) => changed !== computed)
        .map(({ _id, computed }) => ({ date: _id, known: computed !== undefined }));
    },
    recompute: async (date) => {
      const state = await session.run(() => days.findOne({ _id: date }));
      const computed = state === null ? 'never' : dayDocument.parse(state).changed;
      await replaceDay(session, date);
      const update = { $set: { computed }, $setOnInsert: { changed: computed } };
      await session.runUpsert(() => days.updateOne({ _id: date }, update, { upsert: true }));
    },
  };
}

/** Cohort by cohort, then what is left of cohorts that have nothing of the day any more: readers never find it empty. */
async function replaceDay(session: MongoSession, date: IsoDate): Promise<void> {
  const totals = session.byId(NAME);
  const added = await readAndAdd(session, date);
  const ids = added.map(({ cohort }) => `${date}/${cohort ?? ''}`);
  for (const [index, { cohort, currencies, accountDays }] of added.entries()) {
    const kept = { date, cohort, currencies: JSON.stringify(currencies), accountDays: JSON.stringify(accountDays) };
    const filter: { _id: string } = { _id: ids[index] ?? '' };
    await session.runUpsert(() => totals.replaceOne(filter, kept, { upsert: true }));
  }
  await session.run(() => totals.deleteMany({ date, _id: { $nin: ids } }));
}

async function readAndAdd(session: MongoSession, date: IsoDate) {
  const members = await readMembers(session);
  const facts = await readFacts(session, date);
  const served = await readServed(session, date);
  const statuses = await readStatuses(session, date);
  const factOf = new Map(facts.map((row) => [row.accountId, row]));
  return addUpDay(date, {
    facts: facts.flatMap((row): FactRow[] => withCohort(members, { ...row, amounts: [row.amount] })),
    shares: facts.flatMap((row) => sharesOf(row).flatMap((share): ShareRow[] => withCohort(members, share))),
    served: served.flatMap((row) => toServed(row, members, factOf)),
    statuses: statuses.flatMap((row): StatusRow[] => withCohort(members, { ...row, count: 1 })),
  });
}

const sharesOf = ({ accountId: id, currency, shares }: Fact) =>
  shares.map(({ sourceId: source, amount }) => ({ accountId: id, currency, sourceId: source, amounts: [amount] }));

const withCohort = <Row extends { readonly accountId: AccountId }>(members: Members, row: Row) => {
  const member = members.get(row.accountId);
  return member === undefined ? [] : [{ ...row, cohort: member.cohort }];
};

async function readMembers(session: MongoSession): Promise<Members> {
  const found = await session.run(() =>
    session
      .byId('accounts')
      .find({}, { projection: { cohort: 1, status: 1 } })
      .toArray(),
  );
  return new Map(
    decodeAll(membership, found, 'accounts').map(({ _id, cohort, status }) => [
      _id,
      { cohort, active: status === 'active' },
    ]),
  );
}

async function readFacts(session: MongoSession, date: IsoDate) {
  const order = { accountId: 1, revision: 1 } as const;
  const revenue = session.facts('revenue');
  const found = await session.run(() => revenue.find({ date }, { projection: FACT_FIELDS }).sort(order).toArray());
  return keepCurrent(decodeAll(factDocument, found, 'revenue'), (row) => row.accountId);
}

type Fact = z.output<typeof factDocument>;
type Served = z.output<typeof servedDocument>;

/** From the newest business date backwards, each time for the accounts that have none yet: usually the first look finds all. */
async function readServed(session: MongoSession, target: IsoDate): Promise<readonly Served[]> {
  const missing = new Set(await listForecastAccounts(session, target));
  const served: Served[] = [];
  for (let back = 1; back <= HORIZON_DAYS_MAX && missing.size > 0; back += 1) {
    for (const row of await readPublished(session, {
      businessDate: addDays(target, -back),
      target,
      accounts: missing,
    })) {
      missing.delete(row.accountId);
      served.push(row);
    }
  }
  return served;
}

async function listForecastAccounts(session: MongoSession, target: IsoDate): Promise<readonly AccountId[]> {
  const made = { $gte: addDays(target, -HORIZON_DAYS_MAX), $lte: addDays(target, -1) };
  const ids: readonly unknown[] = await session.run(() =>
    session.facts('revenue_predictions').distinct('accountId', { businessDate: made }),
  );
  return z.array(accountId).parse(ids);
}

interface PublishedQuery {
  readonly businessDate: IsoDate;
  readonly target: IsoDate;
  readonly accounts: ReadonlySet<AccountId>;
}

/** So many ids are quicker looked for one by one than left out afterwards. */
const FEW = 1_000;

async function readPublished(session: MongoSession, { businessDate, target, accounts }: PublishedQuery) {
  const only = accounts.size <= FEW ? { accountId: { $in: [...accounts] } } : {};
  const filter: Document = { businessDate, status: 'published', 'days.targetDate': target, ...only };
  const projection = {
    accountId: 1,
    revision: 1,
    currency: 1,
    observedDays: 1,
    days: { $elemMatch: { targetDate: target } },
  };
  const order = { accountId: 1, revision: 1 } as const;
  const predictions = session.facts('revenue_predictions');
  const found = await session.run(() => predictions.find(filter, { projection }).sort(order).toArray());
  const newest = keepCurrent(decodeAll(servedDocument, found, 'revenue_predictions'), (row) => row.accountId);
  return newest.filter((row) => accounts.has(row.accountId));
}

function toServed(
  { accountId: id, currency, observedDays, days }: Served,
  members: Members,
  facts: Facts,
): ServedRow[] {
  const [member, fact, [day]] = [members.get(id), facts.get(id), days];
  if (member === undefined || day === undefined || (!member.active && fact === undefined)) return [];
  const amount: DecimalString | null = fact?.currency === currency ? fact.amount : null;
  return [{ cohort: member.cohort, currency, observedDays, ...day, fact: amount }];
}

type Facts = ReadonlyMap<AccountId, Fact>;

async function readStatuses(session: MongoSession, date: IsoDate) {
  const wanted: Partial<IdDocument> = { date, pipeline: TOTALS_PIPELINE, kind: 'account-day' };
  const projection = { accountId: 1, status: 1 };
  const found = await session.run(() => session.byId('runs').find(wanted, { projection }).toArray());
  return decodeAll(statusDocument, found, 'runs');
}
