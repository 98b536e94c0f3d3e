// The inbox: incidents by state, severity and kind, each with what can be done about it.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ALERTS_SHOWN, alertsLike } from '../client/alerts.ts';
import type { Alert } from '../client/types.ts';
import { formatInstant } from '../format/dates.ts';
import { AlertActions } from '../parts/alerts/alert-actions.tsx';
import { AlertFilters } from '../parts/alerts/alert-filters.tsx';
import { Severity } from '../parts/alerts/severity.tsx';
import { TestAlert } from '../parts/alerts/test-alert.tsx';
import { Empty, Failure, Loading } from '../parts/notices.tsx';
import { useMayChange } from '../parts/role.tsx';
import { Spoken } from '../parts/spoken.tsx';
import type { AlertsSearch } from '../state/alerts-search.ts';
import { askOf } from '../view/alerts-view.ts';

export function AlertsPage() {
  const search: AlertsSearch = useSearch({ from: '/alerts' });
  const navigate = useNavigate({ from: '/alerts' });
  const may = useMayChange();
  return (
    <main className="page">
      <div className="page-head">
        <h1>Alerts</h1>
        <span className="push" />
        <AlertFilters search={search} onChange={(next) => void navigate({ search: next })} />
        {may ? <TestAlert /> : null}
      </div>
      <section className="card" aria-label="Incidents">
        <Inbox search={search} mayDecide={may} />
      </section>
    </main>
  );
}

interface InboxProps {
  readonly search: AlertsSearch;
  readonly mayDecide: boolean;
}

function Inbox({ search, mayDecide }: InboxProps) {
  const { data, error, refetch } = useQuery(alertsLike(askOf(search)));
  if (data === undefined) {
    return error === null ? (
      <Loading label="incidents" rows={8} />
    ) : (
      <Failure what="Incidents" error={error} retry={() => void refetch()} />
    );
  }
  if (data.alerts.length === 0) return <NoIncident search={search} />;
  return (
    <>
      <ul className="list">
        {data.alerts.map((alert) => (
          <Incident key={alert.id} alert={alert} mayDecide={mayDecide} />
        ))}
      </ul>
      {data.alerts.length < ALERTS_SHOWN ? null : (
        <p className="small muted">The newest {ALERTS_SHOWN} are shown; the filters find older ones.</p>
      )}
    </>
  );
}

const NoIncident = ({ search: { state = 'open', severity, kind } }: { readonly search: AlertsSearch }) =>
  state === 'open' && severity === undefined && kind === undefined ? (
    <Empty title="Nothing needs your eyes">No incident is open.</Empty>
  ) : (
    <Empty title="No incident is like that">Widen the filters to see others.</Empty>
  );

function Incident({ alert, mayDecide }: { readonly alert: Alert; readonly mayDecide: boolean }) {
  const { id, severity, title, detail, count, openedAt, resolvedAt, acknowledgement } = alert;
  return (
    <li>
      <div className="list-head">
        <Severity severity={severity} />
        <strong>
          <Link to="/alerts/$id" params={{ id }}>
            {title}
          </Link>
        </strong>
        <span className="push">{mayDecide ? <AlertActions alert={alert} /> : null}</span>
      </div>
      <p className="small">
        <Spoken text={detail} />
      </p>
      <p className="small muted">
        since {formatInstant(openedAt)}
        {count > 1 ? `, counts ${count}` : ''}
        {resolvedAt === null ? '' : `, resolved ${formatInstant(resolvedAt)}`}
        {acknowledgement === null ? '' : `, taken over by ${acknowledgement.by}`}
      </p>
    </li>
  );
}
