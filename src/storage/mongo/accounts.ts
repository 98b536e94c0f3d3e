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
  const page = (filter: AccountFilter, { after, through, limit }: PageRequest, projection: Document) =>
    session.run(() =>
      accounts
        .find(
          {
            $and: [
              accountFilter(filter),
              { _id: { $gt: after ?? '', ...(through === undefined ? {} : { $lte: through }) } },
            ],
          },
          { projection },
        )
        .sort({ _id: 1 })
        .limit(limit)
        .toArray(),
    );
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
    list: async (filter, request) => decodeAll(accountRecord, (await page(filter, request, {})).map(withId), NAME),
    listIds: async (filter, request) =>
      decodeAll(idDocument, (await page(filter, request, { _id: 1 })).map(withId), NAME).map(({ id }) => id),
    count: (filter) => session.run(() => accounts.countDocuments(accountFilter(filter))),
  };
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
