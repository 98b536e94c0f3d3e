// What a day run went by where somebody had set something else than the default; nothing when nobody had.
import { useQuery } from '@tanstack/react-query';
import { variablesOfRun } from '../client/settings.ts';
import { formatInstant } from '../format/dates.ts';
import { setInRun, showValue } from '../view/settings-view.ts';

/** Runs of before, and runs whose record is gone, have none: that is no failure of the page. */
export function RunVariables({ id }: { readonly id: string }) {
  const { data } = useQuery(variablesOfRun(id));
  const set = data === undefined ? [] : setInRun(data);
  if (data === undefined || set.length === 0) return null;
  return (
    <section className="card" aria-labelledby="variables-title">
      <h2 id="variables-title">Variables it went by</h2>
      <p className="small muted">Read {formatInstant(data.recordedAt)}; the others had their defaults.</p>
      <ul className="list">
        {set.map(({ name, value, default: usual }) => (
          <li key={name}>
            <code>{name}</code> {showValue(value)}
            {usual === null ? '' : `, by default ${showValue(usual)}`}
          </li>
        ))}
      </ul>
    </section>
  );
}
