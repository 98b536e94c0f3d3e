// Bring in older days: plan them with their cost, start, follow them live, and see the earlier ones.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { runsLike } from '../client/queries.ts';
import type { RunRow } from '../client/types.ts';
import { formatDuration, formatInstant } from '../format/dates.ts';
import { BackfillForm } from '../parts/backfill-form.tsx';
import { BackfillProgress } from '../parts/backfill-progress.tsx';
import { Empty, Failure, Loading } from '../parts/notices.tsx';
import { PlanCard } from '../parts/plan-card.tsx';
import { Status } from '../parts/status.tsx';
import { askOf, type BackfillSearch } from '../state/backfill-search.ts';
import { subjectOf } from '../view/backfill-view.ts';

export function BackfillPage() {
  const search: BackfillSearch = useSearch({ from: '/backfill' });
  const navigate = useNavigate({ from: '/backfill' });
  const [started, setStarted] = useState<readonly string[]>([]);
  const ask = askOf(search);
  return (
    <main className="page">
      <div className="page-head">
        <h1>Backfill</h1>
      </div>
      <section className="card" aria-labelledby="form-title">
        <h2 id="form-title">Older days</h2>
        <BackfillForm key={JSON.stringify(search)} search={search} onPlan={(next) => void navigate({ search: next })} />
        <p className="small muted">
          Brings in what is missing of a range from the sources; forecasts whose published figures turn out to be
          corrected are made again. Today’s run always goes first. Planning starts nothing.
        </p>
      </section>
      {ask === null ? null : (
        <PlanCard
          ask={ask}
          onStarted={(id) => setStarted((before) => [id, ...before.filter((other) => other !== id)])}
        />
      )}
      <Backfills started={started} />
    </main>
  );
}

const SHOWN = 20;

function Backfills({ started }: { readonly started: readonly string[] }) {
  const { data, error, refetch } = useQuery(runsLike({ kind: 'backfill', limit: SHOWN }));
  const running = (data?.runs ?? []).filter(({ status }) => status === 'running').map(({ id }) => id);
  const live = [...new Set([...started, ...running])];
  const earlier = (data?.runs ?? []).filter(({ id }) => !live.includes(id));
  return (
    <>
      {live.length === 0 ? null : (
        <section className="card" aria-labelledby="live-title">
          <h2 id="live-title">Now</h2>
          <ul className="list">
            {live.map((id) => (
              <li key={id}>
                <BackfillProgress id={id} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="card" aria-labelledby="earlier-title">
        <h2 id="earlier-title">Earlier backfills</h2>
        {data === undefined ? (
          error === null ? (
            <Loading label="earlier backfills" rows={4} />
          ) : (
            <Failure what="Earlier backfills" error={error} retry={() => void refetch()} />
          )
        ) : earlier.length === 0 ? (
          <Empty title="There is no earlier one" />
        ) : (
          <EarlierTable runs={earlier} />
        )}
      </section>
    </>
  );
}

const EarlierTable = ({ runs }: { readonly runs: readonly RunRow[] }) => (
  <section className="scroll-x" tabIndex={0} aria-label="Earlier backfills, scrolls sideways">
    <table>
      <caption className="visually-hidden">Earlier backfills, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Days and accounts</th>
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
          <tr key={run.id}>
            <th scope="row" className="wrap">
              <Link to="/runs/$id" params={{ id: run.id }}>
                {subjectOf(run)}
              </Link>
            </th>
            <td>
              <Status status={run.status} /> {run.errorCode === null ? null : <code>{run.errorCode}</code>}
            </td>
            <td>{formatInstant(run.startedAt)}</td>
            <td className="num">
              {run.finishedAt === null ? '–' : formatDuration(Date.parse(run.finishedAt) - Date.parse(run.startedAt))}
            </td>
            <td>
              <a href={run.links.temporal}>Temporal</a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);
