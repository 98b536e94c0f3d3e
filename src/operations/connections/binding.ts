// Between a stored connection and what it means: its id, what its credentials are bound to, and how they are opened and sealed.
import { randomUUID } from 'node:crypto';
import { MorrowError } from '../../contract/errors.ts';
import type { AccountId, SourceId } from '../../domain/ids.ts';
import type { FindConnection, SourceConnection } from '../../ports/revenue-source.ts';
import type { SecretBox } from '../../ports/secret-box.ts';
import type { ConnectionRecord, Store } from '../../ports/store.ts';
import { credentialsText } from './schemas.ts';

/** `@` is in no id of a source or account. */
export const connectionId = (source: SourceId, account: AccountId | null): string =>
  account === null ? source : `${source}@${account}`;

type Place = Pick<ConnectionRecord, 'id' | 'baseUrl'>;

/** With the address in it, nobody who can write to the store can have credentials sent somewhere else. */
const bindingOf = ({ id, baseUrl }: Place): string => JSON.stringify(['connection', id, baseUrl]);

/** The part of a record that holds the credentials, with a revision of its own. @throws MorrowError SECRETS_OFF. */
export const sealCredentials = (box: SecretBox, place: Place, credentials: SourceConnection['credentials']) => ({
  ...box.seal(JSON.stringify(credentials), bindingOf(place)),
  revision: randomUUID(),
});

/** @throws MorrowError SECRET_KEY_MISSING, SECRET_UNREADABLE; each names the connection. */
export function openConnection(box: SecretBox, record: ConnectionRecord): SourceConnection {
  try {
    const credentials = credentialsText.parse(box.open(record, bindingOf(record)));
    return { baseUrl: record.baseUrl, credentials };
  } catch (error) {
    const known = error instanceof MorrowError ? error : null;
    const message = known?.message ?? 'What was sealed is not readable.';
    const facts = { ...known?.facts, connection: record.id };
    throw new MorrowError(known?.code ?? 'SECRET_UNREADABLE', `The connection ${record.id}: ${message}`, { facts });
  }
}

/** What connectors ask before every report. @throws MorrowError STORE_UNREACHABLE, SECRET_KEY_MISSING, SECRET_UNREADABLE. */
export const storedConnections =
  ({ connections }: Pick<Store, 'connections'>, box: SecretBox): FindConnection =>
  async (source, account) => {
    const record = await connections.findFor(source, account);
    return record === null ? null : openConnection(box, record);
  };
