// Champions and challengers of many accounts, in MongoDB. Champions are told by their place in the sequence, as for one account.
import { z } from 'zod';
import type { StoredModel } from '../../domain/forecast/types.ts';
import type { AccountId } from '../../domain/ids.ts';
import type { AccountFilter, PageRequest } from '../../ports/store.ts';
import { accountId, decodeAll } from '../records.ts';
import { listAccountIds } from './accounts.ts';
import { findModels, MODELS, type ModelRow, toStored } from './model-documents.ts';
import type { MongoSession } from './session.ts';

const promotedDocument = z.object({
  _id: z.string(),
  accountId,
  promotion: z.object({ sequence: z.int() }),
});

/** Accounts without a model take no place on the page, so further ones are read until it is full. */
export async function listCurrent(
  session: MongoSession,
  filter: AccountFilter,
  page: PageRequest,
): Promise<readonly StoredModel[]> {
  const found: ModelRow[][] = [];
  let { after } = page;
  for (let more = true; more && found.length < page.limit;) {
    const ids = await listAccountIds(session, filter, { ...page, after });
    more = ids.length === page.limit;
    after = ids.at(-1) ?? after;
    const current = await currentOf(session, ids);
    const groups = ids.map((id) => current.filter((row) => row.accountId === id));
    found.push(...groups.filter((group) => group.length > 0));
  }
  return found.slice(0, page.limit).flat().map(toStored);
}

/** The champion before the challenger. */
async function currentOf(session: MongoSession, accounts: readonly AccountId[]): Promise<readonly ModelRow[]> {
  const champions = await findModels(session, { _id: { $in: [...(await championIds(session, accounts))] } });
  const waiting = await findModels(session, { accountId: { $in: [...accounts] }, stage: 'challenger' });
  const newest = waiting.filter(
    (row) => !waiting.some((other) => other.accountId === row.accountId && other.version > row.version),
  );
  const challengers = newest.filter(({ promotion }) => promotion === null);
  return [...champions.map((row) => ({ ...row, stage: 'champion' as const })), ...challengers];
}

async function championIds(session: MongoSession, accounts: readonly AccountId[]): Promise<readonly string[]> {
  const projection = { accountId: 1, 'promotion.sequence': 1 };
  const promoted = { accountId: { $in: [...accounts] }, 'promotion.sequence': { $gte: 1 } };
  const documents = await session.run(() =>
    session.byId(MODELS).find(promoted, { projection }).sort({ 'promotion.sequence': 1 }).toArray(),
  );
  const rows = decodeAll(promotedDocument, documents, MODELS);
  return [...new Map(rows.map((row) => [row.accountId, row._id])).values()];
}
