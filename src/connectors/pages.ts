// Follows a source's pages to the end, however the source points to the next one, and never for ever.
import type { z } from 'zod';
import { parseJson } from './body.ts';
import { schemaFailure, type Subject } from './failures.ts';

export const MAX_PAGES = 10_000;
/** Characters of one report over all pages: more does not belong into one step. */
const MAX_REPORT_CHARACTERS = 256 * 1024 * 1024;

export interface PagedReport {
  readonly subject: Subject;
  /** The page that a cursor points to; undefined asks for the first. */
  readonly fetchPage: (cursor: string | undefined) => Promise<string>;
  /** Finds the next cursor in a page; null, undefined and '' end the report. */
  readonly nextCursor: z.ZodType<string | null | undefined>;
}

/** @throws MorrowError SOURCE_SCHEMA_INVALID for a page that is no JSON, a cursor that is no text or repeats, and no end. */
export async function collectPages({ subject, fetchPage, nextCursor }: PagedReport): Promise<readonly string[]> {
  const pages: string[] = [];
  const seen = new Set<string>();
  let characters = 0;
  for (let cursor: string | undefined; pages.length < MAX_PAGES;) {
    const page = await fetchPage(cursor);
    pages.push(page);
    characters += page.length;
    if (characters > MAX_REPORT_CHARACTERS)
      throw schemaFailure(subject, `more than ${MAX_REPORT_CHARACTERS} characters`);
    const next = cursorOf(page, nextCursor, subject);
    if (!next) return pages;
    if (seen.has(next)) throw schemaFailure(subject, `page ${pages.length} points back to an earlier one`);
    seen.add(next);
    cursor = next;
  }
  throw schemaFailure(subject, `no end after ${MAX_PAGES} pages`);
}

function cursorOf(page: string, nextCursor: PagedReport['nextCursor'], subject: Subject): string | null | undefined {
  const cursor = nextCursor.safeParse(parseJson(page, subject));
  if (!cursor.success) throw schemaFailure(subject, 'the pointer to the next page is not where it is documented');
  return cursor.data;
}
