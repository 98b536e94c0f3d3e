// Facts with revisions in SQLite: the same content writes nothing, other content is added behind the current revision.
import { z } from 'zod';
import type { Revised, SaveOutcome } from '../../domain/revision.ts';
import { decodeAll } from '../records.ts';
import { chunksOf, ROWS_PER_WRITE } from '../rules.ts';
import type { SqlParameter, SqliteConnection } from './connection.ts';
import type { SqliteSession } from './session.ts';

export interface RevisedTable<Fact> {
  readonly table: {
    readonly name: string;
    readonly insert: string;
    encode(row: Fact & Revised): readonly SqlParameter[];
  };
  /** The columns of the business key, without `revision`. */
  readonly keyColumns: readonly string[];
  key(fact: Fact): readonly SqlParameter[];
  hash(fact: Fact): string;
  /** Told in the same transaction about facts that were added or revised. */
  changed?(connection: SqliteConnection, facts: readonly Fact[]): void;
}

type RevisedKey = Pick<RevisedTable<never>, 'keyColumns'> & { readonly table: { readonly name: string } };

const currentRow = z.object({ revision: z.int(), hash: z.string() });

/** Outcomes in the order of the facts. Each part of some hundred facts is one transaction; a repeated call changes nothing. */
export async function saveRevised<Fact>(
  session: SqliteSession,
  revised: RevisedTable<Fact>,
  facts: readonly Fact[],
): Promise<readonly SaveOutcome[]> {
  const outcomes: SaveOutcome[] = [];
  for (const chunk of chunksOf(facts, ROWS_PER_WRITE)) {
    const saved = await session.write((connection) => {
      const save = saver(connection, revised, session.recordedAt());
      const saves = chunk.map(save);
      revised.changed?.(
        connection,
        chunk.filter((_, index) => saves[index]?.outcome !== 'unchanged'),
      );
      return saves;
    });
    outcomes.push(...saved);
  }
  return outcomes;
}

const saver =
  <Fact>(connection: SqliteConnection, revised: RevisedTable<Fact>, recordedAt: string) =>
  (fact: Fact): SaveOutcome => {
    const current = readCurrent(connection, revised, fact);
    const hash = revised.hash(fact);
    if (current?.hash === hash) return { outcome: 'unchanged', revision: current.revision };
    const revision = (current?.revision ?? 0) + 1;
    connection.run(revised.table.insert, revised.table.encode({ ...fact, revision, hash, recordedAt }));
    return { outcome: revision === 1 ? 'added' : 'revised', revision };
  };

function readCurrent<Fact>(connection: SqliteConnection, { table, keyColumns, key }: RevisedTable<Fact>, fact: Fact) {
  const sameKey = keyColumns.map((column) => `${column} = ?`).join(' AND ');
  const sql = `SELECT revision, hash FROM ${table.name} WHERE ${sameKey} ORDER BY revision DESC LIMIT 1`;
  return decodeAll(currentRow, connection.all(sql, key(fact)), table.name)[0];
}

/** A condition: only the newest revision of each key. */
export function isCurrent({ table: { name }, keyColumns }: RevisedKey): string {
  const sameKey = keyColumns.map((column) => `newest.${column} = ${name}.${column}`).join(' AND ');
  return `${name}.revision = (SELECT MAX(newest.revision) FROM ${name} AS newest WHERE ${sameKey})`;
}
