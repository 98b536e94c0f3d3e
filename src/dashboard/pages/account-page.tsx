// One account: what it earns and what comes next, why, the model behind it, its settings and its runs.
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { accountOverviewOf } from '../client/queries.ts';
import type { AccountOverview } from '../client/types.ts';
import { AccountDaysCard } from '../parts/account-days-card.tsx';
import { AccountFigures } from '../parts/account-figures.tsx';
import { AccountSettings } from '../parts/account-settings.tsx';
import { ModelCard } from '../parts/model-card.tsx';
import { Empty, Failure, Loading } from '../parts/notices.tsx';
import { PeriodPicker } from '../parts/period-picker.tsx';
import { ReasonsCard } from '../parts/reasons-card.tsx';
import { RevenueCard } from '../parts/revenue-card.tsx';
import { RunTable } from '../parts/run-table.tsx';
import { StackedCard } from '../parts/stacked-card.tsx';
import { datesOf } from '../state/overview-search.ts';
import { pointsOf } from '../view/overview-view.ts';

export function AccountPage() {
  const { id } = useParams({ from: '/accounts/$id' });
  const search = useSearch({ from: '/accounts/$id' });
  const navigate = useNavigate({ from: '/accounts/$id' });
  const known = useQuery({ ...accountOverviewOf(id, {}), enabled: search.days !== undefined });
  const ask = datesOf(search, known.data?.lastCompleteDay ?? null);
  const { data, error, refetch, isPlaceholderData } = useQuery(accountOverviewOf(id, ask));
  return (
    <main className="page" aria-busy={isPlaceholderData}>
      <div className="page-head">
        <h1>{id}</h1>
        {data === undefined ? null : <AccountName overview={data} />}
        <span className="push" />
        <PeriodPicker
          period={search}
          shown={data ?? null}
          onChange={(next) => void navigate({ search: next, replace: false })}
        />
      </div>
      {error === null || data !== undefined ? null : (
        <Failure what="The account" error={error} retry={() => void refetch()} />
      )}
      {data === undefined ? error === null ? <AccountLoading /> : null : <AccountContent overview={data} />}
    </main>
  );
}

const AccountLoading = () => (
  <section className="card">
    <Loading label="the account" rows={12} />
  </section>
);

const AccountName = ({ overview: { account, timeZone } }: { readonly overview: AccountOverview }) => (
  <span className="muted">
    {account.name === account.id ? '' : `${account.name} · `}
    {account.status === 'archived' ? 'archived · ' : ''}
    {account.currency} · business dates of {timeZone}
  </span>
);

function AccountContent({ overview }: { readonly overview: AccountOverview }) {
  const { account, lastCompleteDay, days, next } = overview;
  const { currency } = account;
  const points = useMemo(() => pointsOf(overview, currency), [overview, currency]);
  return (
    <>
      <AccountFigures overview={overview} points={points} />
      {days.length === 0 ? (
        <NoDays />
      ) : (
        <div className="columns columns-even">
          <RevenueCard points={points} currency={currency} lastCompleteDay={lastCompleteDay} />
          <StackedCard points={points} currency={currency} />
        </div>
      )}
      <div className="columns columns-even">
        <div className="stack">
          <ReasonsCard next={next} withheld={overview.withheld} reasons={overview.reasons} />
          <AccountSettings account={account} etag={overview.etag} />
        </div>
        <ModelCard model={overview.model} cohort={account.cohort} />
      </div>
      <AccountDaysCard overview={overview} points={points} />
      <RunsCard runs={overview.runs} />
    </>
  );
}

const NoDays = () => (
  <section className="card">
    <Empty title="No revenue and no forecast in this period">
      <p>
        Choose another period, bring in history with <code>npm run morrow -- backfill</code>, or import a file.
      </p>
    </Empty>
  </section>
);

const RunsCard = ({ runs }: Pick<AccountOverview, 'runs'>) => (
  <section className="card" aria-labelledby="account-runs-title">
    <h2 id="account-runs-title">Runs</h2>
    {runs.length === 0 ? (
      <Empty title="No run of this account is recorded" />
    ) : (
      <div className="account-runs">
        <RunTable
          runs={runs}
          caption={`The latest ${runs.length} runs of this account, newest first`}
          name={({ kind, pipeline }) => (kind === 'account-day' ? pipeline : kind)}
        />
      </div>
    )}
  </section>
);
