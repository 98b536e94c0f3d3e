// One field of an account's form: what it is called, what may stand there, and beside it what is wrong.
import { useId } from 'react';
import type { Field } from '../view/account-form.ts';

export const LABELS: Readonly<Record<Field, string>> = {
  name: 'Name',
  sources: 'Sources',
  currency: 'Currency',
  convertCurrency: 'Convert currencies',
  historyDepthDays: 'History depth, days',
  polynomialDegree: 'Highest degree of curves',
  country: 'Country',
  timeZone: 'Time zone',
  tier: 'Tier',
  cohort: 'Cohort',
  status: 'Status',
};

const HINTS: Partial<Record<Field, string>> = {
  sources: 'ids, separated by commas; none: revenue comes by import or API',
  currency: 'ISO 4217 code, such as EUR',
  historyDepthDays: '1 to 180, or auto',
  country: 'ISO 3166-1 code, such as DE, for public holidays; empty for none',
  timeZone: 'IANA name, such as Europe/Berlin',
  status: 'archived: takes part in no run and keeps its data',
};

const CHOICES: Partial<Record<Field, readonly string[]>> = {
  convertCurrency: ['yes', 'no'],
  polynomialDegree: ['1', '2'],
  tier: ['critical', 'standard', 'economy'],
  status: ['active', 'archived'],
};

interface FieldProps {
  readonly field: Field;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onChange: (value: string) => void;
}

export function AccountField({ field, value, problem, onChange }: FieldProps) {
  const id = useId();
  const choices = CHOICES[field];
  const common = {
    id,
    value,
    'aria-invalid': problem !== undefined,
    'aria-describedby': `${id}-hint ${id}-problem`,
  };
  return (
    <div className="field">
      <label htmlFor={id}>{LABELS[field]}</label>
      {choices === undefined ? (
        <input {...common} autoComplete="off" onChange={({ target }) => onChange(target.value)} />
      ) : (
        <select {...common} onChange={({ target }) => onChange(target.value)}>
          {choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      )}
      <span id={`${id}-hint`} className="small muted">
        {HINTS[field]}
      </span>
      <span id={`${id}-problem`} className="field-problem">
        {problem}
      </span>
    </div>
  );
}
