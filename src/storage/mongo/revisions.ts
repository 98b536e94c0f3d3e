// Facts with revisions in MongoDB, without transactions: the unique index on key and revision decides between racing
// writers, and the one that comes second reads again.
import type { Document, Filter } from 'mongodb';
import { z } from 'zod';
import type { SaveOutcome } from '../../domain/revision.ts';
import { decodeAll } from '../records.ts';
import { chunksOf, ROWS_PER_WRITE } from '../rules.ts';
import { duplicateIndexes } from './errors.ts';
import { untilSettled } from './retry.ts';
import type { MongoSession } from './session.ts';

export interface RevisedCollection<Fact extends object> {
  readonly name: string;
  /** The fields of the business key; account first, then the date. */
  readonly keyFields: readonly [string, string, ...string[]];
  hash(fact: Fact): string;
  encode(fact: Fact): object;
}

interface Item {
  readonly key: string;
  readonly fields: ReadonlyMap<string, unknown>;
  readonly hash: string;
  readonly document: object;
  outcome: SaveOutcome | null;
}

/** Outcomes in the order of the facts. A repeated call changes nothing. */
export async function saveRevised<Fact extends object>(
  session: MongoSession,
  collection: RevisedCollection<Fact>,
  facts: readonly Fact[],
): Promise<readonly SaveOutcome[]> {
  const items = facts.map((fact) => toItem(collection, fact));
  for (const wave of wavesOf(items)) {
    for (const chunk of chunksOf(wave, ROWS_PER_WRITE)) await saveDistinct(session, collection, chunk);
  }
  return items.map(({ outcome }) => outcome).filter((outcome) => outcome !== null);
}

function toItem<Fact extends object>({ keyFields, hash, encode }: RevisedCollection<Fact>, fact: Fact): Item {
  const values = new Map<string, unknown>(Object.entries(fact));
  const fields = new Map(keyFields.map((field) => [field, values.get(field)]));
  return { key: keyText([...fields.values()]), fields, hash: hash(fact), document: encode(fact), outcome: null };
}

const keyText = (values: readonly unknown[]): string => JSON.stringify(values);

/** A key that occurs again goes into a later wave: it is a revision of the one before. */
function wavesOf(items: readonly Item[]): readonly (readonly Item[])[] {
  const waves: Item[][] = [];
  const seen = new Map<string, number>();
  for (const item of items) {
    const wave = seen.get(item.key) ?? 0;
    seen.set(item.key, wave + 1);
    (waves[wave] ??= []).push(item);
  }
  return waves;
}

async function saveDistinct<Fact extends object>(
  session: MongoSession,
  collection: RevisedCollection<Fact>,
  items: readonly Item[],
): Promise<void> {
  let open = items;
  await untilSettled(collection.name, async () => {
    open = await saveRound(session, collection, open);
    return open.length === 0 ? true : null;
  });
}

/** Returns the items that another writer was faster with. */
async function saveRound<Fact extends object>(
  session: MongoSession,
  collection: RevisedCollection<Fact>,
  items: readonly Item[],
): Promise<readonly Item[]> {
  const current = await readCurrent(session, collection, items);
  const changed: { readonly item: Item; readonly revision: number }[] = [];
  for (const item of items) {
    const known = current.get(item.key);
    if (known?.hash === item.hash) item.outcome = { outcome: 'unchanged', revision: known.revision };
    else changed.push({ item, revision: (known?.revision ?? 0) + 1 });
  }
  const recordedAt = session.recordedAt();
  const lost = await insertAll(
    session,
    collection.name,
    changed.map(({ item, revision }) => ({ ...item.document, revision, hash: item.hash, recordedAt })),
  );
  changed.forEach(({ item, revision }, index) => {
    if (!lost.has(index)) item.outcome = { outcome: revision === 1 ? 'added' : 'revised', revision };
  });
  return changed.filter((_, index) => lost.has(index)).map(({ item }) => item);
}

async function insertAll(session: MongoSession, name: string, documents: Document[]): Promise<ReadonlySet<number>> {
  if (documents.length === 0) return new Set();
  const inserts = documents.map((document) => ({ insertOne: { document } }));
  return session.run(async () => {
    try {
      await session.facts(name).bulkWrite(inserts, { ordered: false });
      return new Set<number>();
    } catch (error) {
      const duplicates = duplicateIndexes(error);
      if (duplicates === null) throw error;
      return duplicates;
    }
  });
}

const currentDocument = z.looseObject({ revision: z.int(), hash: z.string() });

async function readCurrent<Fact extends object>(
  session: MongoSession,
  { name, keyFields }: RevisedCollection<Fact>,
  items: readonly Item[],
): Promise<ReadonlyMap<string, { readonly revision: number; readonly hash: string }>> {
  const projection = Object.fromEntries([...keyFields, 'revision', 'hash'].map((field) => [field, 1]));
  const documents = await session.run(() =>
    session.facts(name).find(sameAccountAndDate(keyFields, items), { projection }).sort({ revision: 1 }).toArray(),
  );
  return new Map(
    decodeAll(currentDocument, documents, name).map((row) => [keyText(keyFields.map((field) => row[field])), row]),
  );
}

/** One branch per account, each served by the unique index. */
function sameAccountAndDate(
  [account, date]: readonly [string, string, ...string[]],
  items: readonly Item[],
): Filter<Document> {
  const datesOf = new Map<unknown, Set<unknown>>();
  for (const { fields } of items) {
    const id = fields.get(account);
    datesOf.set(id, (datesOf.get(id) ?? new Set()).add(fields.get(date)));
  }
  return { $or: [...datesOf].map(([id, dates]) => ({ [account]: id, [date]: { $in: [...dates] } })) };
}

/** The newest revision of each key, in the order of the rows, which come oldest revision first. */
export function keepCurrent<Row extends { readonly revision: number }>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): readonly Row[] {
  const current = new Map<string, Row>();
  for (const row of rows) current.set(keyOf(row), row);
  return [...current.values()];
}
