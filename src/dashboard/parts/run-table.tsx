// Runs as rows: what, how it stands, when and how long.
import { Link } from '@tanstack/react-router';
import type { RunRow } from '../client/types.ts';
import { formatDate, formatDuration, formatInstant } from '../format/dates.ts';
import { Status } from './status.tsx';

interface RunTableProps {
  readonly runs: readonly RunRow[];
  readonly caption: string;
  /** What a run is called there. */
  readonly name?: (run: RunRow) => string;
}

export const RunTable = ({ runs, caption, name = nameOf }: RunTableProps) => (
  <section className="scroll-x" tabIndex={0} aria-label={`${caption}, scrolls sideways`}>
    <table>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Business date</th>
          <th scope="col">Run</th>
          <th scope="col">Status</th>
          <th scope="col">Started</th>
          <th scope="col" className="num">
            Took
          </th>
          <th scope="col">Workflow</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <RunLine key={run.id} run={run} name={name(run)} />
        ))}
      </tbody>
    </table>
  </section>
);

function RunLine({ run, name }: { readonly run: RunRow; readonly name: string }) {
  const { id, date, status, startedAt, finishedAt, errorCode, links } = run;
  return (
    <tr>
      <th scope="row">{formatDate(date)}</th>
      <td>
        <Link to="/runs/$id" params={{ id }}>
          {name}
        </Link>
      </td>
      <td>
        <Status status={status} /> {errorCode === null ? null : <code>{errorCode}</code>}
      </td>
      <td>{formatInstant(startedAt)}</td>
      <td className="num">
        {finishedAt === null ? '–' : formatDuration(Date.parse(finishedAt) - Date.parse(startedAt))}
      </td>
      <td>
        <a href={links.temporal}>Temporal</a>
      </td>
    </tr>
  );
}

function nameOf({ id, kind, pipeline, accountId, cohort }: RunRow): string {
  if (accountId !== null) return accountId;
  const scope = id.includes('/only-') ? 'listed accounts' : (cohort ?? 'all accounts');
  return `${kind === 'day' ? pipeline : kind}, ${scope}`;
}
