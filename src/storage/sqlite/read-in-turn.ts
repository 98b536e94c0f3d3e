// Reads of several statements: each keeps the process for some ten milliseconds, heartbeats and requests get their turn in between.
import { setImmediate as othersTurn } from 'node:timers/promises';
import type { z } from 'zod';
import { decodeAll } from '../records.ts';
import type { SqlParameter } from './connection.ts';
import type { SqliteSession } from './session.ts';

export type ReadInTurn = <S extends z.ZodType>(
  schema: S,
  sql: string,
  parameters: readonly SqlParameter[],
) => Promise<readonly z.output<S>[]>;

/** @param what named when a row cannot be read. */
export const readInTurn =
  (session: SqliteSession, what: string): ReadInTurn =>
  async (schema, sql, parameters) => {
    await othersTurn();
    return decodeAll(schema, await session.read((connection) => connection.all(sql, parameters)), what);
  };
