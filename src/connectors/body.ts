// Bodies as text and JSON, refused without quoting them.
import { schemaFailure, type Subject } from './failures.ts';

/** UTF-8 or nothing: a replacement character in a figure or an id would be found much later. */
export function decodeText(bytes: Buffer, subject: Subject): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw schemaFailure(subject, 'not UTF-8');
  }
}

/** @throws MorrowError SOURCE_SCHEMA_INVALID without the parser's own message, which quotes the body. */
export function parseJson(text: string, subject: Subject): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw schemaFailure(subject, `not JSON, ${text.length} characters`);
  }
}
