// The model's curve over the days it is fitted to, and the table behind it.
import { lazy, Suspense, useCallback } from 'react';
import { curveOption } from '../charts/curve-option.ts';
import type { ChartColors } from '../charts/revenue-option.ts';
import type { ModelCard } from '../client/types.ts';
import { formatDate } from '../format/dates.ts';
import { formatComputed } from '../format/money.ts';
import { Loading } from './notices.tsx';

const Chart = lazy(() => import('../charts/chart.tsx').then(({ Chart: loaded }) => ({ default: loaded })));

interface CurveProps {
  readonly curve: NonNullable<ModelCard['curve']>;
  readonly currency: string;
}

export function Curve({ curve, currency }: CurveProps) {
  const option = useCallback((colors: ChartColors) => curveOption(curve, colors), [curve]);
  return (
    <>
      <ul className="legend" aria-hidden="true">
        <li className="legend-points">Revenue</li>
        <li className="legend-curve">Model, from the days before</li>
      </ul>
      <Suspense fallback={<Loading label="the chart" rows={6} />}>
        <Chart
          className="chart chart-low"
          option={option}
          label={`The model’s curve over ${curve.length} days of revenue, ${currency}. The table below has the figures.`}
        />
      </Suspense>
      <p className="small muted">
        Each point of the curve is what the model says of that day from the days before it, with today’s weights and
        weekly profile.
      </p>
      <CurveTable curve={curve} currency={currency} />
    </>
  );
}

const CurveTable = ({ curve, currency }: CurveProps) => (
  <details>
    <summary>As a table</summary>
    <section className="scroll-x tall" tabIndex={0} aria-label="Curve, scrolls">
      <table>
        <caption className="visually-hidden">Revenue and the model’s curve per day in {currency}, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col" className="num">
              Revenue
            </th>
            <th scope="col" className="num">
              Model
            </th>
          </tr>
        </thead>
        <tbody>
          {curve
            .map(({ date, observed, fitted }) => (
              <tr key={date}>
                <th scope="row">{formatDate(date)}</th>
                <td className="num">{formatComputed(observed, currency)}</td>
                <td className="num">{formatComputed(fitted, currency)}</td>
              </tr>
            ))
            .toReversed()}
        </tbody>
      </table>
    </section>
  </details>
);
