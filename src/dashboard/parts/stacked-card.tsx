// Where the revenue of each day came from: the sources on top of each other, and the table behind it.
import { lazy, Suspense, useCallback, useMemo } from 'react';
import type { ChartColors } from '../charts/revenue-option.ts';
import { stackedOption } from '../charts/stacked-option.ts';
import { formatDate } from '../format/dates.ts';
import { formatAmount } from '../format/money.ts';
import { shortAmount, sourceDaysOf, type SourceDays } from '../view/account-view.ts';
import type { DayPoint } from '../view/overview-view.ts';
import { Empty, Loading } from './notices.tsx';

const Chart = lazy(() => import('../charts/chart.tsx').then(({ Chart: loaded }) => ({ default: loaded })));

interface StackedProps {
  readonly points: readonly DayPoint[];
  readonly currency: string;
}

export function StackedCard({ points, currency }: StackedProps) {
  const earned = useMemo(() => points.filter(({ row }) => (row?.sources.length ?? 0) > 0), [points]);
  const sources = useMemo(() => sourceDaysOf(earned), [earned]);
  const dates = useMemo(() => earned.map(({ date }) => date), [earned]);
  const option = useCallback((colors: ChartColors) => stackedOption(dates, sources, colors), [dates, sources]);
  return (
    <section className="card" aria-labelledby="sources-title">
      <div className="card-head">
        <h2 id="sources-title">Revenue by source, {currency}</h2>
        <Legend sources={sources} />
      </div>
      {sources.length === 0 ? (
        <Empty title="No revenue by source in this period" />
      ) : (
        <>
          <Suspense fallback={<Loading label="the chart" rows={8} />}>
            <Chart
              className="chart"
              option={option}
              label={`Revenue of ${sources.length} sources on top of each other, ${dates.length} days. The table below has the figures.`}
            />
          </Suspense>
          <SourceTable dates={dates} sources={sources} currency={currency} />
        </>
      )}
    </section>
  );
}

const Legend = ({ sources }: { readonly sources: readonly SourceDays[] }) => (
  <ul className="legend legend-plain" aria-hidden="true">
    {sources.map(({ sourceId }, index) => (
      <li key={sourceId}>
        <span className={`swatch swatch-${(index % 6) + 1}`} /> {sourceId}
      </li>
    ))}
  </ul>
);

interface TableProps {
  readonly dates: readonly string[];
  readonly sources: readonly SourceDays[];
  readonly currency: string;
}

const SourceTable = ({ dates, sources, currency }: TableProps) => (
  <details>
    <summary>As a table</summary>
    <section className="scroll-x tall" tabIndex={0} aria-label="Revenue by source, scrolls">
      <table>
        <caption className="visually-hidden">Revenue by source and day in {currency}, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Date</th>
            {sources.map(({ sourceId }) => (
              <th key={sourceId} scope="col" className="num">
                {sourceId}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {dates
            .map((date, index) => (
              <tr key={date}>
                <th scope="row">{formatDate(date)}</th>
                {sources.map(({ sourceId, amounts }) => (
                  <td key={sourceId} className="num">
                    {amountAt(amounts[index] ?? null)}
                  </td>
                ))}
              </tr>
            ))
            .toReversed()}
        </tbody>
      </table>
    </section>
  </details>
);

const amountAt = (amount: string | null): string => (amount === null ? '–' : formatAmount(shortAmount(amount)));
