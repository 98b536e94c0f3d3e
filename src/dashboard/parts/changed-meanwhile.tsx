// Two people edit one account: the second one sees what the first one changed before anything is saved.
import type { Meanwhile } from '../view/account-form.ts';
import { LABELS } from './account-fields.tsx';

interface ChangedProps {
  readonly rows: readonly Meanwhile[];
  readonly onGoOn: () => void;
}

export const ChangedMeanwhile = ({ rows, onGoOn }: ChangedProps) => (
  <div className="notice notice-warn" role="alert">
    <p className="notice-title">Somebody else changed this account while you were typing</p>
    <p className="notice-text">Nothing of yours is saved yet, and nothing of theirs is lost. They changed:</p>
    <ul className="meanwhile">
      {rows.map(({ field, before, theirs, mine }) => (
        <li key={field}>
          <strong>{LABELS[field]}</strong>: “{before}” → “{theirs}”
          {mine === null ? '' : `; you typed “${mine}”, which would replace it`}
        </li>
      ))}
    </ul>
    <button type="button" className="button" onClick={onGoOn}>
      Keep what I typed, take over the rest
    </button>
  </div>
);
