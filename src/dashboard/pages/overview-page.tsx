// The page one opens in the morning: is the day done, and how did it go.
import { useQuery } from '@tanstack/react-query';
import { dayRuns } from '../client/queries.ts';
import { Empty, Failure, Loading } from '../parts/notices.tsx';
import { RunTable } from '../parts/run-table.tsx';

export const OverviewPage = () => (
  <main className="page">
    <h1>Overview</h1>
    <section className="card" aria-labelledby="runs-title">
      <h2 id="runs-title">Day runs</h2>
      <DayRuns />
    </section>
  </main>
);

function DayRuns() {
  const { data, error, refetch } = useQuery(dayRuns(14));
  if (data === undefined) {
    return error === null ? (
      <Loading label="day runs" rows={6} />
    ) : (
      <Failure what="Day runs" error={error} retry={() => void refetch()} />
    );
  }
  return data.runs.length === 0 ? (
    <Empty title="No day has run yet">
      <p>A schedule starts it, or `npm run morrow -- run yesterday`.</p>
    </Empty>
  ) : (
    <RunTable runs={data.runs} caption="Day runs, newest first" />
  );
}
