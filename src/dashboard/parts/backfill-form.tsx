// Which days and whom to bring in. Says beside each field what is wrong, and keeps what was typed.
import { useQuery } from '@tanstack/react-query';
import { useId, useState, type ReactNode } from 'react';
import { cohortNames, lastDayKnown } from '../client/queries.ts';
import {
  formOf,
  readForm,
  type BackfillForm as Filled,
  type BackfillProblems,
  type BackfillSearch,
} from '../state/backfill-search.ts';

interface FormProps {
  readonly search: BackfillSearch;
  readonly onPlan: (search: BackfillSearch) => void;
}

export function BackfillForm({ search, onPlan }: FormProps) {
  const [form, setForm] = useState(formOf(search));
  const [problems, setProblems] = useState<BackfillProblems>({});
  const known = useQuery(lastDayKnown(true));
  const change = (part: Partial<Filled>): void => setForm({ ...form, ...part });
  const plan = (): void => {
    const read = readForm(form, known.data?.lastCompleteDay ?? null);
    setProblems(read.problems ?? {});
    if (read.search !== null) onPlan(read.search);
  };
  return (
    <form
      className="fields"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        plan();
      }}
    >
      {(['from', 'to'] as const).map((field) => (
        <Field key={field} label={field === 'from' ? 'First day' : 'Last day'} problem={problems[field]}>
          {(described) => (
            <input
              type="date"
              value={form[field]}
              onChange={({ target }) => change({ [field]: target.value })}
              {...described}
            />
          )}
        </Field>
      ))}
      <Whom form={form} problems={problems} onChange={change} />
      <label className="check">
        <input type="checkbox" checked={form.reread} onChange={({ target }) => change({ reread: target.checked })} />
        Read every day again, also those that are there
      </label>
      <button type="submit" className="button button-strong">
        Plan
      </button>
    </form>
  );
}

interface WhomProps {
  readonly form: Filled;
  readonly problems: BackfillProblems;
  readonly onChange: (part: Partial<Filled>) => void;
}

const WHOM = [
  ['all', 'all accounts'],
  ['cohort', 'a cohort'],
  ['accounts', 'listed accounts'],
] as const;

function Whom({ form: { whom, cohort, accounts }, problems, onChange }: WhomProps) {
  const { data } = useQuery(cohortNames());
  const choose = (value: string): void => {
    const [chosen] = WHOM.find(([name]) => name === value) ?? [];
    if (chosen !== undefined) onChange({ whom: chosen });
  };
  return (
    <>
      <Field label="Whose">
        {() => (
          <select value={whom} onChange={({ target }) => choose(target.value)}>
            {WHOM.map(([name, text]) => (
              <option key={name} value={name}>
                {text}
              </option>
            ))}
          </select>
        )}
      </Field>
      {whom === 'cohort' ? (
        <Field label="Cohort" problem={problems.cohort}>
          {(described) => (
            <select value={cohort} onChange={({ target }) => onChange({ cohort: target.value })} {...described}>
              <option value="">choose</option>
              {(data?.cohorts ?? []).map(({ cohort: name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </Field>
      ) : null}
      {whom === 'accounts' ? (
        <Field label="Accounts, separated by commas" problem={problems.accounts}>
          {(described) => (
            <input value={accounts} onChange={({ target }) => onChange({ accounts: target.value })} {...described} />
          )}
        </Field>
      ) : null}
    </>
  );
}

interface Described {
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby'?: string;
}

interface FieldProps {
  readonly label: string;
  readonly problem?: string | undefined;
  readonly children: (described: Described) => ReactNode;
}

function Field({ label, problem, children }: FieldProps) {
  const problemId = useId();
  const isWrong = problem !== undefined;
  return (
    // The field is what the function renders; the rule does not see it.
    // oxlint-disable-next-line jsx-a11y/label-has-associated-control
    <label className="field">
      {label}
      {children({ 'aria-invalid': isWrong, ...(isWrong ? { 'aria-describedby': problemId } : {}) })}
      {isWrong ? (
        <span id={problemId} role="alert" className="field-problem">
          {problem}
        </span>
      ) : null}
    </label>
  );
}
