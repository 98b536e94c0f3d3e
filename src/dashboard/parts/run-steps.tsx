// The steps of a run: as a graph of what ran beside what, as bars over time, and one of them in full.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { stepsOf } from '../client/step-queries.ts';
import type { RunStep, RunSteps as Page } from '../client/types.ts';
import { chooseStep, columnsOf, nameOfStep } from '../view/steps-view.ts';
import { Empty, Failure, Loading } from './notices.tsx';
import { Status } from './status.tsx';
import { StepBars } from './step-bars.tsx';
import { StepDetails } from './step-details.tsx';

/** Temporal's timers of an account day are waits that belong to its story; a day run has one for every deadline. */
const ASK = { kinds: 'step,timer,signal', limit: 100 } as const;
const ASK_OF_PARENTS = { kinds: 'step', limit: 100 } as const;

interface StepsProps {
  readonly id: string;
  /** It consists of other workflows, which have a tree of their own. */
  readonly isParent: boolean;
}

export function RunSteps({ id, isParent }: StepsProps) {
  const { data, error, refetch, hasNextPage, fetchNextPage, dataUpdatedAt } = useInfiniteQuery(
    stepsOf(id, isParent ? ASK_OF_PARENTS : ASK),
  );
  const steps = useMemo(() => data?.pages.flatMap((page) => page.steps) ?? [], [data]);
  const last = data?.pages.at(-1);
  return (
    <section className="card" aria-labelledby="steps-title">
      <div className="card-head">
        <h2 id="steps-title">Steps</h2>
        {last === undefined ? null : <span className="small muted">{countText(last, steps.length)}</span>}
      </div>
      {last === undefined ? (
        error === null ? (
          <Loading label="the steps" rows={6} />
        ) : (
          <Failure what="The steps" error={error} retry={() => void refetch()} />
        )
      ) : (
        <StepsContent page={last} steps={steps} now={dataUpdatedAt} />
      )}
      {hasNextPage ? (
        <button type="button" className="button button-quiet" onClick={() => void fetchNextPage()}>
          Show more steps
        </button>
      ) : null}
    </section>
  );
}

const countText = ({ total, counts }: Page, shown: number): string => {
  const byState = Object.entries(counts).map(([state, count]) => `${count} ${state}`);
  const cut = shown < total ? `, the first ${shown} shown` : '';
  return `${byState.join(' · ')}${cut}`;
};

interface ContentProps {
  readonly page: Page;
  readonly steps: readonly RunStep[];
  readonly now: number;
}

function StepsContent({ page, steps, now }: ContentProps) {
  const { step: asked } = useSearch({ from: '/runs/$id' });
  const navigate = useNavigate({ from: '/runs/$id' });
  const chosen = chooseStep(steps, asked);
  const choose = (id: string): void => void navigate({ search: { step: id }, replace: true, resetScroll: false });
  return (
    <>
      {page.note === null ? null : <p className="notice">{page.note}</p>}
      {page.complete ? null : <p className="small">The run is longer than what is read of it here.</p>}
      {steps.length === 0 ? (
        <Empty title={page.isRunning ? 'No step has ended yet' : 'It has no steps of its own'} />
      ) : (
        <>
          <Graph steps={steps} chosen={chosen} onChoose={choose} />
          <StepBars steps={steps} chosen={chosen} now={now} onChoose={choose} />
          {chosen === null ? (
            <p className="small muted">Choose a step to see its input, output, attempts and log.</p>
          ) : (
            <StepDetails key={chosen.id} run={page} step={chosen} />
          )}
        </>
      )}
      <p className="small muted wrap">{versionText(page)}</p>
    </>
  );
}

function versionText({ version: { morrow, build } }: Page): string {
  const worker = build === null ? '' : `, worker build ${build}`;
  return `Code: Morrow ${morrow ?? 'of an unknown version'}${worker}`;
}

interface GraphProps {
  readonly steps: readonly RunStep[];
  readonly chosen: RunStep | null;
  readonly onChoose: (id: string) => void;
}

/** Left to right; what stands in one column ran side by side. */
const Graph = ({ steps, chosen, onChoose }: GraphProps) => (
  <section className="scroll-x" tabIndex={0} aria-label="Graph of the steps, scrolls sideways">
    <ol className="graph">
      {columnsOf(steps).map((column) => (
        <li key={column[0]?.id ?? ''}>
          <ul>
            {column.map((step) => (
              <li key={step.id}>
                <button
                  type="button"
                  className={`node node-${step.state}`}
                  aria-pressed={step.id === chosen?.id}
                  onClick={() => onChoose(step.id)}
                >
                  {nameOfStep(step)}
                  <Status status={step.state} />
                </button>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  </section>
);
