// An entry of the audit log as both stores keep it.
import type { AuditEntry } from '../ports/access-store.ts';
import { assertStorable } from './storable.ts';

/** What was changed becomes JSON text. @throws TypeError for what JSON would change without a word, such as NaN. */
export function auditRow({ before, after, ...entry }: AuditEntry) {
  assertStorable([before, after]);
  return { ...entry, before: JSON.stringify(before ?? null), after: JSON.stringify(after ?? null) };
}
