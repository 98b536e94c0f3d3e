// One run: how it stands, how far it is, what failed and why, where to look further, and what can be done about it.
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { errorCodeOf, runOf, runsLike } from '../client/queries.ts';
import type { Run } from '../client/types.ts';
import { formatDate, formatDuration, formatInstant } from '../format/dates.ts';
import { Empty, Failure, Loading } from '../parts/notices.tsx';
import { RunActions } from '../parts/run-actions.tsx';
import { RunDurations } from '../parts/run-durations.tsx';
import { RunSteps } from '../parts/run-steps.tsx';
import { RunTable } from '../parts/run-table.tsx';
import { RunVariables } from '../parts/run-variables.tsx';
import { RunTree } from '../parts/run-tree.tsx';
import { Spoken } from '../parts/spoken.tsx';
import { Status } from '../parts/status.tsx';
import { isParent, isPart, readTally, titleOf } from '../view/run-view.ts';

export function RunPage() {
  const { id } = useParams({ from: '/runs/$id' });
  return isPart(id) ? <PartPage id={id} /> : <WholePage key={id} id={id} />;
}

/** A workflow that is a part of a run has no record of its own, but steps and parts. */
const PartPage = ({ id }: { readonly id: string }) => (
  <main className="page">
    <h1>{id}</h1>
    {isParent(id) ? <RunTree id={id} /> : null}
    <RunSteps key={id} id={id} isParent={isParent(id)} />
  </main>
);

function WholePage({ id }: { readonly id: string }) {
  const { data, error, refetch } = useQuery(runOf(id));
  return (
    <main className="page">
      {data === undefined ? (
        <>
          <h1>{id}</h1>
          {error === null ? (
            <Loading label="the run" rows={8} />
          ) : (
            <Failure what="The run" error={error} retry={() => void refetch()} />
          )}
        </>
      ) : (
        <RunContent run={data} />
      )}
    </main>
  );
}

function RunContent({ run }: { readonly run: Run }) {
  return (
    <>
      <div className="page-head">
        <h1>
          {titleOf(run)}, {formatDate(run.date)}
        </h1>
        <Status status={run.status} />
        <span className="push" />
        <RunActions run={run} />
        {run.accountId === null ? null : (
          <Link to="/accounts/$id" params={{ id: run.accountId }}>
            Its account
          </Link>
        )}
        <a href={run.links.temporal}>Open in Temporal</a>
      </div>
      <Facts run={run} />
      {run.errorCode === null ? null : <Cause code={run.errorCode} message={run.errorMessage} />}
      {run.kind === 'day' ? <DayDetails run={run} /> : null}
      {isParent(run.id) ? <RunTree id={run.id} /> : null}
      <RunSteps id={run.id} isParent={isParent(run.id)} />
      <RunDurations id={run.id} />
    </>
  );
}

function Facts({ run }: { readonly run: Run }) {
  const facts: readonly (readonly [string, string])[] = [
    ['Started', run.startedAt === null ? '–' : formatInstant(run.startedAt)],
    ['Finished', run.finishedAt === null ? '–' : formatInstant(run.finishedAt)],
    ['Took', durationOf(run)],
    ...(run.progress === null ? [] : [['Accounts through', `${run.progress.done} of ${run.progress.total}`] as const]),
    ['In Temporal', temporalOf(run.temporal)],
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
          <code>{run.id}</code>
        </dd>
      </div>
    </dl>
  );
}

function durationOf({ startedAt, finishedAt }: Run): string {
  if (startedAt === null) return '–';
  return formatDuration((finishedAt === null ? Date.now() : Date.parse(finishedAt)) - Date.parse(startedAt));
}

function temporalOf(temporal: Run['temporal']): string {
  if (temporal.state === 'gone') return 'its history is gone; this is what was recorded';
  if (temporal.state === 'unreachable') return 'does not answer; this is what was recorded';
  const paused = temporal.paused === null ? '' : `, paused by ${temporal.paused.by}: ${temporal.paused.reason}`;
  return `${temporal.stage ?? temporal.status}, ${temporal.historyLength} events${paused}`;
}

/** What the catalogue says about the code. */
function Cause({ code, message }: { readonly code: string; readonly message: string | null }) {
  const { data } = useQuery(errorCodeOf(code));
  return (
    <section className="card notice-bad" aria-labelledby="cause-title">
      <h2 id="cause-title">
        <code>{code}</code> {data?.title}
      </h2>
      {message === null ? null : <p>{message}</p>}
      {data === undefined ? null : (
        <p className="small">
          <Spoken text={data.action} />
        </p>
      )}
    </section>
  );
}

function DayDetails({ run }: { readonly run: Run }) {
  const tally = readTally(run.summary);
  return (
    <>
      {tally === null ? null : (
        <section className="card" aria-labelledby="tally-title">
          <h2 id="tally-title">What it recorded at its end</h2>
          <p>{tally.counts.map(([label, count]) => `${count} ${label}`).join(' · ')}</p>
          {tally.byCode.length === 0 ? null : (
            <p className="small">
              Failures: {tally.byCode.map(([code, count]) => `${count} ${code}`).join(', ')}
              {' · '}
              <Link to="/runs" search={{ status: 'failed' }}>
                accounts with failed days
              </Link>
            </p>
          )}
        </section>
      )}
      <RunVariables id={run.id} />
      {(['failed', 'held', 'running'] as const).map((status) => (
        <AccountDays key={status} run={run} status={status} />
      ))}
    </>
  );
}

const SHOWN = 100;

function AccountDays({ run, status }: { readonly run: Run; readonly status: 'failed' | 'held' | 'running' }) {
  const count = run.progress?.byStatus[status] ?? 0;
  return count === 0 ? null : (
    <section className="card" aria-labelledby={`days-${status}`}>
      <h2 id={`days-${status}`}>
        {count} {status}
      </h2>
      <AccountDayTable run={run} status={status} />
    </section>
  );
}

function AccountDayTable({ run, status }: { readonly run: Run; readonly status: string }) {
  const ask = { kind: 'account-day', pipeline: run.pipeline, date: run.date, status, limit: SHOWN };
  const { data, error, refetch } = useQuery(runsLike(ask));
  if (data === undefined) {
    return error === null ? (
      <Loading label={`${status} accounts`} />
    ) : (
      <Failure what="Accounts" error={error} retry={() => void refetch()} />
    );
  }
  return data.runs.length === 0 ? (
    <Empty title="None any more" />
  ) : (
    <RunTable runs={data.runs} caption={`Accounts ${status}`} />
  );
}
