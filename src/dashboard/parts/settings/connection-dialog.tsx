// Stores a connection, or sets one anew. Stored credentials cannot be shown, so they are typed again.
import { useState } from 'react';
import { addConnection, changeConnection } from '../../client/settings.ts';
import type { Connection, ConnectionSource } from '../../client/types.ts';
import { TextField } from '../fields.tsx';
import { FormDialog } from '../form-dialog.tsx';

interface DialogProps {
  readonly source: ConnectionSource;
  /** Null: a new one. */
  readonly connection: Connection | null;
  readonly onClose: () => void;
}

export function ConnectionDialog({ source, connection, onClose }: DialogProps) {
  const [account, setAccount] = useState('');
  const [baseUrl, setBaseUrl] = useState(connection?.baseUrl ?? source.baseUrl);
  const [credentials, setCredentials] = useState<Readonly<Record<string, string>>>({});
  const given = Object.fromEntries(source.credentials.map(({ name }) => [name, credentials[name] ?? '']));
  const send = () =>
    connection === null
      ? addConnection({ source: source.id, account: account.trim() || null, baseUrl, credentials: given })
      : changeConnection(connection.id, { baseUrl, credentials: given });
  return (
    <FormDialog
      title={connection === null ? `Store a connection to ${source.id}` : `Set the connection ${connection.id} anew`}
      effect="Counts from the next report on. Credentials are encrypted and cannot be shown again; a new address needs them again."
      verb="Store"
      send={send}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          {connection === null ? (
            <TextField
              label="Account"
              hint="empty: for all accounts that have none of their own"
              value={account}
              problem={problemOf('account')}
              onChange={setAccount}
            />
          ) : null}
          <TextField label="Address" type="url" value={baseUrl} problem={problemOf('baseUrl')} onChange={setBaseUrl} />
          {source.credentials.map(({ name, secret }) => (
            <TextField
              key={name}
              label={name}
              type={secret ? 'password' : 'text'}
              value={credentials[name] ?? ''}
              problem={problemOf(`credentials.${name}`)}
              onChange={(text) => setCredentials({ ...credentials, [name]: text })}
            />
          ))}
        </>
      )}
    </FormDialog>
  );
}
