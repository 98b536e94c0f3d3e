// Connections to sources: made, listed without their secrets, changed and removed. Each change counts from the next report on.
import { z } from 'zod';
import { MorrowError } from '../../contract/errors.ts';
import { isSourceId, type SourceId } from '../../domain/ids.ts';
import type { SourceConnection, SourceDescription, SourceDoor } from '../../ports/revenue-source.ts';
import type { SecretBox } from '../../ports/secret-box.ts';
import type { ConnectionRecord } from '../../ports/store.ts';
import { recordChange } from '../audit.ts';
import { currentCaller } from '../caller.ts';
import type { OperationsDeps } from '../deps.ts';
import { InvalidInputError, invalidInput, parseInput } from '../input.ts';
import { idCursor } from '../list-page.ts';
import { connectionId, openConnection, sealCredentials } from './binding.ts';
import { connectionChangesSchema, connectionRequestSchema } from './schemas.ts';

export type ConnectionDeps = Pick<OperationsDeps, 'store' | 'clock' | 'secrets' | 'sources'>;

/** A connection as it may be shown. */
export interface ConnectionView {
  readonly id: string;
  readonly source: SourceId;
  /** Null: for all accounts that have none of their own. */
  readonly account: string | null;
  readonly baseUrl: string;
  /** The key that its credentials are sealed with. */
  readonly keyId: string;
  /** Whether that is the key that seals now. */
  readonly isCurrentKey: boolean;
  readonly setAt: string;
  readonly setBy: string;
}

export interface SourceView extends SourceDescription {
  /** What counts where an account has no connection of its own. */
  readonly uses: 'store' | 'environment' | 'nothing';
}

export interface ConnectionListing {
  /** By id, a page of them. */
  readonly connections: readonly ConnectionView[];
  /** Ask again with `after` set to it; null on the last page. */
  readonly next: string | null;
  readonly sources: readonly SourceView[];
  /** The key that seals; null: connections cannot be stored. */
  readonly keyId: string | null;
}

export const CONNECTION_LIST_MAX = 500;

export const connectionCursor = idCursor(/^[a-z0-9][a-z0-9-]{0,31}(?:@[a-z0-9][a-z0-9._-]{0,47})?$/);

export const connectionListQuerySchema = z.strictObject({
  after: connectionCursor.optional(),
  limit: z.int().min(1).max(CONNECTION_LIST_MAX).default(100),
});

/** @throws InvalidInputError. */
export async function listConnections(
  { store, secrets, sources }: ConnectionDeps,
  query: z.input<typeof connectionListQuerySchema> = {},
): Promise<ConnectionListing> {
  const { after = null, limit } = parseInput(connectionListQuerySchema, query);
  const found = await store.connections.list({ after, limit: limit + 1 });
  const records = found.slice(0, limit);
  return {
    connections: records.map((record) => viewOf(record, secrets)),
    next: found.length > limit ? (records.at(-1)?.id ?? null) : null,
    sources: await Promise.all(sources.list().map(async (source) => ({ ...source, uses: await useOf(store, source) }))),
    keyId: secrets.keyId,
  };
}

async function useOf({ connections }: ConnectionDeps['store'], source: SourceDescription): Promise<SourceView['uses']> {
  if ((await connections.find(connectionId(source.id, null))) !== null) return 'store';
  return source.inEnvironment ? 'environment' : 'nothing';
}

/** Page by page to the end, so that memory does not grow with their number. */
async function* walkConnections({ connections }: ConnectionDeps['store']): AsyncGenerator<ConnectionRecord> {
  let page: readonly ConnectionRecord[] = [];
  do {
    page = await connections.list({ after: page.at(-1)?.id ?? null, limit: CONNECTION_LIST_MAX });
    yield* page;
  } while (page.length > 0);
}

/** @throws InvalidInputError; MorrowError SECRETS_OFF, ACCOUNT_NOT_FOUND, CONNECTION_EXISTS. */
export async function addConnection(deps: ConnectionDeps, request: unknown): Promise<ConnectionView> {
  const { source, account, baseUrl, credentials } = parseInput(connectionRequestSchema, request);
  requireCredentials(deps.sources, source, credentials);
  if (account !== null && (await deps.store.accounts.find(account)) === null) {
    throw new MorrowError('ACCOUNT_NOT_FOUND', `There is no account ${account}.`, { facts: { account } });
  }
  const id = connectionId(source, account);
  const record: ConnectionRecord = {
    id,
    sourceId: source,
    accountId: account,
    baseUrl,
    ...sealCredentials(deps.secrets, { id, baseUrl }, credentials),
    ...setNow(deps),
  };
  if (!(await deps.store.connections.save(record, null))) {
    throw new MorrowError('CONNECTION_EXISTS', `There is a connection ${id} already.`, { facts: { connection: id } });
  }
  const after = viewOf(record, deps.secrets);
  await recordChange(deps, { action: 'connection.create', subject: `connection/${id}`, after });
  return after;
}

/** @throws InvalidInputError; MorrowError SECRETS_OFF, CONNECTION_NOT_FOUND, STORE_CONFLICT. */
export async function changeConnection(deps: ConnectionDeps, id: string, changes: unknown): Promise<ConnectionView> {
  const { baseUrl, credentials } = parseInput(connectionChangesSchema, changes);
  const before = await getConnection(deps, id);
  requireCredentials(deps.sources, before.sourceId, credentials);
  const place = { id, baseUrl: baseUrl ?? before.baseUrl };
  const record = { ...before, ...place, ...sealCredentials(deps.secrets, place, credentials), ...setNow(deps) };
  await replace(deps, record, before);
  const [old, after] = [viewOf(before, deps.secrets), viewOf(record, deps.secrets)];
  await recordChange(deps, { action: 'connection.change', subject: `connection/${id}`, before: old, after });
  return after;
}

/** From the next report on the environment counts again, or the connection of all accounts. @throws MorrowError CONNECTION_NOT_FOUND. */
export async function removeConnection(deps: ConnectionDeps, id: string): Promise<ConnectionView> {
  const before = viewOf(await getConnection(deps, id), deps.secrets);
  await deps.store.connections.remove(id);
  await recordChange(deps, { action: 'connection.remove', subject: `connection/${id}`, before });
  return before;
}

export interface Rotation {
  /** Sealed with the current key now. */
  readonly rotated: number;
  /** Were so before, or were set anew meanwhile. */
  readonly left: number;
  readonly keyId: string;
}

/**
 * Seals every secret with the current key. Safe to repeat, and to go on with after it broke off; what somebody changes meanwhile
 * is left alone, as that is sealed with the current key already. @throws MorrowError SECRETS_OFF, SECRET_KEY_MISSING, SECRET_UNREADABLE.
 */
export async function rotateSecrets(deps: ConnectionDeps): Promise<Rotation> {
  const { store, secrets } = deps;
  const { keyId } = secrets;
  if (keyId === null) throw new MorrowError('SECRETS_OFF', 'No key for secrets is configured.');
  let [rotated, seen] = [0, 0];
  for await (const record of walkConnections(store)) {
    seen += 1;
    if (record.keyId === keyId) continue;
    const { credentials } = openConnection(secrets, record);
    const again = { ...record, ...sealCredentials(secrets, record, credentials) };
    if (await store.connections.save(again, record.revision)) rotated += 1;
  }
  const outcome = { rotated, left: seen - rotated, keyId };
  if (rotated > 0) await recordChange(deps, { action: 'secrets.rotate', subject: 'secrets', after: outcome });
  return outcome;
}

/** Opens every secret once. @throws MorrowError SECRET_KEY_MISSING, SECRET_UNREADABLE for the first that does not open. */
export async function checkSecrets({ store, secrets }: Pick<ConnectionDeps, 'store' | 'secrets'>): Promise<number> {
  let opened = 0;
  for await (const record of walkConnections(store)) {
    openConnection(secrets, record);
    opened += 1;
  }
  return opened;
}

/** @throws MorrowError CONNECTION_NOT_FOUND. */
export async function getConnection({ store }: Pick<ConnectionDeps, 'store'>, id: string): Promise<ConnectionRecord> {
  const record = await store.connections.find(id);
  if (record !== null) return record;
  const shown = id.slice(0, 90);
  throw new MorrowError('CONNECTION_NOT_FOUND', `There is no connection "${shown}".`, { facts: { connection: shown } });
}

async function replace({ store }: ConnectionDeps, record: ConnectionRecord, before: ConnectionRecord): Promise<void> {
  if (await store.connections.save(record, before.revision)) return;
  throw new MorrowError('STORE_CONFLICT', `The connection ${record.id} was changed by somebody else just now.`);
}

const setNow = ({ clock }: ConnectionDeps): Pick<ConnectionRecord, 'setAt' | 'setBy'> => ({
  setAt: clock.now().toISOString(),
  setBy: currentCaller().name,
});

/** Exactly those that the source wants. @throws InvalidInputError that names fields and never values. */
function requireCredentials(door: SourceDoor, id: SourceId, given: SourceConnection['credentials']): void {
  const source = door.list().find((candidate) => candidate.id === id);
  if (source === undefined) {
    const known = door.list().map((candidate) => candidate.id);
    throw invalidInput('source', `is none of ${known.join(', ')}`, 'UNKNOWN_SOURCE');
  }
  const wanted = source.credentials.map(({ name }) => name);
  const missing = wanted.filter((name) => given[name] === undefined);
  const unknown = Object.keys(given).filter((name) => !wanted.includes(name));
  if (missing.length + unknown.length === 0) return;
  throw new InvalidInputError('INVALID_REQUEST', [
    ...missing.map((name) => ({ path: `credentials.${name}`, message: 'is missing' })),
    ...unknown.map(() => ({ path: 'credentials', message: `${id} takes ${wanted.join(' and ')} only` })),
  ]);
}

const viewOf = (record: ConnectionRecord, { keyId }: SecretBox): ConnectionView => ({
  id: record.id,
  source: record.sourceId,
  account: record.accountId,
  baseUrl: record.baseUrl,
  keyId: record.keyId,
  isCurrentKey: record.keyId === keyId,
  setAt: record.setAt,
  setBy: record.setBy,
});

/** The parts of a connection's id. @throws MorrowError CONNECTION_NOT_FOUND. */
export function sourceOfId(id: string): SourceId {
  const [source = ''] = id.split('@');
  if (isSourceId(source)) return source;
  throw new MorrowError('CONNECTION_NOT_FOUND', 'That is no id of a connection.');
}
