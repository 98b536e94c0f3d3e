// One incident: its cause, its count, accounts as examples, and what happened and was told since it opened.
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { alertOf } from '../client/alerts.ts';
import { errorCodeOf } from '../client/queries.ts';
import type { Alert, AlertDescription } from '../client/types.ts';
import { formatInstant } from '../format/dates.ts';
import { AlertActions } from '../parts/alerts/alert-actions.tsx';
import { Severity } from '../parts/alerts/severity.tsx';
import { Failure, Loading } from '../parts/notices.tsx';
import { useMayChange } from '../parts/role.tsx';
import { Spoken } from '../parts/spoken.tsx';
import { factsOf, kindOf, samplesOf, timelineOf } from '../view/alerts-view.ts';

export function AlertPage() {
  const { id } = useParams({ from: '/alerts/$id' });
  const { data, error, refetch } = useQuery(alertOf(id));
  return (
    <main className="page">
      <p className="small">
        <Link to="/alerts">All alerts</Link>
      </p>
      {data === undefined ? (
        <>
          <h1>{id}</h1>
          {error === null ? (
            <Loading label="the incident" rows={8} />
          ) : (
            <Failure what="The incident" error={error} retry={() => void refetch()} />
          )}
        </>
      ) : (
        <Incident description={data} />
      )}
    </main>
  );
}

function Incident({ description }: { readonly description: AlertDescription }) {
  const { alert } = description;
  const mayChange = useMayChange();
  return (
    <>
      <div className="page-head">
        <Severity severity={alert.severity} />
        <h1>{alert.title}</h1>
        <span className="push" />
        {mayChange ? <AlertActions alert={alert} /> : null}
      </div>
      <Facts alert={alert} />
      <section className="card" aria-labelledby="detail-title">
        <h2 id="detail-title">What happened</h2>
        <p>
          <Spoken text={alert.detail} />
        </p>
        <Samples alert={alert} />
        <Advice alert={alert} />
      </section>
      <Timeline description={description} />
    </>
  );
}

function Facts({ alert }: { readonly alert: Alert }) {
  const { id, count, openedAt, resolvedAt, acknowledgement } = alert;
  const facts: readonly (readonly [string, string])[] = [
    ['Kind', kindOf(alert)],
    ['Counts', String(count)],
    ['Open since', formatInstant(openedAt)],
    ['Resolved', resolvedAt === null ? 'not yet' : formatInstant(resolvedAt)],
    ['Taken over by', acknowledgement?.by ?? 'nobody'],
    ...factsOf(alert),
  ];
  return (
    <dl className="card facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      <div className="fact-wide">
        <dt>Id</dt>
        <dd>
          <code>{id}</code>
        </dd>
      </div>
    </dl>
  );
}

function Samples({ alert }: { readonly alert: Alert }) {
  const samples = samplesOf(alert);
  if (samples.length === 0) return null;
  return (
    <p className="small">
      Accounts, for example:{' '}
      {samples.map((account, index) => (
        <span key={account}>
          {index === 0 ? '' : ', '}
          <a href={`/accounts/${encodeURIComponent(account)}`}>{account}</a>
        </span>
      ))}
    </p>
  );
}

/** What the catalogue says to do about its code. */
function Advice({ alert }: { readonly alert: Alert }) {
  const code = alert.facts['code'];
  return typeof code === 'string' ? <CodeAdvice code={code} /> : null;
}

function CodeAdvice({ code }: { readonly code: string }) {
  const { data } = useQuery(errorCodeOf(code));
  return (
    <p className="small">
      <code>{code}</code> <Spoken text={data === undefined ? '' : `${data.title}. ${data.action} `} />
      <Link to="/runs" search={{ code }}>
        Account days with this code
      </Link>
    </p>
  );
}

const Timeline = ({ description }: { readonly description: AlertDescription }) => (
  <section className="card" aria-labelledby="timeline-title">
    <h2 id="timeline-title">Since it opened</h2>
    <ol className="list timeline">
      {timelineOf(description).map(({ at, what, detail, tone }) => (
        <li key={`${at} ${what}`}>
          <span className="small muted">{formatInstant(at)}</span> <span className={`status-${tone}`}>{what}</span>
          {detail === null ? null : <p className="small">{detail}</p>}
        </li>
      ))}
    </ol>
  </section>
);
