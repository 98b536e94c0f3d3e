// A page of a list that is newest first: where it ends is an opaque word, from which the next one goes on.
import { z } from 'zod';
import { isIsoDate } from '../domain/calendar/dates.ts';
import { isAccountId } from '../domain/ids.ts';
import type { ListPlace } from '../ports/store.ts';

export interface ListPage<Row> {
  readonly rows: readonly Row[];
  /** Ask again with `after` set to it; null: the end. */
  readonly next: string | null;
}

/** Half of a character cannot be written in what a store is asked with. */
const placeSchema = z.tuple([z.iso.datetime({ offset: true }), z.string().regex(/^\P{Surrogate}+$/u)]);

const wordOf = ({ at, id }: ListPlace): string => Buffer.from(JSON.stringify([at, id])).toString('base64url');

function placeOf(word: string): ListPlace | null {
  try {
    const [at, id] = placeSchema.parse(JSON.parse(Buffer.from(word, 'base64url').toString()));
    return { at, id };
  } catch {
    return null;
  }
}

/** What is wrong with a place that a list never named, as a refinement of zod takes it. */
export const NOT_A_PLACE = {
  error: 'must be the `next` of the page before; begin again without it',
  params: { code: 'INVALID_CURSOR' },
} as const;
const description = 'The `next` of the page before.';

/** The `next` of the page before. @throws InvalidInputError INVALID_CURSOR, as all that follow. */
export const listCursor = z
  .string()
  .refine((word) => word.length <= 1_000 && placeOf(word) !== null, NOT_A_PLACE)
  .meta({ description });

/**
 * The same where it is the id of the last row. @param form of such ids: what has another one never was a `next`.
 * @param timeOf what in an id is an instant or a date, as ISO text: one that no calendar has never was there either.
 */
export const idCursor = (form: RegExp, timeOf: (id: string) => string = () => '1970-01-01') =>
  z
    .string()
    .refine((id) => form.test(id) && isInCalendar(timeOf(id)), NOT_A_PLACE)
    .meta({ description, pattern: form.source });

/** `Date.parse` alone takes 30 February for 2 March. */
const isInCalendar = (time: string): boolean => isIsoDate(time.slice(0, 10)) && !Number.isNaN(Date.parse(time));

/** The same where it is the account of the last row. */
export const accountCursor = z
  .string()
  .refine(isAccountId, NOT_A_PLACE)
  .meta({ description, pattern: '^[a-z0-9][a-z0-9._-]{0,47}$', examples: ['u1'] });

/** The same where it is the id of a row that only the list itself knows. */
export const rowCursor = z
  .string()
  .refine((id) => id !== '' && id.length <= 100, NOT_A_PLACE)
  .meta({ description });

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
