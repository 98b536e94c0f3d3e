// What runs by itself and when: every schedule as it stands, what comes next, and the way to pause, resume or start one.
import { useQuery } from '@tanstack/react-query';
import { allSchedules, type Schedule } from '../client/schedules.ts';
import { formatInstant } from '../format/dates.ts';
import { Empty, Failure, Loading } from '../parts/notices.tsx';
import { ViewerNote } from '../parts/role.tsx';
import { ScheduleTable } from '../parts/schedule-table.tsx';
import { nextFires } from '../view/schedule-view.ts';

export function SchedulesPage() {
  const { data, error, refetch } = useQuery(allSchedules());
  return (
    <main className="page">
      <div className="page-head">
        <h1>Schedules</h1>
      </div>
      {data !== undefined ? (
        <Content schedules={data.schedules} />
      ) : (
        <section className="card">
          {error === null ? (
            <Loading label="schedules" rows={8} />
          ) : (
            <Failure what="The schedules" error={error} retry={() => void refetch()} />
          )}
        </section>
      )}
    </main>
  );
}

function Content({ schedules }: { readonly schedules: readonly Schedule[] }) {
  if (schedules.length === 0) {
    return (
      <section className="card">
        <Empty title="Temporal holds no schedule of Morrow">
          <p>
            <code>npm run schedules</code> creates what is declared; one that was just created appears within seconds.
          </p>
        </Empty>
      </section>
    );
  }
  return (
    <>
      <NextFires schedules={schedules} />
      <section className="card spaced" aria-labelledby="schedules-title">
        <h2 id="schedules-title">All schedules</h2>
        <ScheduleTable schedules={schedules} />
        <ViewerNote what="Pausing and starting" />
        <p className="small muted">
          Their times are declared in <code>schedules.json</code> and applied by <code>npm run schedules</code>; a pause
          by hand stays. Links lead to Temporal.
        </p>
      </section>
    </>
  );
}

const SHOWN = 6;

function NextFires({ schedules }: { readonly schedules: readonly Schedule[] }) {
  const fires = nextFires(schedules, SHOWN);
  return (
    <section className="card" aria-labelledby="next-title">
      <h2 id="next-title">What comes next</h2>
      {fires.length === 0 ? (
        <Empty title="Nothing is due: every schedule is paused, spent, or by hand only" />
      ) : (
        <ol className="coming">
          {fires.map(({ id, at }) => (
            <li key={`${id} ${at}`}>
              <strong>{id}</strong> <span className="muted">{formatInstant(at)}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
