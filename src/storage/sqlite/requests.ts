// Bulk predictions and request keys in SQLite.
import { z } from 'zod';
import type { BulkStore, RequestKeyStore } from '../../ports/request-store.ts';
import { packJson, unpackJson } from '../gzip-json.ts';
import { decodeAll, jsonText } from '../records.ts';
import { forgetAccount, type BulkParts } from '../bulk-forgetting.ts';
import { bulkRecord, bulkSums, keptAnswer, partName, requestKeyRecord } from '../request-records.ts';
import { byId } from './by-id.ts';
import type { SqliteSession } from './session.ts';
import { defineTable } from './table.ts';

const bulks = defineTable('bulk_predictions', bulkRecord);

const parts = defineTable(
  'bulk_parts',
  z.object({
    bulkId: z.string(),
    kind: z.string(),
    part: z.number(),
    rows: z.number(),
    refused: z.number(),
    savedAt: z.string(),
    contentGzip: z.instanceof(ArrayBuffer),
  }),
  ['bulkId', 'kind', 'part'],
);

const keys = defineTable('request_keys', requestKeyRecord.extend({ answer: jsonText(keptAnswer).nullable() }));

const FINISH = `UPDATE bulk_predictions SET status = ?, finished_at = ?, error = ? WHERE id = ? AND status = 'running'`;
const PROGRESS = `SELECT COALESCE(SUM(rows), 0) AS answered, COALESCE(SUM(refused), 0) AS refused
  FROM bulk_parts WHERE bulk_id = ? AND kind = 'answered'`;
const FIND_PART = `${parts.select} WHERE bulk_id = ? AND kind = ? AND part = ?`;

export const sqliteBulk = (session: SqliteSession): BulkStore => ({
  ...byId(session, bulks),
  finish: async (id, { status, finishedAt, error }) => {
    await session.write((connection) => connection.run(FINISH, [status, finishedAt, error, id]));
  },
  list: async ({ before, limit }) => {
    const [sql, parameters] = before === null ? ['TRUE', []] : ['id < ?', [before]];
    const query = `${bulks.select} WHERE ${sql} ORDER BY id DESC LIMIT ?`;
    return bulks.decode(await session.read((connection) => connection.all(query, [...parameters, limit])));
  },
  savePart: async ({ content, ...part }) => {
    const row = { ...part, savedAt: session.recordedAt(), contentGzip: await packJson(content) };
    await session.write((connection) =>
      connection.run(`${parts.insert} ${parts.replaceOnConflict}`, parts.encode(row)),
    );
  },
  findPart: async (bulkId, kind, part) => {
    const rows = await session.read((connection) => connection.all(FIND_PART, [bulkId, kind, part]));
    const [row] = parts.decode(rows);
    if (row === undefined) return null;
    return unpackJson(z.unknown(), Buffer.from(row.contentGzip), { table: parts.name, id: `${bulkId}/${part}` });
  },
  progress: async (bulkId) => {
    const rows = await session.read((connection) => connection.all(PROGRESS, [bulkId]));
    return decodeAll(bulkSums, rows, parts.name)[0] ?? { answered: 0, refused: 0 };
  },
  forget: (account) => forgetAccount(sqliteBulkParts(session), account),
});

const LIST_ASKED = "SELECT bulk_id AS bulkId, part FROM bulk_parts WHERE kind = 'asked' ORDER BY bulk_id, part";
const REWRITE = `UPDATE bulk_parts SET content_gzip = ?, refused = ?
  WHERE bulk_id = ? AND kind = ? AND part = ? AND content_gzip = ?`;

export const sqliteBulkParts = (session: SqliteSession): BulkParts => ({
  list: async () => decodeAll(partName, await session.read((connection) => connection.all(LIST_ASKED)), parts.name),
  read: async ({ bulkId, kind, part }) => {
    const rows = await session.read((connection) => connection.all(FIND_PART, [bulkId, kind, part]));
    const [row] = parts.decode(rows);
    if (row === undefined) return null;
    const packed = Buffer.from(row.contentGzip);
    const content = await unpackJson(z.unknown(), packed, { table: parts.name, id: `${bulkId}/${part}` });
    return { bulkId, kind, part, packed, content };
  },
  replace: async ({ bulkId, kind, part, packed }, { content, refused }) => {
    const wanted = [bulkId, kind, part, packed];
    const again = await packJson(content);
    return (await session.write((connection) => connection.run(REWRITE, [again, refused, ...wanted]))) > 0;
  },
});

const CLAIM = `${keys.insert} ON CONFLICT (id) DO UPDATE
  SET fingerprint = excluded.fingerprint, created_at = excluded.created_at, answer = NULL
  WHERE request_keys.created_at < ? OR (request_keys.answer IS NULL AND request_keys.created_at < ?)`;

const ANSWER = 'UPDATE request_keys SET answer = ? WHERE id = ? AND created_at = ?';
const RELEASE = 'DELETE FROM request_keys WHERE id = ? AND created_at = ? AND answer IS NULL';

export const sqliteRequestKeys = (session: SqliteSession): RequestKeyStore => ({
  claim: (key, { expiredBefore, abandonedBefore }) =>
    session.write((connection) => {
      const row = keys.encode({ ...key, answer: null });
      const taken = connection.run(CLAIM, [...row, expiredBefore, abandonedBefore]);
      if (taken > 0) return null;
      return keys.decode(connection.all(`${keys.select} WHERE id = ?`, [key.id]))[0] ?? null;
    }),
  answer: async ({ id, createdAt }, answer) => {
    await session.write((connection) => connection.run(ANSWER, [JSON.stringify(answer), id, createdAt]));
  },
  release: async ({ id, createdAt }) => {
    await session.write((connection) => connection.run(RELEASE, [id, createdAt]));
  },
});
