// Finds an account by id or name: type, choose with arrows and Enter or by a click. Escape closes the list.
import { useQuery } from '@tanstack/react-query';
import { useId, useState, type KeyboardEvent } from 'react';
import { accountsLike } from '../client/queries.ts';
import type { AccountPage } from '../client/types.ts';

interface SearchProps {
  readonly onChoose: (account: string) => void;
}

export function AccountSearch({ onChoose }: SearchProps) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const listId = useId();
  const wanted = text.trim();
  const { data } = useQuery(accountsLike(wanted));
  // Until the answer is there, the one before is shown: only what of it still fits, as Enter takes the first.
  const found = wanted === '' ? [] : (data?.accounts ?? []).filter((account) => has(account, wanted));
  const choose = (id: string | undefined): void => {
    if (id === undefined) return;
    setText('');
    onChoose(id);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setActive(Math.min(active + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(active - 1, 0));
    else if (event.key === 'Enter') choose(found[active]?.id);
    else if (event.key === 'Escape') setText('');
    else return;
    event.preventDefault();
  };
  return (
    <div className="search">
      <input
        type="search"
        role="combobox"
        aria-label="Find an account by id or name"
        placeholder="Find account"
        aria-expanded={found.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? `${listId}-${active}` : undefined}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKey}
      />
      <FoundAccounts id={listId} found={found} active={active} onChoose={choose} />
      {wanted !== '' && data?.accounts.length === 0 ? (
        <output className="search-none">No active account has “{wanted}” in its id or name.</output>
      ) : null}
    </div>
  );
}

/** As the API looks for it. */
const has = ({ id, name }: AccountPage['accounts'][number], text: string): boolean =>
  [id, name].some((words) => words.toLowerCase().includes(text.toLowerCase()));

interface FoundProps {
  readonly id: string;
  readonly found: AccountPage['accounts'];
  readonly active: number;
  readonly onChoose: (account: string) => void;
}

/** Keys are handled by the field, which keeps the focus. */
const FoundAccounts = ({ id: listId, found, active, onChoose }: FoundProps) => (
  <div id={listId} className="search-list" role="listbox" aria-label="Accounts found" hidden={found.length === 0}>
    {found.map(({ id, name, currency }, index) => (
      // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
      <div
        key={id}
        id={`${listId}-${index}`}
        role="option"
        tabIndex={-1}
        aria-selected={index === active}
        aria-label={`${id}, ${name}, ${currency}`}
        onClick={() => onChoose(id)}
      >
        <strong>{id}</strong> <span className="muted">{name === id ? currency : `${name} · ${currency}`}</span>
      </div>
    ))}
  </div>
);
