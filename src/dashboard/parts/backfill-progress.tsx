// One backfill under way: how far, what is left, and the way to stop it.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { runOf } from '../client/queries.ts';
import type { Run } from '../client/types.ts';
import { formatInstant } from '../format/dates.ts';
import { progressOf, subjectOf } from '../view/backfill-view.ts';
import { readTally } from '../view/run-view.ts';
import { Failure, Loading } from './notices.tsx';
import { RunActions } from './run-actions.tsx';
import { Status } from './status.tsx';

export function BackfillProgress({ id }: { readonly id: string }) {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(runOf(id));
  const isOver = data !== undefined && data.status !== 'running';
  // What was missing is there now: neither the plan nor the list of runs is right any more.
  useEffect(() => {
    if (!isOver) return;
    void queries.invalidateQueries({ queryKey: ['backfill-plan'] });
    void queries.invalidateQueries({ queryKey: ['runs'] });
  }, [isOver, queries]);
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

/** Of what is counted for every kind of run, what says something of a backfill. */
const WENT_WRONG: ReadonlySet<string> = new Set(['failed', 'cancelled']);

function endOf({ finishedAt, summary }: Run): string {
  const counts = (readTally(summary)?.counts ?? [])
    .filter(([label, count]) => label === 'accounts' || (count > 0 && WENT_WRONG.has(label)))
    .map(([label, count]) => `${count} ${label}`);
  return [`over since ${finishedAt === null ? 'just now' : formatInstant(finishedAt)}`, ...counts].join(' · ');
}
