// A table and the shape of its rows: the SQL that names every column, and the way there and back. SQLite knows no flags,
// lists or objects; flags are kept as 0 and 1, lists and objects as JSON text.
import { z } from 'zod';
import { decodeAll } from '../records.ts';
import { assertStorable } from '../storable.ts';
import type { SqlParameter } from './connection.ts';

export interface Table<Row> {
  readonly name: string;
  /** `SELECT <every field AS its name> FROM <table>` */
  readonly select: string;
  /** `INSERT INTO <table> (…) VALUES (…)` */
  readonly insert: string;
  /** `ON CONFLICT (<key>) DO UPDATE` of every column. */
  readonly replaceOnConflict: string;
  /** Parameters of `insert`. */
  encode(record: { readonly [Field in keyof Row]: unknown }): readonly SqlParameter[];
  /** Rows of `select`. @throws MorrowError STORE_INCOMPATIBLE. */
  decode(rows: readonly unknown[]): Row[];
}

/**
 * @param schema one entry per column, named as its field.
 * @param key the fields that a record is replaced by.
 */
export function defineTable<S extends z.ZodObject>(
  name: string,
  schema: S,
  key: readonly string[] = ['id'],
): Table<z.output<S>> {
  const fields = Object.keys(schema.shape);
  const columns = fields.map(columnOf);
  return {
    name,
    select: `SELECT ${fields.map((field) => `${name}.${columnOf(field)} AS "${field}"`).join(', ')} FROM ${name}`,
    insert: `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    replaceOnConflict: `ON CONFLICT (${key.map(columnOf).join(', ')}) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    encode: (record) => fields.map((field) => toColumn(Reflect.get(record, field))),
    decode: (rows) => decodeAll(schema, rows, name),
  };
}

/** A value as one column keeps it. @throws TypeError for what cannot be kept. */
export function toColumn(value: unknown): SqlParameter {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      return value === null || Buffer.isBuffer(value) ? value : jsonOf(value);
    default:
      throw new TypeError(`A ${typeof value} cannot be stored.`);
  }
}

function jsonOf(value: object): string {
  assertStorable(value);
  return JSON.stringify(value);
}

const RENAMED: Readonly<Record<string, string>> = {
  from: 'from_date',
  to: 'to_date',
  by: 'decided_by',
  values: '"values"',
};

/** The snake_case column of a camelCase field. */
const columnOf = (field: string): string =>
  RENAMED[field] ?? field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
