// Steps over time: a light bar while a step waited, a dark one while its last attempt ran. The table itself is readable without them.
import type { RunStep } from '../client/types.ts';
import { barOf, formatMs, nameOfStep, spanOf, type Span } from '../view/steps-view.ts';
import { Status } from './status.tsx';

interface BarsProps {
  /** When the steps were read, in ms: what is under way has come so far. */
  readonly now: number;
  readonly steps: readonly RunStep[];
  readonly chosen: RunStep | null;
  readonly onChoose: (id: string) => void;
}

export function StepBars({ steps, chosen, now, onChoose }: BarsProps) {
  const span = spanOf(steps, now);
  return (
    <section className="scroll-x" tabIndex={0} aria-label="Steps over time, scrolls sideways">
      <table className="gantt">
        <caption className="visually-hidden">Steps with their times</caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">State</th>
            <th scope="col" className="num">
              Attempts
            </th>
            <th scope="col" className="num">
              Waited
            </th>
            <th scope="col" className="num">
              Ran
            </th>
            <th scope="col" className="gantt-time">
              {span === null ? 'Over time: not recorded' : `Over ${formatMs(span.toMs - span.fromMs)}`}
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step.id} className={step.id === chosen?.id ? 'chosen' : undefined}>
              <th scope="row">
                <button type="button" className="link" onClick={() => onChoose(step.id)}>
                  {nameOfStep(step)}
                </button>
              </th>
              <td>
                <Status status={step.state} /> {step.errorCode === null ? null : <code>{step.errorCode}</code>}
              </td>
              <td className="num">{step.attempts === 0 ? '–' : step.attempts}</td>
              <td className="num">{formatMs(step.waitedMs)}</td>
              <td className="num">{formatMs(step.ranMs)}</td>
              <td className="gantt-time">{span === null ? null : <TimeBar step={step} span={span} now={now} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface TimeBarProps {
  readonly step: RunStep;
  readonly span: Span;
  readonly now: number;
}

function TimeBar({ step, span, now }: TimeBarProps) {
  const bar = barOf(step, span, now);
  return bar === null ? null : (
    <span className="gantt-bar" aria-hidden="true" style={{ marginLeft: `${bar.left}%` }}>
      <span className="gantt-waited" style={{ width: `${bar.waited}%` }} />
      <span className={`gantt-ran gantt-${step.state}`} style={{ width: `${bar.ran}%` }} />
    </span>
  );
}
