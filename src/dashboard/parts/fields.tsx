// Fields of a form: each with its label, a hint, and beside it what is wrong with it.
import { useId, type ReactNode } from 'react';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Null: nothing is wrong. */
  readonly problem: string | null;
  readonly hint?: string;
  readonly type?: 'text' | 'password' | 'url';
  readonly required?: boolean;
}

export function TextField({ label, value, onChange, problem, hint, type = 'text', required = false }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={type}
        value={value}
        required={required}
        // A browser must not offer one person's secret, or its own, for a machine's.
        autoComplete={type === 'password' ? 'new-password' : 'off'}
        spellCheck={false}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-note`}
        onChange={({ target }) => onChange(target.value)}
      />
      <Note id={`${id}-note`} hint={hint} problem={problem} />
    </div>
  );
}

interface ChoiceProps extends Omit<FieldProps, 'type' | 'required'> {
  /** Value and what is shown for it. */
  readonly options: readonly (readonly [value: string, label: string])[];
}

export function ChoiceField({ label, value, onChange, problem, hint, options }: ChoiceProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-note`}
        onChange={({ target }) => onChange(target.value)}
      >
        {options.map(([option, shown]) => (
          <option key={option} value={option}>
            {shown}
          </option>
        ))}
      </select>
      <Note id={`${id}-note`} hint={hint} problem={problem} />
    </div>
  );
}

interface NoteProps {
  readonly id: string;
  readonly hint: string | undefined;
  readonly problem: string | null;
}

const Note = ({ id, hint, problem }: NoteProps) => (
  <span id={id} className={problem === null ? 'small muted' : 'field-problem'}>
    {problem ?? hint}
  </span>
);

interface ChecksProps {
  readonly label: string;
  readonly options: readonly string[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  readonly problem: string | null;
  readonly children?: ReactNode;
}

export const CheckFields = ({ label, options, chosen, onChange, problem, children }: ChecksProps) => (
  <fieldset className="field checks">
    <legend>{label}</legend>
    {options.map((option) => (
      <label key={option}>
        <input
          type="checkbox"
          checked={chosen.includes(option)}
          onChange={({ target }) =>
            onChange(target.checked ? [...chosen, option] : chosen.filter((other) => other !== option))
          }
        />
        {option}
      </label>
    ))}
    <span className={problem === null ? 'small muted' : 'field-problem'}>{problem ?? children}</span>
  </fieldset>
);
