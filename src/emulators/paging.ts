// Page tokens: opaque to clients, good for the very report they came from and for no other.
import { badRequest } from './wire.ts';

export interface Page {
  readonly size: number;
  readonly offset: number;
}

/** @param report names the report; a token of another one is refused. */
export function readToken(token: unknown, report: string): number {
  if (token === undefined || token === null) return 0;
  const text = typeof token === 'string' ? Buffer.from(token, 'base64url').toString('utf8') : '';
  const offset = text.startsWith(`${report} `) ? Number(text.slice(report.length + 1)) : Number.NaN;
  if (!Number.isInteger(offset) || offset < 1) throw badRequest('The page token does not belong to this report.');
  return offset;
}

/** The token of the page after this one; null on the last. */
export function nextToken(page: Page, rows: number, report: string): string | null {
  const offset = page.offset + page.size;
  return offset < rows ? Buffer.from(`${report} ${offset}`).toString('base64url') : null;
}
