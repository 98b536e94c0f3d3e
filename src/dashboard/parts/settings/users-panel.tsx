// People who sign in: listed, added, given another role or password, disabled, removed.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { addUser, changeUser, removeUser, userList } from '../../client/settings.ts';
import type { User } from '../../client/types.ts';
import { formatFarInstant } from '../../format/dates.ts';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { ChoiceField, TextField } from '../fields.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { Answered, Panel, SettingsTable } from './panel.tsx';

export const ROLE_OPTIONS = [
  ['viewer', 'viewer: reads'],
  ['operator', 'operator: runs, corrects, decides'],
  ['admin', 'admin: everything'],
] as const;

type Asked =
  { readonly what: 'add' } | { readonly what: 'change' | 'password' | 'disable' | 'remove'; readonly user: User };

export function UsersPanel() {
  const query = useQuery(userList());
  const [asked, setAsked] = useState<Asked | null>(null);
  const add = (
    <button type="button" className="button" onClick={() => setAsked({ what: 'add' })}>
      Add a user
    </button>
  );
  return (
    <Panel title="Users" actions={add}>
      <Answered query={query} what="Users">
        {({ users }) => (
          <SettingsTable
            caption="Users"
            heads={['Name', 'Role', 'Status', 'Added', 'Password set', 'Change']}
            rows={users}
            keyOf={({ name }) => name}
            empty="No user yet: people come in with an API key only"
            cells={(user) => [
              user.name,
              user.role,
              user.status,
              formatFarInstant(user.createdAt),
              formatFarInstant(user.passwordAt),
              <UserButtons key="change" user={user} onAsk={setAsked} />,
            ]}
          />
        )}
      </Answered>
      {asked === null ? null : <AskedDialog asked={asked} onClose={() => setAsked(null)} />}
    </Panel>
  );
}

const UserButtons = ({ user, onAsk }: { readonly user: User; readonly onAsk: (asked: Asked) => void }) => (
  <span className="actions">
    {(['change', 'password', 'disable', 'remove'] as const).map((what) => (
      <button
        key={what}
        type="button"
        className="button button-small"
        aria-label={`${labelOf(what, user)}, ${user.name}`}
        onClick={() => onAsk({ what, user })}
      >
        {labelOf(what, user)}
      </button>
    ))}
  </span>
);

type Action = Exclude<Asked['what'], 'add'>;

function labelOf(what: Action, { status }: User): string {
  if (what === 'disable') return status === 'active' ? 'Disable' : 'Enable';
  return { change: 'Role', password: 'Password', remove: 'Remove' }[what];
}

function AskedDialog({ asked, onClose }: { readonly asked: Asked; readonly onClose: () => void }) {
  if (asked.what === 'add') return <AddDialog onClose={onClose} />;
  const { what, user } = asked;
  if (what === 'change') return <RoleDialog user={user} onClose={onClose} />;
  if (what === 'password') return <PasswordDialog user={user} onClose={onClose} />;
  const verb = labelOf(what, user);
  return (
    <ConfirmDialog
      title={`${verb} ${user.name}`}
      verb={verb}
      effect={verb === 'Enable' ? 'May sign in again.' : 'May not sign in any more, and is signed out everywhere.'}
      act={() =>
        what === 'remove'
          ? removeUser(user.name)
          : changeUser(user.name, { status: user.status === 'active' ? 'disabled' : 'active' })
      }
      onClose={onClose}
    />
  );
}

interface UserDialogProps {
  readonly user: User;
  readonly onClose: () => void;
}

function RoleDialog({ user, onClose }: UserDialogProps) {
  const [role, setRole] = useState<string>(user.role);
  return (
    <FormDialog
      title={`Role of ${user.name}`}
      effect="Counts from the next request on."
      verb="Set"
      send={() => changeUser(user.name, { role })}
      onClose={onClose}
    >
      {(problemOf) => (
        <ChoiceField label="Role" value={role} options={ROLE_OPTIONS} problem={problemOf('role')} onChange={setRole} />
      )}
    </FormDialog>
  );
}

const PASSWORD_HINT = '12 characters or more, without the name';

function PasswordDialog({ user, onClose }: UserDialogProps) {
  const [password, setPassword] = useState('');
  return (
    <FormDialog
      title={`A new password for ${user.name}`}
      effect="The user is signed out everywhere."
      verb="Set"
      send={() => changeUser(user.name, { password })}
      onClose={onClose}
    >
      {(problemOf) => (
        <TextField
          label="Password"
          type="password"
          hint={PASSWORD_HINT}
          value={password}
          problem={problemOf('password')}
          onChange={setPassword}
        />
      )}
    </FormDialog>
  );
}

function AddDialog({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<string>('viewer');
  const [password, setPassword] = useState('');
  return (
    <FormDialog
      title="Add a user"
      effect="Signs in with name and password."
      verb="Add"
      send={() => addUser({ name, role, password })}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <TextField
            label="Name"
            hint="lower-case letters and digits"
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
          <TextField
            label="Password"
            type="password"
            hint={PASSWORD_HINT}
            value={password}
            problem={problemOf('password')}
            onChange={setPassword}
          />
        </>
      )}
    </FormDialog>
  );
}
