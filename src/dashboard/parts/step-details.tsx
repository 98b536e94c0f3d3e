// One step in full: what it was given, what came out, every attempt, its log lines, and its event in Temporal.
import { useQuery } from '@tanstack/react-query';
import { logOf } from '../client/step-queries.ts';
import type { RunLog, RunStep, RunSteps, ShownValue, StepTry } from '../client/types.ts';
import { formatMoment } from '../format/dates.ts';
import { isPart } from '../view/run-view.ts';
import { formatMs, nameOfStep, nameOfTry, sizeOf, textOfValue } from '../view/steps-view.ts';
import { Failure, Loading } from './notices.tsx';
import { Status } from './status.tsx';
import { StepDurations } from './step-durations.tsx';

export function StepDetails({ run, step }: { readonly run: RunSteps; readonly step: RunStep }) {
  return (
    <section className="step" aria-labelledby="step-title">
      <div className="card-head">
        <h3 id="step-title">{nameOfStep(step)}</h3>
        <Status status={step.state} />
        {step.queue === null ? null : <span className="small muted">queue {step.queue}</span>}
        <span className="push" />
        {step.links.temporal === null ? null : <a href={step.links.temporal}>This step in Temporal</a>}
      </div>
      {step.errorCode === null ? null : (
        <p className="notice notice-bad">
          <code>{step.errorCode}</code> {step.errorMessage}
        </p>
      )}
      {step.nextTryAt === null ? null : <p className="small">Tried again at {formatMoment(step.nextTryAt)}.</p>}
      {step.tries.length === 0 ? null : <Tries tries={step.tries} />}
      <div className="values">
        <Value title="Input" shown={step.input} missing={missingInput(run, step)} />
        <Value title="Output" shown={step.output} missing={step.state === 'done' ? 'nothing' : 'none'} />
      </div>
      {step.kind === 'step' ? <StepLog run={run} step={step} /> : null}
      {step.kind === 'step' && readsDurations(run.id) ? <StepDurations id={run.id} step={step.name} /> : null}
    </section>
  );
}

/** Parts of a run have no durations of their own. */
const readsDurations = (id: string): boolean => !isPart(id);

/** Said, not hidden: a fast step leaves no input behind. */
const missingInput = ({ source }: RunSteps, { kind }: RunStep): string =>
  source === 'record' ? 'not recorded' : kind === 'step' ? 'not kept: Temporal keeps no input of a fast step' : 'none';

const Tries = ({ tries }: { readonly tries: readonly StepTry[] }) => (
  <section className="scroll-x" tabIndex={0} aria-label="Attempts, scrolls sideways">
    <table>
      <caption className="visually-hidden">Attempts of the step</caption>
      <thead>
        <tr>
          <th scope="col">Attempt</th>
          <th scope="col">State</th>
          <th scope="col">Began</th>
          <th scope="col" className="num">
            Ran
          </th>
          <th scope="col">What it said</th>
        </tr>
      </thead>
      <tbody>
        {tries.map((attempt) => (
          <tr key={`${attempt.path}-${attempt.attempt}`}>
            <th scope="row">{nameOfTry(attempt)}</th>
            <td>
              <Status status={attempt.state} />
            </td>
            <td>{attempt.startedAt === null ? 'not kept' : formatMoment(attempt.startedAt)}</td>
            <td className="num">{formatMs(lengthOf(attempt))}</td>
            <td>
              {attempt.errorCode === null ? '–' : <code>{attempt.errorCode}</code>} {attempt.errorMessage}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const lengthOf = ({ startedAt, finishedAt }: StepTry): number | null =>
  startedAt === null || finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt);

interface ValueProps {
  readonly title: string;
  readonly shown: ShownValue | null;
  /** What is said where there is none. */
  readonly missing: string;
}

const Value = ({ title, shown, missing }: ValueProps) => (
  <div>
    <h4>{title}</h4>
    {shown === null ? (
      <p className="small muted">{missing}</p>
    ) : (
      <>
        <section className="text" tabIndex={0} aria-label={title}>
          <pre>{textOfValue(shown.value)}</pre>
        </section>
        {shown.cut ? <p className="small muted">The beginning of {sizeOf(shown.bytes)}.</p> : null}
      </>
    )}
  </div>
);

function StepLog({ run, step }: { readonly run: RunSteps; readonly step: RunStep }) {
  const { data, error, refetch } = useQuery(logOf(run.id, step.name, run.isRunning));
  return (
    <div>
      <h4>Log</h4>
      {data === undefined ? (
        error === null ? (
          <Loading label="the log" />
        ) : (
          <Failure what="The log" error={error} retry={() => void refetch()} />
        )
      ) : (
        <LogLines log={ofStep(data, step)} />
      )}
    </div>
  );
}

/** Steps of the same name, such as the other sources, have lines of their own. */
const ofStep = (log: RunLog, { activityIds }: RunStep): RunLog => ({
  ...log,
  lines: log.lines.filter(({ facts }) => activityIds.includes(String(facts['activityId']))),
});

const LogLines = ({ log }: { readonly log: RunLog }) => (
  <>
    {log.lines.length === 0 ? null : (
      <section className="text" tabIndex={0} aria-label="Log lines of the step">
        <pre>{log.lines.map(lineOf).join('\n')}</pre>
      </section>
    )}
    <p className="small muted">
      {log.lines.length === 0 && log.source === 'files' ? 'No line about it. ' : ''}
      {log.note}{' '}
      {log.source === 'files'
        ? null
        : Object.entries(log.find).map(([field, value]) => (
            <code key={field}>
              {field}={value}{' '}
            </code>
          ))}
    </p>
  </>
);

/** Facts that every line of a step has stand above it already. */
const KNOWN = new Set(['workflowId', 'runId', 'step', 'account', 'date', 'pipeline', 'activityId']);

function lineOf({ time, level, process, message, facts }: RunLog['lines'][number]): string {
  const rest = Object.entries(facts).filter(([name, value]) => !KNOWN.has(name) && value !== null);
  const words = rest.map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [time, level.toUpperCase().padEnd(5), process, message, ...words].join(' ');
}
