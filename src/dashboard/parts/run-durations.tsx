// How long the same run took on the days before, and when it landed against its deadline.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { durationsOf } from '../client/step-queries.ts';
import type { RunDurations as Durations } from '../client/types.ts';
import { formatDate, formatInstant } from '../format/dates.ts';
import { formatMs, landingOf } from '../view/steps-view.ts';
import { Empty, Failure, Loading } from './notices.tsx';
import { Status } from './status.tsx';

export function RunDurations({ id }: { readonly id: string }) {
  const { data, error, refetch } = useQuery(durationsOf(id, null));
  return (
    <section className="card" aria-labelledby="durations-title">
      <h2 id="durations-title">Durations and landing times</h2>
      {data === undefined ? (
        error === null ? (
          <Loading label="durations" rows={5} />
        ) : (
          <Failure what="Durations" error={error} retry={() => void refetch()} />
        )
      ) : data.runs.length === 0 ? (
        <Empty title="No run like this is recorded" />
      ) : (
        <Runs runs={data.runs} />
      )}
    </section>
  );
}

function Runs({ runs }: { readonly runs: Durations['runs'] }) {
  const longest = Math.max(1, ...runs.map(({ tookMs }) => tookMs ?? 0));
  return (
    <section className="scroll-x" tabIndex={0} aria-label="Durations by day, scrolls sideways">
      <table className="gantt">
        <caption className="visually-hidden">Durations and landing times of the same run, by business date</caption>
        <thead>
          <tr>
            <th scope="col">Business date</th>
            <th scope="col">Status</th>
            <th scope="col">Landed</th>
            <th scope="col">Deadline</th>
            <th scope="col" className="gantt-time">
              Took
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.toReversed().map((run) => (
            <RunLine key={run.id} run={run} longest={longest} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface LineProps {
  readonly run: Durations['runs'][number];
  /** In ms. */
  readonly longest: number;
}

function RunLine({ run, longest }: LineProps) {
  const { id, date, status, finishedAt, deadlineAt, tookMs } = run;
  return (
    <tr>
      <th scope="row">
        <Link to="/runs/$id" params={{ id }}>
          {formatDate(date)}
        </Link>
      </th>
      <td>
        <Status status={status} />
      </td>
      <td>{finishedAt === null ? '–' : formatInstant(finishedAt)}</td>
      <td>
        {deadlineAt === null ? '–' : `${formatInstant(deadlineAt)}, `}
        <Landing run={run} />
      </td>
      <td className="gantt-time">
        {formatMs(tookMs)}
        <span className="gantt-bar" aria-hidden="true">
          <span className="gantt-ran" style={{ width: `${((tookMs ?? 0) / longest) * 100}%` }} />
        </span>
      </td>
    </tr>
  );
}

const MARKS = { good: '●', bad: '✕', calm: '○' } as const;

function Landing({ run }: Pick<LineProps, 'run'>) {
  const landing = landingOf(run);
  if (landing === null) return null;
  const { tone, text } = landing;
  return (
    <span className={`status-${tone}`}>
      {MARKS[tone]} {text}
    </span>
  );
}
