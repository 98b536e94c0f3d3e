// API keys: listed without their secret, made, shown once, revoked.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { createKey, keyList, revokeKey } from '../../client/settings.ts';
import type { ApiKey, CreatedKey } from '../../client/types.ts';
import { formatFarInstant } from '../../format/dates.ts';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { ChoiceField, TextField } from '../fields.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { Modal } from '../modal.tsx';
import { Answered, Panel, SettingsTable } from './panel.tsx';
import { ROLE_OPTIONS } from './users-panel.tsx';

export function KeysPanel() {
  const query = useQuery(keyList());
  const [isAdding, setIsAdding] = useState(false);
  const [made, setMade] = useState<CreatedKey | null>(null);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const add = (
    <button type="button" className="button" onClick={() => setIsAdding(true)}>
      Create a key
    </button>
  );
  return (
    <Panel title="API keys" actions={add}>
      <Answered query={query} what="API keys">
        {({ keys }) => <KeyTable keys={keys} onRevoke={setRevoking} />}
      </Answered>
      {isAdding ? <CreateDialog onMade={setMade} onClose={() => setIsAdding(false)} /> : null}
      {made === null ? null : <MadeDialog made={made} onClose={() => setMade(null)} />}
      {revoking === null ? null : (
        <ConfirmDialog
          title={`Revoke the key of ${revoking.name}`}
          verb="Revoke"
          effect="Nobody gets in with it any more, at once and for good."
          act={() => revokeKey(revoking.id)}
          onClose={() => setRevoking(null)}
        />
      )}
    </Panel>
  );
}

interface KeyTableProps {
  readonly keys: readonly ApiKey[];
  readonly onRevoke: (key: ApiKey) => void;
}

const KeyTable = ({ keys, onRevoke }: KeyTableProps) => (
  <SettingsTable
    caption="API keys"
    heads={['Key', 'Used by', 'Role', 'Status', 'Made by', 'Expires', 'Last used', 'Revoke']}
    rows={keys}
    keyOf={({ id }) => id}
    empty="No API key yet"
    cells={(key) => [
      <code key="prefix">{key.prefix}…</code>,
      key.name,
      key.role,
      key.status,
      key.createdBy,
      key.expiresAt === null ? 'never' : formatFarInstant(key.expiresAt),
      key.lastUsedAt === null ? 'never' : formatFarInstant(key.lastUsedAt),
      key.status === 'active' ? (
        <button
          key="revoke"
          type="button"
          className="button button-small"
          aria-label={`Revoke the key of ${key.name}`}
          onClick={() => onRevoke(key)}
        >
          Revoke
        </button>
      ) : (
        '–'
      ),
    ]}
  />
);

interface CreateProps {
  readonly onMade: (key: CreatedKey) => void;
  readonly onClose: () => void;
}

const LIFETIMES = [
  ['90', '90 days'],
  ['365', 'a year'],
  ['', 'no end'],
] as const;

function CreateDialog({ onMade, onClose }: CreateProps) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<string>('viewer');
  const [days, setDays] = useState<string>('90');
  return (
    <FormDialog
      title="Create an API key"
      effect="For a program. The key is shown once."
      verb="Create"
      send={() => createKey({ name, role, expiresInDays: days === '' ? null : Number(days) })}
      onDone={onMade}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <TextField
            label="Used by"
            hint="what it is for"
            value={name}
            problem={problemOf('name')}
            onChange={setName}
          />
          <ChoiceField
            label="Role"
            value={role}
            options={ROLE_OPTIONS}
            problem={problemOf('role')}
            onChange={setRole}
          />
          <ChoiceField
            label="Counts for"
            value={days}
            options={LIFETIMES}
            problem={problemOf('expiresInDays')}
            onChange={setDays}
          />
        </>
      )}
    </FormDialog>
  );
}

const MadeDialog = ({ made, onClose }: { readonly made: CreatedKey; readonly onClose: () => void }) => (
  <Modal title={`The key for ${made.name}`} onClose={onClose}>
    <p>It is shown only now. Copy it to where it is used.</p>
    <p className="secret">
      <code>{made.key}</code>
    </p>
    <div className="actions actions-end">
      <button type="button" className="button button-strong" onClick={onClose}>
        It is copied
      </button>
    </div>
  </Modal>
);
