// Incidents that are open, newest first.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { openAlerts } from '../client/queries.ts';
import { formatInstant } from '../format/dates.ts';
import { Empty, Failure, Loading } from './notices.tsx';
import { Spoken } from './spoken.tsx';

export const AlertsCard = () => (
  <section className="card" aria-labelledby="alerts-title">
    <h2 id="alerts-title">Open alerts</h2>
    <Alerts />
  </section>
);

function Alerts() {
  const { data, error, refetch } = useQuery(openAlerts());
  if (data === undefined) {
    return error === null ? (
      <Loading label="alerts" />
    ) : (
      <Failure what="Alerts" error={error} retry={() => void refetch()} />
    );
  }
  if (data.alerts.length === 0) return <Empty title="Nothing needs your eyes" />;
  return (
    <ul className="list">
      {data.alerts.map(({ id, severity, title, detail, count, openedAt, acknowledgement }) => (
        <li key={id}>
          <div className="list-head">
            <span className={severity === 'critical' ? 'status-bad' : 'status-warn'}>
              <span aria-hidden="true">▲</span> {severity}
            </span>
            <strong>
              <Link to="/alerts/$id" params={{ id }}>
                {title}
              </Link>
            </strong>
          </div>
          <p className="small">
            <Spoken text={detail} />
          </p>
          <p className="small muted">
            since {formatInstant(openedAt)}
            {count > 1 ? `, counts ${count}` : ''}
            {acknowledgement === null ? '' : `, seen by ${acknowledgement.by}`}
          </p>
        </li>
      ))}
    </ul>
  );
}
