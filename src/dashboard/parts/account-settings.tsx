// The settings of an account as they are, and the way to change them.
import { useEffect, useRef, useState } from 'react';
import type { Account } from '../client/types.ts';
import { draftOf, FIELDS } from '../view/account-form.ts';
import { LABELS } from './account-fields.tsx';
import { AccountForm } from './account-form.tsx';
import { useMayChange } from './role.tsx';

interface SettingsProps {
  readonly account: Account;
  readonly etag: string;
}

export function AccountSettings({ account, etag }: SettingsProps) {
  const [isOpen, setOpen] = useState(false);
  const [isSaved, setSaved] = useState(false);
  const mayChange = useMayChange();
  const edit = useRef<HTMLButtonElement>(null);
  const close = (saved: boolean): void => {
    setOpen(false);
    setSaved(saved);
  };
  const wasOpen = useRef(false);
  useEffect(() => {
    // Who closed the form stands where they opened it.
    if (wasOpen.current && !isOpen) edit.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <section className="card" aria-labelledby="settings-title">
      <div className="card-head">
        <h2 id="settings-title">Settings</h2>
        <output className="muted">{isSaved ? 'Saved.' : ''}</output>
        {isOpen || !mayChange ? null : (
          <button ref={edit} type="button" className="button push" onClick={() => setOpen(true)}>
            Edit
          </button>
        )}
      </div>
      {isOpen ? <AccountForm account={account} etag={etag} onClose={close} /> : <Shown account={account} />}
    </section>
  );
}

const Shown = ({ account }: Pick<SettingsProps, 'account'>) => {
  const text = draftOf(account);
  return (
    <dl className="facts account-facts">
      {FIELDS.map((field) => (
        <div key={field}>
          <dt>{LABELS[field]}</dt>
          <dd>{text[field] === '' ? 'none' : text[field]}</dd>
        </div>
      ))}
    </dl>
  );
};
