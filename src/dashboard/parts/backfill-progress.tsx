// One backfill under way: how far, what is left, and the way to stop it.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { runOf } from '../client/queries.ts';
import { formatInstant } from '../format/dates.ts';
import { progressOf, subjectOf } from '../view/backfill-view.ts';
import { Failure, Loading } from './notices.tsx';
import { RunActions } from './run-actions.tsx';
import { Status } from './status.tsx';

export function BackfillProgress({ id }: { readonly id: string }) {
  const { data, error, refetch } = useQuery(runOf(id));
  if (data === undefined) {
    return error === null ? (
      <Loading label="the backfill" rows={2} />
    ) : (
      <Failure what="The backfill" error={error} retry={() => void refetch()} />
    );
  }
  const progress = progressOf(data);
  return (
    <>
      <div className="list-head">
        <Link to="/runs/$id" params={{ id }}>
          {subjectOf(data)}
        </Link>
        <Status status={data.status} />
        {data.errorCode === null ? null : <code>{data.errorCode}</code>}
        <span className="push">
          <RunActions run={data} />
        </span>
      </div>
      {progress === null ? (
        <p className="small muted">
          {data.status === 'running' ? 'It is being planned, or no worker answers.' : endOf(data)}
        </p>
      ) : (
        <>
          <progress aria-label="Accounts that are done" max={Math.max(1, progress.total)} value={progress.done} />
          <p className="small">{progress.lines.join(' · ')}</p>
        </>
      )}
    </>
  );
}

const endOf = ({
  finishedAt,
  progress,
}: {
  finishedAt: string | null;
  progress: { done: number; total: number } | null;
}) =>
  `${finishedAt === null ? 'over' : `over since ${formatInstant(finishedAt)}`}${progress === null ? '' : `, ${progress.done} of ${progress.total} accounts`}`;
