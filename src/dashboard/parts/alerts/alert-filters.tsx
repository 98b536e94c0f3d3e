// Which incidents: open or not, how bad, of which kind.
import {
  ALERT_KINDS,
  ALERT_STATES,
  SEVERITIES,
  readAlertsSearch,
  type AlertsSearch,
} from '../../state/alerts-search.ts';

interface FiltersProps {
  readonly search: AlertsSearch;
  readonly onChange: (search: AlertsSearch) => void;
}

export function AlertFilters({ search, onChange }: FiltersProps) {
  // What is empty is left out again.
  const change = (part: Readonly<Record<string, unknown>>): void => onChange(readAlertsSearch({ ...search, ...part }));
  const { state = 'open', severity = '', kind = '' } = search;
  const kinds = kind === '' || ALERT_KINDS.some((known) => known === kind) ? ALERT_KINDS : [...ALERT_KINDS, kind];
  return (
    <>
      <fieldset className="segments">
        <legend className="visually-hidden">Incidents that are</legend>
        {ALERT_STATES.map((one) => (
          <button key={one} type="button" aria-pressed={state === one} onClick={() => change({ state: one })}>
            {one}
          </button>
        ))}
      </fieldset>
      <Choice
        label="Severity"
        any="Any severity"
        value={severity}
        options={SEVERITIES}
        onChange={(value) => change({ severity: value })}
      />
      <Choice label="Kind" any="Any kind" value={kind} options={kinds} onChange={(value) => change({ kind: value })} />
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly any: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly onChange: (value: string) => void;
}

const Choice = ({ label, any, value, options, onChange }: ChoiceProps) => (
  <label className="inline-field">
    <span className="visually-hidden">{label}</span>
    <select value={value} onChange={({ target }) => onChange(target.value)}>
      <option value="">{any}</option>
      {options.map((option) => (
        <option key={option}>{option}</option>
      ))}
    </select>
  </label>
);
