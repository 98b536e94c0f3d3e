// Published forecasts on their way to the webhook: what became of each, and delivering them again.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { deliveriesLike, redeliver } from '../client/delivery-queries.ts';
import { formatInstant } from '../format/dates.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { DeliveryTable } from '../parts/delivery-table.tsx';
import { Empty, Failure, Loading } from '../parts/notices.tsx';
import { useMayChange } from '../parts/role.tsx';
import { DELIVERY_STATUSES, readDeliveriesSearch, type DeliveriesSearch } from '../state/deliveries-search.ts';

export function DeliveriesPage() {
  const search: DeliveriesSearch = useSearch({ from: '/deliveries' });
  const navigate = useNavigate({ from: '/deliveries' });
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(deliveriesLike(search));
  const { counts = {}, countedUpTo = 0, notBefore = null } = data?.pages.at(-1) ?? {};
  const rows = data?.pages.flatMap(({ deliveries }) => deliveries) ?? [];
  const isFiltered = search.status !== undefined || search.account !== undefined;
  return (
    <main className="page">
      <div className="page-head">
        <h1>Deliveries</h1>
        <span className="push" />
        <Filters search={search} onChange={(next) => void navigate({ search: next })} />
        <AllAgain failed={counts['given-up'] ?? 0} />
      </div>
      <section className="card" aria-labelledby="deliveries-title">
        <div className="card-head">
          <h2 id="deliveries-title">Published forecasts to the webhook</h2>
          <span className="small muted">
            {Object.entries(counts)
              .map(([status, count]) => `${count}${count < countedUpTo ? '' : ' or more'} ${status}`)
              .join(' · ')}
          </span>
        </div>
        {notBefore === null ? null : (
          <p className="notice small">
            The receiver has asked for nothing before {formatInstant(notBefore)}: what is due waits until then.
            Delivering again by hand does not: it asks within a minute.
          </p>
        )}
        {data === undefined ? (
          error === null ? (
            <Loading label="deliveries" rows={8} />
          ) : (
            <Failure what="Deliveries" error={error} retry={() => void refetch()} />
          )
        ) : rows.length === 0 ? (
          <Nothing isFiltered={isFiltered} />
        ) : (
          <DeliveryTable deliveries={rows} />
        )}
        {hasNextPage ? (
          <button type="button" className="button button-quiet" onClick={() => void fetchNextPage()}>
            Show more
          </button>
        ) : null}
      </section>
    </main>
  );
}

const Nothing = ({ isFiltered }: { readonly isFiltered: boolean }) =>
  isFiltered ? (
    <Empty title="No delivery is like this" />
  ) : (
    <Empty title="Nothing is on its way">
      <p>
        Forecasts are delivered when the default workers have <code>FORECAST_WEBHOOK_URL</code> and{' '}
        <code>FORECAST_WEBHOOK_SECRET</code>.
      </p>
    </Empty>
  );

interface FiltersProps {
  readonly search: DeliveriesSearch;
  readonly onChange: (search: DeliveriesSearch) => void;
}

function Filters({ search, onChange }: FiltersProps) {
  const [account, setAccount] = useState(search.account ?? '');
  const change = (part: Readonly<Record<string, unknown>>): void =>
    onChange(readDeliveriesSearch({ ...search, ...part }));
  return (
    <>
      <label className="inline-field">
        <span className="visually-hidden">Status</span>
        <select value={search.status ?? ''} onChange={({ target }) => change({ status: target.value })}>
          <option value="">Any status</option>
          {DELIVERY_STATUSES.map((status) => (
            <option key={status}>{status}</option>
          ))}
        </select>
      </label>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change({ account: account.trim() });
        }}
      >
        <input
          aria-label="Account, Enter applies it"
          placeholder="Account"
          value={account}
          onChange={({ target }) => setAccount(target.value)}
        />
      </form>
    </>
  );
}

function AllAgain({ failed }: { readonly failed: number }) {
  const [isAsked, setAsked] = useState(false);
  const mayChange = useMayChange();
  if (failed === 0 || !mayChange) return null;
  return (
    <>
      <button type="button" className="button" onClick={() => setAsked(true)}>
        Deliver the {failed} given up again
      </button>
      {isAsked ? (
        <ConfirmDialog
          title={`Deliver ${failed} again`}
          effect="They are sent within a minute, each with the same webhook-id as before."
          verb="Deliver again"
          act={() => redeliver({ failed: true })}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </>
  );
}
