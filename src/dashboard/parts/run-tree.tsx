// What a run consists of: partitions, and in them account days. Each level is loaded when it is opened; what failed comes by itself.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { stepsOf } from '../client/step-queries.ts';
import type { RunStep } from '../client/types.ts';
import { formatMs, nameOfStep } from '../view/steps-view.ts';
import { Empty, Failure, Loading } from './notices.tsx';
import { Status } from './status.tsx';

const PAGE = 100;

export const RunTree = ({ id }: { readonly id: string }) => (
  <section className="card" aria-labelledby="tree-title">
    <h2 id="tree-title">Consists of</h2>
    <Branch id={id} />
  </section>
);

function Branch({ id }: { readonly id: string }) {
  const [failedOnly, setFailedOnly] = useState(false);
  const ask = { kinds: 'child', limit: PAGE, ...(failedOnly ? { states: 'failed' } : {}) };
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(stepsOf(id, ask));
  const page = data?.pages.at(-1);
  if (data === undefined || page === undefined) {
    return error === null ? (
      <Loading label="its parts" />
    ) : (
      <Failure what="Its parts" error={error} retry={() => void refetch()} />
    );
  }
  const failed = page.counts.failed ?? 0;
  const parts = data.pages.flatMap(({ steps }) => steps);
  if (parts.length === 0) return <Empty title={page.note ?? 'Nothing was begun yet'} />;
  return (
    <>
      <p className="small muted">
        {Object.entries(page.counts)
          .map(([state, count]) => `${count} ${state}`)
          .join(' · ')}{' '}
        {failed === 0 ? null : (
          <button type="button" className="link" aria-pressed={failedOnly} onClick={() => setFailedOnly(!failedOnly)}>
            {failedOnly ? 'Show all' : `Only the ${failed} failed`}
          </button>
        )}
      </p>
      <ul className="tree">
        {parts.map((part) => (
          <Part key={part.id} part={part} />
        ))}
      </ul>
      {hasNextPage ? (
        <button type="button" className="button button-quiet" onClick={() => void fetchNextPage()}>
          Show more
        </button>
      ) : null}
    </>
  );
}

/** Workflows that consist of others. */
const OPENS = new Set(['partition', 'dayRun', 'trainingBatch']);

function Part({ part }: { readonly part: RunStep }) {
  const [isOpen, setOpen] = useState(false);
  const { childId, name, state, errorCode, ranMs, links } = part;
  if (childId === null) return null;
  return (
    <li>
      {OPENS.has(name) ? (
        <button type="button" className="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? '▾' : '▸'} {nameOfStep(part)}
        </button>
      ) : null}{' '}
      <Link to="/runs/$id" params={{ id: childId }}>
        {OPENS.has(name) ? 'its steps' : nameOfStep(part)}
      </Link>{' '}
      <Status status={state} /> {errorCode === null ? null : <code>{errorCode}</code>}{' '}
      <span className="small muted">{ranMs === null ? '' : formatMs(ranMs)}</span>{' '}
      {links.temporal === null ? null : <a href={links.temporal}>Temporal</a>}
      {isOpen ? <Branch id={childId} /> : null}
    </li>
  );
}
