// Who works and what waits, live: the queues with advice on how many workers they need, and every worker with its counters.
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { fleetNow, type Fleet } from '../client/fleet.ts';
import { Empty, Failure, Loading } from '../parts/notices.tsx';
import { QueueCards } from '../parts/queue-cards.tsx';
import { WorkerTable } from '../parts/worker-table.tsx';
import { readWorkersSearch, type WorkersSearch } from '../state/workers-search.ts';
import { findWorkers } from '../view/fleet-view.ts';

export function WorkersPage() {
  const { data, error, refetch } = useQuery(fleetNow());
  return (
    <main className="page">
      <div className="page-head">
        <h1>Workers and queues</h1>
      </div>
      {data !== undefined ? (
        <>
          {error === null ? null : <Failure what="What is new" error={error} retry={() => void refetch()} />}
          <QueueCards queues={data.queues} />
          <Workers fleet={data} />
        </>
      ) : (
        <section className="card">
          {error === null ? (
            <Loading label="workers and queues" rows={8} />
          ) : (
            <Failure what="Workers and queues" error={error} retry={() => void refetch()} />
          )}
        </section>
      )}
    </main>
  );
}

function Workers({ fleet: { workers, workersTell, at } }: { readonly fleet: Fleet }) {
  const search: WorkersSearch = useSearch({ from: '/workers' });
  const navigate = useNavigate({ from: '/workers' });
  const find = search.find ?? '';
  const found = findWorkers(workers, find);
  return (
    <section className="card spaced" aria-labelledby="workers-title">
      <div className="card-head">
        <h2 id="workers-title">Workers</h2>
        <input
          type="search"
          className="push"
          aria-label="Find a worker by name, host, queue or status"
          placeholder="Find worker"
          value={find}
          onChange={({ target }) => void navigate({ search: readWorkersSearch({ find: target.value }), replace: true })}
        />
      </div>
      {workers.length === 0 ? (
        <Empty title="No worker takes tasks">
          <p>
            What waits stays waiting and nothing is lost. <code>npm start</code> starts them, or start the containers{' '}
            <code>worker-default</code> and <code>worker-heavy</code>.
          </p>
        </Empty>
      ) : found.length === 0 ? (
        <Empty title={`No worker has “${find}” in its name, host, queue or status`} />
      ) : (
        <WorkerTable workers={found} at={at} />
      )}
      <p className="small muted">{workersTell ? TOLD : UNTOLD}</p>
    </section>
  );
}

const TOLD =
  'As each worker tells Temporal every ten seconds, counted since it started. Failed are attempts; Temporal tries them again where that makes sense, and how often each step was tried again is in the workers’ metrics. CPU and memory are of the whole host.';
const UNTOLD =
  'So far it is only known who asks for tasks. A worker tells more within about ten seconds of its start where the Temporal server keeps a list of workers (frontend.ListWorkersEnabled); otherwise slots, counters and load are in the workers’ metrics.';
