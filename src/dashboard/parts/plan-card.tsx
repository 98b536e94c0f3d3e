// What a backfill would do and cost, and its start: a costly one only when somebody has agreed to the cost.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { planOf, startBackfill, type BackfillAsk, type BackfillPlan } from '../client/backfills.ts';
import { formatDate, formatDuration } from '../format/dates.ts';
import { countOf, grouped } from '../format/counts.ts';
import { agreementText, costText, findingsOf, isNothingToDo } from '../view/backfill-view.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Empty, Failure, Loading } from './notices.tsx';
import { useMayChange, ViewerNote } from './role.tsx';
import { Status } from './status.tsx';

interface PlanProps {
  readonly ask: BackfillAsk;
  readonly onStarted: (id: string) => void;
}

export function PlanCard({ ask, onStarted }: PlanProps) {
  const { data, error, refetch, isFetching } = useQuery(planOf(ask));
  return (
    <section className="card spaced" aria-labelledby="plan-title" aria-busy={isFetching}>
      <h2 id="plan-title">
        Plan for {formatDate(ask.from)} to {formatDate(ask.to)}
      </h2>
      {data !== undefined ? (
        <Plan ask={ask} plan={data} onStarted={onStarted} />
      ) : error === null ? (
        <Loading label="the plan" rows={6} />
      ) : (
        <Failure what="The plan" error={error} retry={() => void refetch()} />
      )}
    </section>
  );
}

function Plan({ ask, plan, onStarted }: PlanProps & { readonly plan: BackfillPlan }) {
  return (
    <>
      <p>
        {countOf(plan.accounts, 'account')} looked at. <strong>{costText(plan)}.</strong>{' '}
        {countOf(plan.days, 'account day')} of {countOf(plan.toRepair, 'account')} would be written,{' '}
        {countOf(plan.forecastsAgain, 'forecast')} made again.
      </p>
      {plan.confirm === null ? null : (
        <p className="status-warn">
          <span aria-hidden="true">▲ </span>The start has to be confirmed, as {plan.confirm}.
        </p>
      )}
      <Findings plan={plan} />
      {plan.providers.length === 0 ? null : <Providers plan={plan} />}
      {isNothingToDo(plan) ? (
        <Empty title="Nothing is missing and nothing was restated: there is nothing to start">
          <p>Reading every day again finds what sources have corrected since.</p>
        </Empty>
      ) : (
        <Start ask={ask} plan={plan} onStarted={onStarted} />
      )}
    </>
  );
}

const Findings = ({ plan }: { readonly plan: BackfillPlan }) => (
  <section className="scroll-x" tabIndex={0} aria-label="Days found, scrolls sideways">
    <table>
      <caption className="visually-hidden">Days that are missing, restated or to be imported</caption>
      <thead>
        <tr>
          <th scope="col">Days</th>
          <th scope="col" className="num">
            Accounts
          </th>
          <th scope="col" className="num">
            Account days
          </th>
          <th scope="col">First accounts</th>
        </tr>
      </thead>
      <tbody>
        {findingsOf(plan).map(({ what, meaning, accounts, days, samples }) => (
          <tr key={what}>
            <th scope="row">
              {what}
              <div className="small muted plan-meaning">{meaning}</div>
            </th>
            <td className="num">{grouped(accounts)}</td>
            <td className="num">{grouped(days)}</td>
            <td className="wrap small">{samples || '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const Providers = ({ plan: { providers } }: { readonly plan: BackfillPlan }) => (
  <section className="scroll-x" tabIndex={0} aria-label="Providers asked, scrolls sideways">
    <table>
      <caption className="visually-hidden">Who is asked how often</caption>
      <thead>
        <tr>
          <th scope="col">Provider</th>
          {['Requests', 'A second', 'At once', 'At least'].map((name) => (
            <th key={name} scope="col" className="num">
              {name}
            </th>
          ))}
          <th scope="col">Breaker</th>
        </tr>
      </thead>
      <tbody>
        {providers.map(({ id, requests, requestsPerSecond, maxConcurrent, minutes, breaker }) => (
          <tr key={id}>
            <th scope="row">{id}</th>
            <td className="num">{grouped(requests)}</td>
            <td className="num">{requestsPerSecond ?? 'no limit'}</td>
            <td className="num">{maxConcurrent ?? 'no limit'}</td>
            <td className="num">{minutes === null ? '–' : formatDuration(minutes * 60_000)}</td>
            <td>
              <Status status={breaker} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

function Start({ ask, plan, onStarted }: PlanProps & { readonly plan: BackfillPlan }) {
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const start = async (): Promise<void> => onStarted((await startBackfill(ask, plan.requests)).id);
  const starting = useMutation({ mutationFn: start, onSuccess: () => queries.invalidateQueries() });
  if (!useMayChange()) return <ViewerNote what="Starting it" />;
  return (
    <div className="actions actions-end">
      <p role="alert" className="field-problem">
        {starting.error?.message}
      </p>
      <button
        type="button"
        className="button button-strong"
        disabled={starting.isPending}
        onClick={() => (plan.confirm === null ? starting.mutate() : setAsks(true))}
      >
        {starting.isPending ? 'Starting …' : plan.confirm === null ? 'Start' : 'Start …'}
      </button>
      {asks ? (
        <ConfirmDialog
          title="Start this backfill?"
          effect={agreementText(plan)}
          verb={`Start it: ${countOf(plan.requests, 'request')}`}
          act={start}
          onClose={() => setAsks(false)}
        />
      ) : null}
    </div>
  );
}
