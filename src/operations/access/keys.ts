// API keys: made, shown once, listed without their secret, revoked, and recognised.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { MorrowError } from '../../contract/errors.ts';
import { ROLES, parseApiKey, type Role } from '../../domain/access.ts';
import type { ApiKeyRecord } from '../../ports/store.ts';
import { recordChange } from '../audit.ts';
import { currentCaller } from '../caller.ts';
import type { OperationsDeps } from '../deps.ts';
import { parseInput } from '../input.ts';
import { lineOfText } from '../values.ts';

type KeyDeps = Pick<OperationsDeps, 'store' | 'clock'>;

const DAY_MS = 24 * 60 * 60 * 1_000;
export const KEY_STATUSES = ['active', 'expired', 'revoked'] as const;

export const keyRequestSchema = z
  .strictObject({
    name: lineOfText(80).describe('What uses it.'),
    role: z.enum(ROLES),
    expiresInDays: z.int().min(1).max(3_650).nullable().default(null).describe('Null: it never expires.'),
  })
  .meta({ id: 'KeyRequest', examples: [{ name: 'nightly import', role: 'operator', expiresInDays: 90 }] });

/** A key as it may be shown. */
export interface ApiKeyView {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** How it begins. */
  readonly prefix: string;
  readonly status: (typeof KEY_STATUSES)[number];
  readonly createdBy: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  /** To the minute. */
  readonly lastUsedAt: string | null;
}

export interface CreatedKey extends ApiKeyView {
  /** The key itself. It is shown now and never again. */
  readonly key: string;
}

/** @throws InvalidInputError. */
export async function createKey(deps: KeyDeps, request: unknown): Promise<CreatedKey> {
  const { name, role, expiresInDays } = parseInput(keyRequestSchema, request);
  const now = deps.clock.now();
  const [id, secret] = [randomBytes(5).toString('hex'), randomBytes(20).toString('hex')];
  const record: ApiKeyRecord = {
    id,
    name,
    role,
    hash: hashOf(secret),
    createdBy: currentCaller().name,
    createdAt: now.toISOString(),
    expiresAt: expiresInDays === null ? null : new Date(now.getTime() + expiresInDays * DAY_MS).toISOString(),
    revokedAt: null,
    lastUsedAt: null,
  };
  await deps.store.access.keys.save(record);
  const view = viewOf(record, now);
  await recordChange(deps, { action: 'key.create', subject: `key/${id}`, after: view });
  return { ...view, key: `mk_${id}_${secret}` };
}

/** Newest first, revoked and expired ones too. */
export async function listKeys({ store, clock }: KeyDeps): Promise<readonly ApiKeyView[]> {
  const now = clock.now();
  return (await store.access.keys.list()).map((record) => viewOf(record, now));
}

/** From now on nobody gets in with it; a second time changes nothing. @throws MorrowError KEY_NOT_FOUND. */
export async function revokeKey(deps: KeyDeps, id: string): Promise<ApiKeyView> {
  const { keys } = deps.store.access;
  const record = await keys.find(id);
  if (record === null) throw keyNotFound(id);
  const now = deps.clock.now();
  if (record.revokedAt !== null) return viewOf(record, now);
  await keys.revoke(id, now.toISOString());
  const [before, after] = [viewOf(record, now), viewOf({ ...record, revokedAt: now.toISOString() }, now)];
  await recordChange(deps, { action: 'key.revoke', subject: `key/${id}`, before, after });
  return after;
}

const keyNotFound = (id: string): MorrowError =>
  new MorrowError('KEY_NOT_FOUND', `There is no API key "${id.slice(0, 60)}".`, { facts: { key: id.slice(0, 60) } });

/** The key that the text is, when it is one that still counts; notes that it was used. */
export async function recogniseKey({ store, clock }: KeyDeps, text: string): Promise<ApiKeyRecord | null> {
  const parts = parseApiKey(text);
  const record = parts === null ? null : await store.access.keys.find(parts.id);
  const now = clock.now();
  if (parts === null || record === null || !isHashOf(parts.secret, record.hash)) return null;
  if (statusOf(record, now) !== 'active') return null;
  if (isOlderThanMinute(record.lastUsedAt, now)) await store.access.keys.touch(record.id, now.toISOString());
  return record;
}

/** Takes as long for a wrong text as for the right one. */
export const isSameSecret = (given: string, expected: string): boolean => isHashOf(given, hashOf(expected));

const isHashOf = (secret: string, hash: string): boolean =>
  timingSafeEqual(Buffer.from(hashOf(secret), 'hex'), Buffer.from(hash, 'hex'));

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const MINUTE_MS = 60_000;

/** When something was last seen is kept to the minute, so that reading writes seldom. */
export const isOlderThanMinute = (at: string | null, now: Date): boolean =>
  at === null || now.getTime() - Date.parse(at) >= MINUTE_MS;

function statusOf({ revokedAt, expiresAt }: ApiKeyRecord, now: Date): ApiKeyView['status'] {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && Date.parse(expiresAt) <= now.getTime() ? 'expired' : 'active';
}

function viewOf(record: ApiKeyRecord, now: Date): ApiKeyView {
  const { hash: _hash, ...rest } = record;
  return { ...rest, prefix: `mk_${record.id}_`, status: statusOf(record, now) };
}
