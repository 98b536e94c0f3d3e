// Accounts in MongoDB.
import type { Document, Filter } from 'mongodb';
import { z } from 'zod';
import type { AccountId } from '../../domain/ids.ts';
import type { AccountFilter, AccountStore, PageRequest } from '../../ports/store.ts';
import { accountId, accountRecord, decode, decodeAll } from '../records.ts';
import { accountExists } from '../rules.ts';
import { withId, withIdFirst } from './documents.ts';
import { isDuplicateKey } from './errors.ts';
import type { IdDocument, MongoSession } from './session.ts';

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
      await session.runUpsert(() => accounts.replaceOne({ _id }, rest, { upsert: true }));
    },
    list: async (filter, request) =>
      decodeAll(accountRecord, (await readPage(session, { filter, page: request }, {})).map(withId), NAME),
    listIds: (filter, request) => listAccountIds(session, filter, request),
    count: (filter) => session.run(() => accounts.countDocuments(accountFilter(filter))),
  };
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

function readPage(
  session: MongoSession,
  { filter, page: { after, through, limit } }: AccountPage,
  projection: Document,
) {
  const range = { $gt: after ?? '', ...(through === undefined ? {} : { $lte: through }) };
  const wanted = { $and: [accountFilter(filter), { _id: range }] };
  return session.run(() => session.byId(NAME).find(wanted, { projection }).sort({ _id: 1 }).limit(limit).toArray());
}

/** Every id of the filter: what sums and counts over accounts are limited to. */
export async function accountIds(session: MongoSession, filter: AccountFilter): Promise<ReadonlySet<AccountId>> {
  const documents = await session.run(() =>
    session
      .byId(NAME)
      .find(accountFilter(filter), { projection: { _id: 1 } })
      .toArray(),
  );
  return new Set(decodeAll(idDocument, documents.map(withId), NAME).map(({ id }) => id));
}

function accountFilter({ accounts, cohort, includeArchived }: AccountFilter): Filter<IdDocument> {
  return {
    ...(includeArchived === true ? {} : { status: 'active' }),
    ...(cohort === undefined ? {} : { cohort }),
    ...(accounts === undefined ? {} : { _id: { $in: [...accounts] } }),
  };
}

const cohortDocument = idDocument.extend({ cohort: z.string() });

/** The cohort of every account of the filter. */
export async function accountCohorts(
  session: MongoSession,
  filter: AccountFilter,
): Promise<ReadonlyMap<AccountId, string>> {
  const documents = await session.run(() =>
    session
      .byId(NAME)
      .find(accountFilter(filter), { projection: { cohort: 1 } })
      .toArray(),
  );
  return new Map(decodeAll(cohortDocument, documents.map(withId), NAME).map(({ id, cohort }) => [id, cohort]));
}
