// Sources and rates providers: what they may be asked, how they are, the way to change both, and whether the rates agree.
import { useQuery } from '@tanstack/react-query';
import { allProviders } from '../client/providers.ts';
import { Failure, Loading } from '../parts/notices.tsx';
import { ProviderTable } from '../parts/provider-table.tsx';
import { ViewerNote } from '../parts/role.tsx';
import { RatesCard } from '../parts/rates-card.tsx';

export function ProvidersPage() {
  const { data, error, refetch } = useQuery(allProviders());
  return (
    <main className="page">
      <div className="page-head">
        <h1>Providers</h1>
      </div>
      <section className="card spaced" aria-labelledby="providers-title">
        <h2 id="providers-title">Budgets and breakers</h2>
        {data !== undefined ? (
          <ProviderTable providers={data.providers} />
        ) : error === null ? (
          <Loading label="providers" rows={6} />
        ) : (
          <Failure what="The providers" error={error} retry={() => void refetch()} />
        )}
        <ViewerNote what="Changing limits and breakers" />
        <p className="small muted">
          A budget counts over all workers together. How fast each provider is asked at this moment is in the workers’
          metrics (<code>morrow_source_request_duration_seconds</code>); failures are counted within half a minute.
        </p>
      </section>
      <RatesCard />
    </main>
  );
}
