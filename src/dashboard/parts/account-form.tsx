// Changes an account. What the API refuses is said beside the field and what was typed stays; where somebody else has changed the
// account meanwhile, both are shown and neither is lost.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changeAccount } from '../client/queries.ts';
import { RequestError } from '../client/request.ts';
import type { Account } from '../client/types.ts';
import { changedFields, changesOf, draftOf, FIELDS, meanwhile, problemsByField, rebase } from '../view/account-form.ts';
import { AccountField } from './account-fields.tsx';
import { ChangedMeanwhile } from './changed-meanwhile.tsx';

interface FormProps {
  /** As it is now; the form keeps what it was opened on. */
  readonly account: Account;
  readonly etag: string;
  readonly onClose: (saved: boolean) => void;
}

export function AccountForm({ account, etag, onClose }: FormProps) {
  const { draft, setDraft, theirs, takeOver, isChanged, changes, seenTag } = useDraft(account, etag);
  const saving = useSaving(account.id, () => onClose(true));
  const problems = problemsByField(saving.error instanceof RequestError ? saving.error.problem.errors : []);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged && theirs.length === 0) saving.mutate({ changes: changes(), etag: seenTag });
      }}
    >
      {theirs.length === 0 ? null : (
        <ChangedMeanwhile
          rows={theirs}
          onGoOn={() => {
            takeOver();
            saving.reset();
          }}
        />
      )}
      <div className="account-fields">
        {FIELDS.map((field) => (
          <AccountField
            key={field}
            field={field}
            value={draft[field]}
            problem={problems[field]}
            onChange={(value) => setDraft({ ...draft, [field]: value })}
          />
        ))}
      </div>
      <p role="alert" className="field-problem">
        {messageOf(saving.error, Object.keys(problems).length)}
      </p>
      <Buttons isReady={isChanged && theirs.length === 0} isSaving={saving.isPending} onCancel={() => onClose(false)} />
    </form>
  );
}

/** What is typed, on what the account was when the form was opened, or taken over last. */
function useDraft(account: Account, etag: string) {
  const [seen, setSeen] = useState({ account, etag });
  const [draft, setDraft] = useState(() => draftOf(account));
  return {
    draft,
    setDraft,
    theirs: meanwhile(draft, seen.account, account),
    takeOver: () => {
      setDraft(rebase(draft, seen.account, account));
      setSeen({ account, etag });
    },
    isChanged: changedFields(draft, seen.account).length > 0,
    changes: () => changesOf(draft, seen.account),
    seenTag: seen.etag,
  };
}

interface ButtonsProps {
  readonly isReady: boolean;
  readonly isSaving: boolean;
  readonly onCancel: () => void;
}

const Buttons = ({ isReady, isSaving, onCancel }: ButtonsProps) => (
  <div className="actions actions-end">
    <button type="button" className="button" onClick={onCancel}>
      Cancel
    </button>
    <button type="submit" className="button button-strong" disabled={!isReady || isSaving}>
      {isSaving ? 'Saving …' : 'Save'}
    </button>
  </div>
);

interface Saving {
  readonly changes: object;
  readonly etag: string;
}

function useSaving(id: string, onSaved: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ changes, etag }: Saving) => changeAccount(id, changes, etag),
    onSuccess: async () => {
      // First, so that a form never meets its own change.
      onSaved();
      await queries.invalidateQueries();
    },
    // Refused because it is another one by now: what it is like is read at once, and shown beside what was typed.
    onError: (error) => (isChangedMeanwhile(error) ? queries.invalidateQueries({ queryKey: ['account', id] }) : null),
  });
}

const isChangedMeanwhile = (error: Error): boolean => error instanceof RequestError && error.problem.status === 412;

/** What is said beside fields is not said twice. */
function messageOf(error: Error | null, besideFields: number): string {
  if (error === null || isChangedMeanwhile(error)) return '';
  if (besideFields > 0)
    return `Nothing was saved: ${besideFields} ${besideFields === 1 ? 'field' : 'fields'} to correct.`;
  return `${error.message} Nothing was saved.`;
}
