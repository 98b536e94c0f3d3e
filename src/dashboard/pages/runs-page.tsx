// How the days of all accounts ended, and the latest day runs.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { lastDayKnown, runsLike, tilesOf, type TilesAsk } from '../client/queries.ts';
import { countOf } from '../format/counts.ts';
import { addDays } from '../format/dates.ts';
import { HeatMap } from '../parts/heat-map.tsx';
import { Empty, Failure, Loading } from '../parts/notices.tsx';
import { RunTable } from '../parts/run-table.tsx';
import { SavedViews } from '../parts/saved-views.tsx';
import { TileFilters } from '../parts/tile-filters.tsx';
import { TileLegend } from '../parts/tile-legend.tsx';
import { TileTable } from '../parts/tile-table.tsx';
import { readRunsSearch, TILE_PERIOD_DEFAULT, type RunsSearch } from '../state/runs-search.ts';
import { datesOfRange } from '../view/tiles-view.ts';

export function RunsPage() {
  const search: RunsSearch = useSearch({ from: '/runs' });
  const navigate = useNavigate({ from: '/runs' });
  const known = useQuery(lastDayKnown(true));
  const last = known.data?.lastCompleteDay ?? null;
  return (
    <main className="page">
      <div className="page-head">
        <h1>Runs</h1>
        <span className="push" />
        <TileFilters search={search} onChange={(next) => void navigate({ search: next })} />
      </div>
      <SavedViews page="runs" search={search} onChoose={(next) => void navigate({ search: readRunsSearch(next) })} />
      <section className="card" aria-labelledby="days-title">
        <div className="card-head">
          <h2 id="days-title">Account days, pipeline daily</h2>
          <TileLegend />
        </div>
        {last !== null ? (
          <Tiles ask={askOf(search, last)} />
        ) : known.error === null ? (
          <Loading label="account days" rows={12} />
        ) : (
          <Failure what="Account days" error={known.error} retry={() => void known.refetch()} />
        )}
      </section>
      <section className="card" aria-labelledby="latest-title">
        <h2 id="latest-title">Latest day runs</h2>
        <LatestRuns />
      </section>
    </main>
  );
}

function askOf({ days = TILE_PERIOD_DEFAULT, status, code, cohort }: RunsSearch, last: string): TilesAsk {
  return {
    from: addDays(last, 1 - days),
    to: last,
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(cohort === undefined ? {} : { cohort }),
  };
}

function Tiles({ ask }: { readonly ask: TilesAsk }) {
  const { data, error, refetch, fetchNextPage, isFetchNextPageError } = useInfiniteQuery(tilesOf(ask));
  const rows = useMemo(() => data?.pages.flatMap(({ accounts }) => accounts) ?? [], [data]);
  const [first] = data?.pages ?? [];
  const dates = useMemo(() => (first === undefined ? [] : datesOfRange(first)), [first]);
  if (first === undefined) {
    return error === null ? (
      <Loading label="account days" rows={12} />
    ) : (
      <Failure what="Account days" error={error} retry={() => void refetch()} />
    );
  }
  const total = first.total ?? rows.length;
  if (total === 0) return <Empty title="No account has such a day in this period" />;
  // One that is under way goes on; whether one is, nothing here shows.
  const more = () => void fetchNextPage({ cancelRefetch: false });
  return (
    <>
      <HeatMap rows={rows} total={total} dates={dates} onMore={isFetchNextPageError ? null : more} />
      {isFetchNextPageError ? <Failure what="Further accounts" error={error} retry={more} /> : null}
      <p className="small muted">
        {countOf(total, 'account')}
        {rows.length < total ? `, ${rows.length} loaded` : ''}
        {rows.length < total && !isFetchNextPageError ? '; the others come as you scroll' : ''}
      </p>
      <TileTable rows={rows} dates={dates} />
    </>
  );
}

function LatestRuns() {
  const { data, error, refetch } = useQuery(runsLike({ kind: 'day', limit: 14 }));
  if (data === undefined) {
    return error === null ? (
      <Loading label="day runs" rows={6} />
    ) : (
      <Failure what="Day runs" error={error} retry={() => void refetch()} />
    );
  }
  if (data.runs.length > 0) return <RunTable runs={data.runs} caption="Latest day runs" />;
  return (
    <Empty title="No day has run yet">
      <p>
        A schedule starts it, or <code>npm run morrow -- run yesterday</code>.
      </p>
    </Empty>
  );
}
