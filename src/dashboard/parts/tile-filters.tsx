// Which account days: how far back, how they ended, by which cause.
import { useState } from 'react';
import {
  TILE_PERIOD_DEFAULT,
  TILE_PERIODS,
  TILE_STATUSES,
  readRunsSearch,
  type RunsSearch,
} from '../state/runs-search.ts';

interface FiltersProps {
  readonly search: RunsSearch;
  readonly onChange: (search: RunsSearch) => void;
}

export function TileFilters({ search, onChange }: FiltersProps) {
  // What is empty, or makes no sense, is left out again.
  const change = (part: Readonly<Record<string, unknown>>): void => onChange(readRunsSearch({ ...search, ...part }));
  const days = search.days ?? TILE_PERIOD_DEFAULT;
  return (
    <>
      <fieldset className="segments">
        <legend className="visually-hidden">Period</legend>
        {TILE_PERIODS.map((count) => (
          <button key={count} type="button" aria-pressed={days === count} onClick={() => change({ days: count })}>
            {count} days
          </button>
        ))}
      </fieldset>
      <label className="inline-field">
        <span className="visually-hidden">Accounts with a day that is</span>
        <select value={search.status ?? ''} onChange={({ target }) => change({ status: target.value })}>
          <option value="">Any outcome</option>
          {TILE_STATUSES.map((status) => (
            <option key={status}>{status}</option>
          ))}
        </select>
      </label>
      <CodeField key={search.code ?? ''} code={search.code ?? ''} onChange={(code) => change({ code })} />
    </>
  );
}

interface CodeProps {
  readonly code: string;
  readonly onChange: (code: string) => void;
}

function CodeField({ code, onChange }: CodeProps) {
  const [text, setText] = useState(code);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onChange(text.trim().toUpperCase());
      }}
    >
      <input
        aria-label="Error code, Enter applies it"
        placeholder="Error code"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
    </form>
  );
}
