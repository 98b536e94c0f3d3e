// Accounts in MongoDB.
import type { Document, Filter } from 'mongodb';
import { z } from 'zod';
import type { FailedDay } from '../../contract/workflow-ids.ts';
import type { Account } from '../../domain/account.ts';
import type { AccountId } from '../../domain/ids.ts';
import type { AccountFilter, AccountStore, PageRequest, RecordedDay } from '../../ports/store.ts';
import { accountId, accountRecord, decode, decodeAll } from '../records.ts';
import { accountExists, countsElsewhere, isSameAccount } from '../rules.ts';
import { withId, withIdFirst } from './documents.ts';
import { isDuplicateKey } from './errors.ts';
import type { IdDocument, MongoSession } from './session.ts';
import { markAccountStale } from './stale-days.ts';

const NAME = 'accounts';
const idDocument = z.object({ id: accountId });

export function mongoAccounts(session: MongoSession): AccountStore {
  const accounts = session.byId(NAME);
  return {
    find: async (id) => {
      const document = await session.run(() => accounts.findOne({ _id: id }));
      return document === null ? null : decode(accountRecord, withId(document), NAME);
    },
    add: async (account) => {
      await session.run(() =>
        accounts.insertOne(withIdFirst(account)).catch((error: unknown) => {
          throw isDuplicateKey(error) ? accountExists(account.id) : error;
        }),
      );
    },
    save: async (account) => {
      const { _id, ...rest } = withIdFirst(account);
      const before = await session.run(() => accounts.findOne({ _id }));
      await session.runUpsert(() => accounts.replaceOne({ _id }, rest, { upsert: true }));
      if (before !== null && countsElsewhere(decode(accountRecord, withId(before), NAME), account))
        await markAccountStale(session, account.id);
    },
    replace: (before, after) => replaceUnchanged(session, before, after),
    list: (filter, request) => listAccounts(session, filter, request),
    listIds: (filter, request) => listAccountIds(session, filter, request),
    count: async (filter) => {
      const wanted = await accountFilter(session, filter);
      return session.run(() => accounts.countDocuments(wanted));
    },
  };
}

/** The filter names every field as it was found: whoever wrote meanwhile makes it match nothing. */
async function replaceUnchanged(session: MongoSession, before: Account, after: Account): Promise<boolean> {
  const accounts = session.byId(NAME);
  const found = await session.run(() => accounts.findOne({ _id: before.id }));
  if (found === null || !isSameAccount(decode(accountRecord, withId(found), NAME), before)) return false;
  const { _id, ...rest } = withIdFirst(after);
  const { matchedCount } = await session.run(() => accounts.replaceOne({ ...found, _id }, rest));
  if (matchedCount === 0) return false;
  if (countsElsewhere(before, after)) await markAccountStale(session, after.id);
  return true;
}

export async function listAccounts(
  session: MongoSession,
  filter: AccountFilter,
  page: PageRequest,
): Promise<readonly Account[]> {
  return decodeAll(accountRecord, (await readPage(session, { filter, page }, {})).map(withId), NAME);
}

export async function listAccountIds(
  session: MongoSession,
  filter: AccountFilter,
  page: PageRequest,
): Promise<readonly AccountId[]> {
  const documents = await readPage(session, { filter, page }, { _id: 1 });
  return decodeAll(idDocument, documents.map(withId), NAME).map(({ id }) => id);
}

interface AccountPage {
  readonly filter: AccountFilter;
  readonly page: PageRequest;
}

async function readPage(
  session: MongoSession,
  { filter, page: { after, through, limit } }: AccountPage,
  projection: Document,
) {
  const range = { $gt: after ?? '', ...(through === undefined ? {} : { $lte: through }) };
  const wanted = { $and: [await accountFilter(session, filter), { _id: range }] };
  return session.run(() => session.byId(NAME).find(wanted, { projection }).sort({ _id: 1 }).limit(limit).toArray());
}

/** Every id of the filter: what sums and counts over accounts are limited to. */
export async function accountIds(session: MongoSession, filter: AccountFilter): Promise<ReadonlySet<AccountId>> {
  const wanted = await accountFilter(session, filter);
  const documents = await session.run(() =>
    session
      .byId(NAME)
      .find(wanted, { projection: { _id: 1 } })
      .toArray(),
  );
  return new Set(decodeAll(idDocument, documents.map(withId), NAME).map(({ id }) => id));
}

export async function accountFilter(session: MongoSession, filter: AccountFilter): Promise<Filter<IdDocument>> {
  const { accounts, cohort, includeArchived, search, failedOn, recorded } = filter;
  const narrowed = [
    ...(failedOn === undefined ? [] : [await accountsWithDay(session, failedDay(failedOn))]),
    ...(recorded === undefined ? [] : [await accountsWithDay(session, recordedDay(recorded))]),
  ];
  return {
    ...(includeArchived === true ? {} : { status: 'active' }),
    ...(cohort === undefined ? {} : { cohort }),
    ...(accounts === undefined ? {} : { _id: { $in: [...accounts] } }),
    ...(search === undefined ? {} : { $or: [{ _id: holds(search) }, { name: holds(search) }] }),
    ...(narrowed.length === 0 ? {} : { $and: narrowed.map((ids) => ({ _id: { $in: ids } })) }),
  };
}

/** Any case; every character stands for itself. */
const holds = (text: string) => ({ $regex: text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'), $options: 'i' });

const failedDay = ({ pipeline, date }: FailedDay): Filter<IdDocument> => ({
  pipeline,
  date,
  kind: 'account-day',
  status: 'failed',
});

const recordedDay = ({ pipeline, from, to, status, errorCode }: RecordedDay): Filter<IdDocument> => ({
  pipeline,
  date: { $gte: from, $lte: to },
  kind: 'account-day',
  ...(status === undefined ? {} : { status }),
  ...(errorCode === undefined ? {} : { errorCode }),
});

/** Each once. */
async function accountsWithDay(session: MongoSession, day: Filter<IdDocument>): Promise<AccountId[]> {
  const ids: readonly unknown[] = await session.run(() => session.byId('runs').distinct('accountId', day));
  return z.array(accountId).parse(ids);
}

const cohortDocument = idDocument.extend({ cohort: z.string() });

/** The cohort of every account of the filter. */
export async function accountCohorts(
  session: MongoSession,
  filter: AccountFilter,
): Promise<ReadonlyMap<AccountId, string>> {
  const wanted = await accountFilter(session, filter);
  const documents = await session.run(() =>
    session
      .byId(NAME)
      .find(wanted, { projection: { cohort: 1 } })
      .toArray(),
  );
  return new Map(decodeAll(cohortDocument, documents.map(withId), NAME).map(({ id, cohort }) => [id, cohort]));
}
