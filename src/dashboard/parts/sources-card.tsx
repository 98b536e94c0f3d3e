// Where the revenue of the period came from: a donut, and beside it the table that is its legend.
import { lazy, Suspense, useCallback } from 'react';
import type { ChartColors } from '../charts/revenue-option.ts';
import { sourcesOption } from '../charts/sources-option.ts';
import { formatAlike, formatPercent } from '../format/money.ts';
import type { SourceShare } from '../view/overview-view.ts';
import { Empty, Loading } from './notices.tsx';

const Chart = lazy(() => import('../charts/chart.tsx').then(({ Chart: loaded }) => ({ default: loaded })));

interface SourcesProps {
  readonly shares: readonly SourceShare[];
  readonly currency: string;
}

export function SourcesCard({ shares, currency }: SourcesProps) {
  const option = useCallback((colors: ChartColors) => sourcesOption(shares, colors), [shares]);
  const amounts = formatAlike(
    shares.map(({ amount }) => amount),
    currency,
  );
  return (
    <section className="card" aria-labelledby="sources-title">
      <h2 id="sources-title">Revenue by source, {currency}</h2>
      {shares.length === 0 ? (
        <Empty title="No revenue by source in this period" />
      ) : (
        <>
          <Suspense fallback={<Loading label="the chart" rows={4} />}>
            <Chart
              className="donut"
              option={option}
              label="Donut of revenue by source. The table below has the figures."
            />
          </Suspense>
          <table>
            <caption className="visually-hidden">Revenue by source, {currency}</caption>
            <thead>
              <tr>
                <th scope="col">Source</th>
                <th scope="col" className="num">
                  {currency}
                </th>
                <th scope="col" className="num">
                  Share
                </th>
              </tr>
            </thead>
            <tbody>
              {shares.map(({ sourceId, share }, index) => (
                <tr key={sourceId}>
                  <th scope="row">
                    <span className={`swatch swatch-${(index % 6) + 1}`} aria-hidden="true" /> {sourceId}
                  </th>
                  <td className="num">{amounts[index]}</td>
                  <td className="num">{formatPercent(share)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}
