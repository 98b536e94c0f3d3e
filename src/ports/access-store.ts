// What is remembered of those who may come in, and of what they changed. Part of the store's port; its rules hold here too.
import type { CallerKind, Role } from '../domain/access.ts';

/** An API key without its secret, which nobody can read again. All instants are ISO text. */
export interface ApiKeyRecord {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** SHA-256 of the secret, hexadecimal; 160 random bits need no slow hash. */
  readonly hash: string;
  readonly createdBy: string;
  readonly createdAt: string;
  /** Null: never. */
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
}

export interface ApiKeyStore {
  /** Inserts or replaces. */
  save(key: ApiKeyRecord): Promise<void>;
  find(id: string): Promise<ApiKeyRecord | null>;
  /** Newest first. */
  list(): Promise<readonly ApiKeyRecord[]>;
  /** Changes that one field only, so that it never undoes a revocation. */
  touch(id: string, at: string): Promise<void>;
  /** The first revocation counts. Nothing when there is no such key. */
  revoke(id: string, at: string): Promise<void>;
}

export const USER_STATUSES = ['active', 'disabled'] as const;

export interface UserRecord {
  /** The name that the person signs in with. */
  readonly id: string;
  readonly role: Role;
  /** `scrypt$<log2 N>$<r>$<p>$<salt>$<hash>`. */
  readonly password: string;
  readonly status: (typeof USER_STATUSES)[number];
  readonly createdAt: string;
  readonly passwordAt: string;
}

export interface UserStore {
  find(id: string): Promise<UserRecord | null>;
  /** Inserts. @throws MorrowError USER_EXISTS (not retryable). */
  add(user: UserRecord): Promise<void>;
  /** Writes when what is stored is `before` to the last field. False: somebody was faster, or it is gone; nothing was written. */
  replace(before: UserRecord, after: UserRecord): Promise<boolean>;
  /** By name. */
  list(): Promise<readonly UserRecord[]>;
  remove(id: string): Promise<void>;
}

export interface SessionRecord {
  /** SHA-256 of what the cookie holds. */
  readonly id: string;
  readonly userId: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  /** The end, however much it is used. */
  readonly expiresAt: string;
}

export interface SessionStore {
  save(session: SessionRecord): Promise<void>;
  find(id: string): Promise<SessionRecord | null>;
  /** Changes `lastSeenAt` only, and never brings a session back. */
  touch(id: string, at: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Ends every session of a user. */
  removeOf(userId: string): Promise<void>;
  /** Takes those away that had ended before the instant. */
  removeExpired(before: string): Promise<void>;
}

export interface AccessStore {
  readonly keys: ApiKeyStore;
  readonly users: UserStore;
  readonly sessions: SessionStore;
}

/** One change: who, when, what, before and after. Never changed or deleted, also not by retention. */
export interface AuditEntry {
  /** Sorts by time: `<ISO instant>/<count>-<random>`. */
  readonly id: string;
  readonly at: string;
  readonly actorKind: CallerKind;
  readonly actor: string;
  /** Such as `account.change`. */
  readonly action: string;
  /** What was changed, such as `account/u1`. */
  readonly subject: string;
  /** JSON; null: there was nothing, or nothing to compare. Secrets are left out. */
  readonly before: unknown;
  readonly after: unknown;
  readonly requestId: string | null;
  readonly address: string | null;
}

export interface AuditQuery {
  readonly actor?: string;
  readonly action?: string;
  readonly subject?: string;
  /** Only entries with an id before it: the last of the page before. */
  readonly before?: string;
  readonly limit: number;
}

export interface AuditStore {
  /** The same id again changes nothing. */
  append(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  list(query: AuditQuery): Promise<readonly AuditEntry[]>;
}
