// Accounts in MongoDB.
import type { Document, Filter } from 'mongodb';
import { z } from 'zod';
import type { FailedDay } from '../../contract/workflow-ids.ts';
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
    count: async (filter) => {
      const wanted = await accountFilter(session, filter);
      return session.run(() => accounts.countDocuments(wanted));
    },
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
  const { accounts, cohort, includeArchived, failedOn } = filter;
  const failed = failedOn === undefined ? [] : [{ _id: { $in: await failedAccounts(session, failedOn) } }];
  return {
    ...(includeArchived === true ? {} : { status: 'active' }),
    ...(cohort === undefined ? {} : { cohort }),
    ...(accounts === undefined ? {} : { _id: { $in: [...accounts] } }),
    ...(failed.length === 0 ? {} : { $and: failed }),
  };
}

const failedDocument = z.object({ accountId });

async function failedAccounts(session: MongoSession, { pipeline, date }: FailedDay): Promise<AccountId[]> {
  const failed = { pipeline, date, kind: 'account-day', status: 'failed' };
  const documents = await session.run(() =>
    session
      .byId('runs')
      .find(failed, { projection: { accountId: 1 } })
      .toArray(),
  );
  return decodeAll(failedDocument, documents, 'runs').map((run) => run.accountId);
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
