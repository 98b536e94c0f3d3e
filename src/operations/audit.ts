// Who changed what: written by the operations that change something, read by admins.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { AuditEntry } from '../ports/store.ts';
import { currentCaller, settleAudit } from './caller.ts';
import type { OperationsDeps } from './deps.ts';
import { parseInput } from './input.ts';
import { idCursor } from './list-page.ts';

export interface Change {
  /** Such as `account.change`. */
  readonly action: string;
  /** Such as `account/u1`. */
  readonly subject: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

type AuditDeps = Pick<OperationsDeps, 'store' | 'clock' | 'reportUnaudited'>;

/**
 * Adds a change to the audit log, for the present caller. Call it when the change is done: what fails leaves no entry. It never
 * fails: the change is done, and an error would have its caller do it again. An entry that cannot be written is reported whole.
 */
export async function recordChange(deps: AuditDeps, change: Change): Promise<void> {
  const entry = entryOf(deps, change);
  try {
    await deps.store.audit.append(entry);
  } catch (error) {
    (deps.reportUnaudited ?? warnOfUnaudited)(entry, error);
  }
  settleAudit();
}

function entryOf({ clock }: AuditDeps, change: Change): AuditEntry {
  const { kind, name, requestId = null, address = null } = currentCaller();
  const at = clock.now().toISOString();
  return {
    id: newEntryId(at),
    at,
    actorKind: kind,
    actor: name,
    action: change.action,
    subject: change.subject.slice(0, 300),
    before: shown(change.before),
    after: shown(change.after),
    requestId,
    address,
  };
}

/** For the command line, whose messages stand on stderr. Entries hold no secrets. */
function warnOfUnaudited(entry: AuditEntry, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    `Warning: done, but the audit log did not take the entry (${reason}): ${JSON.stringify(entry)}\n`,
  );
}

let counter = 0;

/** In the order they were written, also within a millisecond of one process. */
const newEntryId = (at: string): string =>
  `${at}/${String((counter += 1) % 1_000_000).padStart(6, '0')}-${randomBytes(3).toString('hex')}`;

export const auditCursor = idCursor(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\/\d{6}-[0-9a-f]{6}$/, (id) =>
  id.slice(0, 24),
);

const LIMIT_BYTES = 16 * 1024;

function shown(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  const plain: unknown = JSON.parse(JSON.stringify(value, maskSecrets));
  const bytes = Buffer.byteLength(JSON.stringify(plain));
  return bytes <= LIMIT_BYTES ? plain : { leftOut: `${bytes} bytes` };
}

const SECRET_NAME = /password|secret|token|credential|authorization|^hash$|^key$|api_?key/i;

/** A replacer for JSON: nothing under a name that means a secret goes on, whatever it holds. */
const maskSecrets = (name: string, value: unknown): unknown =>
  SECRET_NAME.test(name) && value !== null ? '(not kept)' : value;

export const AUDIT_LIST_MAX = 500;

export const auditQuerySchema = z.strictObject({
  actor: z.string().min(1).max(200).optional(),
  action: z.string().min(1).max(100).optional(),
  subject: z.string().min(1).max(300).optional(),
  after: auditCursor.optional(),
  limit: z.int().min(1).max(AUDIT_LIST_MAX).default(50),
});

export interface AuditListing {
  readonly entries: readonly AuditEntry[];
  /** Ask again with `after` set to it; null on the last page. */
  readonly next: string | null;
}

/** Newest first, a page at a time. @throws InvalidInputError. */
export async function listAudit({ store }: Pick<OperationsDeps, 'store'>, query: unknown = {}): Promise<AuditListing> {
  const { actor, action, subject, after, limit } = parseInput(auditQuerySchema, query);
  const found = await store.audit.list({
    limit: limit + 1,
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
    ...(subject === undefined ? {} : { subject }),
    ...(after === undefined ? {} : { before: after }),
  });
  const entries = found.slice(0, limit);
  return { entries, next: found.length > limit ? (entries.at(-1)?.id ?? null) : null };
}
