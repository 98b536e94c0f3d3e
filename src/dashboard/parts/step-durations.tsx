// How long a step took on the days before, over all runs.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { durationsOf } from '../client/step-queries.ts';
import type { RunDurations as Durations } from '../client/types.ts';
import { formatDate } from '../format/dates.ts';
import { formatMs } from '../view/steps-view.ts';
import { Failure, Loading } from './notices.tsx';

/** Asked for when somebody wants to know. */
export function StepDurations({ id, step }: { readonly id: string; readonly step: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>How long {step} took over the last days</summary>
      {isOpen ? <Loaded id={id} step={step} /> : null}
    </details>
  );
}

function Loaded({ id, step }: { readonly id: string; readonly step: string }) {
  const { data, error, refetch } = useQuery(durationsOf(id, step));
  if (error !== null) return <Failure what="Durations" error={error} retry={() => void refetch()} />;
  return data?.step === undefined || data.step === null ? <Loading label="durations" /> : <Days {...data.step} />;
}

const Days = ({ name, days }: NonNullable<Durations['step']>) => (
  <section className="scroll-x" tabIndex={0} aria-label={`Durations of ${name}, scrolls sideways`}>
    {days.length === 0 ? (
      <p className="small muted">Nothing is measured yet; workers write durations down every half minute.</p>
    ) : (
      <table>
        <caption className="visually-hidden">Durations of the step by day, UTC</caption>
        <thead>
          <tr>
            <th scope="col">Day, UTC</th>
            <th scope="col" className="num">
              Attempts
            </th>
            <th scope="col" className="num">
              Half took at most
            </th>
            <th scope="col" className="num">
              95 % took at most
            </th>
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map(({ date, attempts, medianMs, p95Ms }) => (
            <tr key={date}>
              <th scope="row">{formatDate(date)}</th>
              <td className="num">{attempts}</td>
              <td className="num">{formatMs(medianMs)}</td>
              <td className="num">{formatMs(p95Ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </section>
);
