// Which days: the last 7, 30 or 90, or an own range. What makes no sense is said beside the fields and changes nothing.
import { useState } from 'react';
import { PERIOD_DEFAULT, PERIODS, rangeProblem } from '../state/overview-search.ts';

export interface Period {
  readonly days?: number;
  readonly from?: string;
  readonly to?: string;
}

interface PickerProps {
  readonly period: Period;
  /** What is shown now: an own range begins with it. */
  readonly shown: { readonly from: string; readonly to: string } | null;
  readonly onChange: (period: Period) => void;
}

export function PeriodPicker({ period, shown, onChange }: PickerProps) {
  const isOwn = period.from !== undefined;
  const [open, setOpen] = useState(isOwn);
  const days = period.days ?? PERIOD_DEFAULT;
  return (
    <div className="picker">
      <fieldset className="segments">
        <legend className="visually-hidden">Period</legend>
        {PERIODS.map((count) => (
          <button
            key={count}
            type="button"
            aria-pressed={!isOwn && days === count}
            onClick={() => {
              setOpen(false);
              onChange({ days: count });
            }}
          >
            {count} days
          </button>
        ))}
        <button type="button" aria-pressed={isOwn} aria-expanded={open} onClick={() => setOpen(!open)}>
          Range
        </button>
      </fieldset>
      {open && shown !== null ? <RangeForm key={`${shown.from}${shown.to}`} shown={shown} onChange={onChange} /> : null}
    </div>
  );
}

interface RangeProps {
  readonly shown: { readonly from: string; readonly to: string };
  readonly onChange: (period: Period) => void;
}

function RangeForm({ shown, onChange }: RangeProps) {
  const [from, setFrom] = useState(shown.from);
  const [to, setTo] = useState(shown.to);
  const [problem, setProblem] = useState<string | null>(null);
  const show = (): void => {
    const found = rangeProblem(from, to);
    setProblem(found);
    if (found === null) onChange({ from, to });
  };
  return (
    <form
      className="range"
      onSubmit={(event) => {
        event.preventDefault();
        show();
      }}
    >
      <label>
        <span className="visually-hidden">First day</span>
        <input type="date" value={from} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <span aria-hidden="true">–</span>
      <label>
        <span className="visually-hidden">Last day</span>
        <input
          type="date"
          value={to}
          aria-invalid={problem !== null}
          aria-describedby="range-problem"
          onChange={(event) => setTo(event.target.value)}
        />
      </label>
      <button type="submit" className="button">
        Show
      </button>
      <span id="range-problem" role="alert" className="field-problem">
        {problem}
      </span>
    </form>
  );
}
