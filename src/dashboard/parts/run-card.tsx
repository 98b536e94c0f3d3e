// The runs of the last complete day as they go: how far, what failed, when they will be done.
import { Link } from '@tanstack/react-router';
import type { OverviewRun } from '../client/types.ts';
import { formatDate, formatDuration, formatInstant } from '../format/dates.ts';
import { Empty } from './notices.tsx';
import { Status } from './status.tsx';

interface RunCardProps {
  readonly runs: readonly OverviewRun[];
  readonly date: string;
  readonly timeZone: string;
}

export const RunCard = ({ runs, date, timeZone }: RunCardProps) => (
  <section className="card" aria-labelledby="run-title">
    <div className="card-head">
      <h2 id="run-title">Run of {formatDate(date)}</h2>
      <span className="small muted">a day ends at midnight {timeZone}</span>
    </div>
    {runs.length === 0 ? (
      <Empty title="It has not run yet">
        <p>
          Its schedule starts it, or <code>npm run morrow -- run {date}</code>.
        </p>
      </Empty>
    ) : (
      <ul className="list">
        {runs.map((run) => (
          <RunItem key={run.id} run={run} />
        ))}
      </ul>
    )}
  </section>
);

function RunItem({ run }: { readonly run: OverviewRun }) {
  const { id, pipeline, cohort, status, errorCode, accounts, links } = run;
  const scope = id.includes('/only-') ? 'listed accounts' : (cohort ?? 'all accounts');
  return (
    <li>
      <div className="list-head">
        <Link to="/runs/$id" params={{ id }}>
          {pipeline}, {scope}
        </Link>
        <Status status={status} />
        {errorCode === null ? null : <code>{errorCode}</code>}
        <a className="push" href={links.temporal}>
          Open in Temporal
        </a>
      </div>
      {accounts === null ? null : <Progress accounts={accounts} />}
      <p className="small muted">{timesOf(run)}</p>
    </li>
  );
}

function Progress({ accounts }: { readonly accounts: NonNullable<OverviewRun['accounts']> }) {
  const { expected, done, held, failed, cancelled } = accounts;
  const ended = Math.min(expected, done + held + failed + cancelled);
  return (
    <>
      <progress aria-label="Accounts that are through" max={Math.max(1, expected)} value={ended} />
      <p className="small">
        {ended} of {expected} accounts through
        {failed > 0 ? <span className="status-bad"> · {failed} failed</span> : null}
        {held > 0 ? <span className="status-warn"> · {held} held</span> : null}
        {cancelled > 0 ? <span className="status-warn"> · {cancelled} cancelled</span> : null}
      </p>
    </>
  );
}

function timesOf({ startedAt, finishedAt, expectedFinishAt }: OverviewRun): string {
  const started = `started ${formatInstant(startedAt)}`;
  if (finishedAt !== null) return `${started}, took ${formatDuration(Date.parse(finishedAt) - Date.parse(startedAt))}`;
  return expectedFinishAt === null ? started : `${started}, done about ${formatInstant(expectedFinishAt)} at this pace`;
}
