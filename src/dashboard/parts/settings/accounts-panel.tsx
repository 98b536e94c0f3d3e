// Accounts: listed, found, added, archived and restored. What is in one is changed on its own page.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import {
  accountPages,
  addAccount,
  archiveAccount,
  restoreAccount,
  sourceNames,
  type NewAccount,
} from '../../client/settings.ts';
import type { Account } from '../../client/types.ts';
import type { SettingsSearch } from '../../state/settings-search.ts';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { CheckFields, TextField } from '../fields.tsx';
import { FormDialog, type ProblemOf } from '../form-dialog.tsx';
import { Failure, Loading } from '../notices.tsx';
import { Panel, SettingsTable } from './panel.tsx';

interface AccountsProps {
  readonly search: SettingsSearch;
  readonly mayChange: boolean;
  readonly onSearch: (search: string, archived: boolean) => void;
}

export function AccountsPanel({ search: { search = '', archived: isAsked }, mayChange, onSearch }: AccountsProps) {
  const [isAdding, setIsAdding] = useState(false);
  const archived = isAsked === true;
  return (
    <Panel
      title="Accounts"
      actions={
        mayChange ? (
          <button type="button" className="button" onClick={() => setIsAdding(true)}>
            Add an account
          </button>
        ) : null
      }
    >
      <AccountFilter key={search} search={search} archived={archived} onSearch={onSearch} />
      <AccountList search={search} archived={archived} mayChange={mayChange} />
      {isAdding ? <AddDialog onClose={() => setIsAdding(false)} /> : null}
    </Panel>
  );
}

interface FilterProps {
  readonly search: string;
  readonly archived: boolean;
  readonly onSearch: AccountsProps['onSearch'];
}

function AccountFilter({ search, archived, onSearch }: FilterProps) {
  const [text, setText] = useState(search);
  return (
    <form
      className="filters"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(text.trim(), archived);
      }}
    >
      <input
        type="search"
        aria-label="Part of an id or name, Enter finds it"
        placeholder="Id or name"
        maxLength={100}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <label className="check">
        <input type="checkbox" checked={archived} onChange={({ target }) => onSearch(text.trim(), target.checked)} />
        archived ones, too
      </label>
    </form>
  );
}

interface ListProps extends Omit<FilterProps, 'onSearch'> {
  readonly mayChange: boolean;
}

function AccountList({ search, archived, mayChange }: ListProps) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    accountPages(search, archived),
  );
  const [asked, setAsked] = useState<Account | null>(null);
  if (data === undefined) {
    return error === null ? (
      <Loading label="accounts" rows={8} />
    ) : (
      <Failure what="Accounts" error={error} retry={() => void refetch()} />
    );
  }
  return (
    <>
      <SettingsTable
        caption="Accounts"
        heads={['Account', 'Name', 'Currency', 'Cohort', 'Tier', 'Sources', 'Status', ...(mayChange ? ['Change'] : [])]}
        rows={data.pages.flatMap(({ accounts }) => accounts)}
        keyOf={({ id }) => id}
        empty={search === '' ? 'There is no account yet' : `No account has “${search}” in its id or name`}
        cells={(account) => [
          <Link key="link" to="/accounts/$id" params={{ id: account.id }}>
            {account.id}
          </Link>,
          account.name,
          account.currency,
          account.cohort,
          account.tier,
          account.sources.length === 0 ? 'by import' : account.sources.join(', '),
          account.status,
          ...(mayChange ? [<StatusButton key="status" account={account} onAsk={setAsked} />] : []),
        ]}
      />
      {hasNextPage ? (
        <button type="button" className="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {isFetchingNextPage ? 'Loading …' : 'More accounts'}
        </button>
      ) : null}
      {asked === null ? null : <StatusDialog account={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

const verbFor = ({ status }: Account): string => (status === 'active' ? 'Archive' : 'Restore');

const StatusButton = ({
  account,
  onAsk,
}: {
  readonly account: Account;
  readonly onAsk: (account: Account) => void;
}) => (
  <button
    type="button"
    className="button button-small"
    aria-label={`${verbFor(account)} ${account.id}`}
    onClick={() => onAsk(account)}
  >
    {verbFor(account)}
  </button>
);

function StatusDialog({ account, onClose }: { readonly account: Account; readonly onClose: () => void }) {
  const isActive = account.status === 'active';
  return (
    <ConfirmDialog
      title={`${verbFor(account)} ${account.id}`}
      verb={verbFor(account)}
      effect={
        isActive
          ? 'No run takes it on any more. Its revenue, forecasts and models stay, and it can be restored.'
          : 'Runs take it on again, from the next one on.'
      }
      act={() => (isActive ? archiveAccount(account.id) : restoreAccount(account.id))}
      onClose={onClose}
    />
  );
}

const EMPTY = { id: '', name: '', currency: '', timeZone: 'UTC' };

function AddDialog({ onClose }: { readonly onClose: () => void }) {
  const [typed, setTyped] = useState(EMPTY);
  const [sources, setSources] = useState<readonly string[]>([]);
  const { name, ...rest } = typed;
  const account: NewAccount = { ...rest, sources, ...(name.trim() === '' ? {} : { name: name.trim() }) };
  return (
    <FormDialog
      title="Add an account"
      effect="The next run takes it on. Everything else has a default and is changed on its page."
      verb="Add"
      send={() => addAccount(account)}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <AddFields typed={typed} problemOf={problemOf} onType={(part) => setTyped({ ...typed, ...part })} />
          <SourceChecks chosen={sources} problem={problemOf('sources')} onChange={setSources} />
        </>
      )}
    </FormDialog>
  );
}

interface AddFieldsProps {
  readonly typed: typeof EMPTY;
  readonly problemOf: ProblemOf;
  readonly onType: (part: Partial<typeof EMPTY>) => void;
}

const AddFields = ({ typed, problemOf, onType }: AddFieldsProps) => (
  <>
    <TextField
      label="Id"
      hint="lower-case letters, digits, dots, dashes; never changes"
      value={typed.id}
      problem={problemOf('id')}
      onChange={(id) => onType({ id })}
    />
    <TextField
      label="Name"
      hint="the id when it is empty"
      value={typed.name}
      problem={problemOf('name')}
      onChange={(name) => onType({ name })}
    />
    <TextField
      label="Currency"
      hint="ISO 4217, such as EUR"
      value={typed.currency}
      problem={problemOf('currency')}
      onChange={(text) => onType({ currency: text.toUpperCase() })}
    />
    <TextField
      label="Time zone"
      hint="its days end there, such as Europe/Berlin"
      value={typed.timeZone}
      problem={problemOf('timeZone')}
      onChange={(timeZone) => onType({ timeZone })}
    />
  </>
);

interface SourceChecksProps {
  readonly chosen: readonly string[];
  readonly problem: string | null;
  readonly onChange: (chosen: readonly string[]) => void;
}

function SourceChecks({ chosen, problem, onChange }: SourceChecksProps) {
  const { data = [] } = useQuery(sourceNames());
  return (
    <CheckFields label="Sources" options={data} chosen={chosen} problem={problem} onChange={onChange}>
      None: its revenue comes by import.
    </CheckFields>
  );
}
