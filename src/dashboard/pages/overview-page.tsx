// The page one opens in the morning: what came in, what comes next, is the day done, what is odd.
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, type ReactNode } from 'react';
import { lastDayKnown, overviewOf } from '../client/queries.ts';
import type { Overview } from '../client/types.ts';
import { formatDate } from '../format/dates.ts';
import { AlertsCard } from '../parts/alerts-card.tsx';
import { Figures } from '../parts/figures.tsx';
import { HistoryCard } from '../parts/history-card.tsx';
import { HoldsCard } from '../parts/holds-card.tsx';
import { Empty, Failure, Loading } from '../parts/notices.tsx';
import { OverviewHead } from '../parts/overview-head.tsx';
import { RevenueCard } from '../parts/revenue-card.tsx';
import { RunCard } from '../parts/run-card.tsx';
import { SavedViews } from '../parts/saved-views.tsx';
import { SourcesCard } from '../parts/sources-card.tsx';
import { datesOf, readOverviewSearch, type OverviewSearch } from '../state/overview-search.ts';
import { currenciesOf, pointsOf, sharesOf } from '../view/overview-view.ts';

export function OverviewPage() {
  const search: OverviewSearch = useSearch({ from: '/' });
  const navigate = useNavigate({ from: '/' });
  const { account, cohort } = search;
  const known = useQuery(lastDayKnown(search.days !== undefined));
  const ask = {
    ...datesOf(search, known.data?.lastCompleteDay ?? null),
    ...(account === undefined ? {} : { account }),
    ...(cohort === undefined ? {} : { cohort }),
  };
  const { data, error, refetch, isPlaceholderData } = useQuery(overviewOf(ask));
  return (
    <main className="page" aria-busy={isPlaceholderData}>
      <OverviewHead
        search={search}
        overview={data ?? null}
        onChange={(next) => void navigate({ search: next, replace: false })}
      />
      <SavedViews
        page="overview"
        search={search}
        onChoose={(next) => void navigate({ search: readOverviewSearch(next) })}
      />
      {error === null || data !== undefined ? null : (
        <Failure what="The overview" error={error} retry={() => void refetch()} />
      )}
      {data === undefined ? error === null ? <OverviewLoading /> : null : <Content overview={data} search={search} />}
    </main>
  );
}

const OverviewLoading = () => (
  <section className="card">
    <Loading label="the overview" rows={12} />
  </section>
);

function Content({ overview, search }: { readonly overview: Overview; readonly search: OverviewSearch }) {
  const currencies = currenciesOf(overview);
  const wanted = search.currency ?? currencies[0];
  const currency = currencies.find((code) => code === wanted) ?? currencies[0];
  const waiting = <Waiting overview={overview} />;
  if (currency !== undefined) {
    return (
      <FiguresOfCurrency overview={overview} currency={currency}>
        {waiting}
      </FiguresOfCurrency>
    );
  }
  return (
    <>
      <NoFigures overview={overview} />
      {waiting}
    </>
  );
}

/** What goes on, and what waits for somebody. */
const Waiting = ({ overview }: { readonly overview: Overview }) => (
  <>
    <div className="columns columns-even">
      <RunCard runs={overview.runs} date={overview.lastCompleteDay} timeZone={overview.timeZone} />
      <AlertsCard />
    </div>
    <HoldsCard />
  </>
);

const NoFigures = ({ overview: { from, to, refreshing } }: { readonly overview: Overview }) => (
  <section className="card">
    {refreshing.length > 0 ? (
      <Empty title={`${refreshing.length} days are being added up`}>
        <p>They appear here as they are ready.</p>
      </Empty>
    ) : (
      <Empty title={`No revenue and no forecast from ${formatDate(from)} to ${formatDate(to)}`}>
        <p>
          Choose another period, bring in history with <code>npm run morrow -- backfill</code>, or import a file.
        </p>
      </Empty>
    )}
  </section>
);

interface OfCurrencyProps {
  readonly overview: Overview;
  readonly currency: string;
  /** What stands between charts and history. */
  readonly children: ReactNode;
}

function FiguresOfCurrency({ overview, currency, children }: OfCurrencyProps) {
  const points = useMemo(() => pointsOf(overview, currency), [overview, currency]);
  const shares = useMemo(() => sharesOf(points), [points]);
  const scope = overview.account?.id ?? overview.cohort ?? 'all';
  return (
    <>
      <Figures overview={overview} currency={currency} points={points} />
      <div className="columns">
        <RevenueCard points={points} currency={currency} lastCompleteDay={overview.lastCompleteDay} />
        <SourcesCard shares={shares} currency={currency} />
      </div>
      {children}
      <HistoryCard
        points={points}
        currency={currency}
        refreshing={overview.refreshing}
        fileName={`morrow-${scope}-${currency}-${overview.from}-${overview.to}.csv`}
      />
    </>
  );
}
