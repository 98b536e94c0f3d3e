// A page of a list that is newest first: where it ends is an opaque word, from which the next one goes on.
import { z } from 'zod';
import type { ListPlace } from '../ports/store.ts';

export interface ListPage<Row> {
  readonly rows: readonly Row[];
  /** Ask again with `after` set to it; null: the end. */
  readonly next: string | null;
}

const placeSchema = z.tuple([z.string(), z.string()]);

const wordOf = ({ at, id }: ListPlace): string => Buffer.from(JSON.stringify([at, id])).toString('base64url');

function placeOf(word: string): ListPlace | null {
  try {
    const [at, id] = placeSchema.parse(JSON.parse(Buffer.from(word, 'base64url').toString()));
    return { at, id };
  } catch {
    return null;
  }
}

/** The `next` of the page before. */
export const listCursor = z
  .string()
  .max(1_000)
  .meta({ description: 'The `next` of the page before.' })
  .transform((word, context): string => {
    if (placeOf(word) === null) {
      context.issues.push({ code: 'custom', message: 'must be the `next` of the page before', input: word });
    }
    return word;
  });

/** The same where it is the id of the last row. @param form of such ids: what has another one never was a `next`. */
export const idCursor = (form: RegExp) =>
  z
    .string()
    .regex(form, 'must be the `next` of the page before')
    .meta({ description: 'The `next` of the page before.' });

/** One more than asked for is read, to know whether there is more. */
export async function readPage<Row extends { readonly id: string }>(
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
  list: (page: { readonly after?: ListPlace; readonly limit: number }) => Promise<readonly Row[]>,
  timeOf: (row: Row) => string,
): Promise<ListPage<Row>> {
  const place = after === undefined ? null : placeOf(after);
  const found = await list({ limit: limit + 1, ...(place === null ? {} : { after: place }) });
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, next: last === undefined || found.length <= limit ? null : wordOf({ at: timeOf(last), id: last.id }) };
}
