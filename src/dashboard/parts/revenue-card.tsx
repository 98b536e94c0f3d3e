// Revenue and forecast as lines, with the figures of one day in words above: of the day under the pointer or chosen by arrow keys.
import { lazy, Suspense, useCallback, useState, type KeyboardEvent } from 'react';
import { revenueOption, type ChartColors } from '../charts/revenue-option.ts';
import { formatDate } from '../format/dates.ts';
import { amountOf, formatAmount } from '../format/money.ts';
import { bandOfTotal, type DayPoint } from '../view/overview-view.ts';
import { Loading } from './notices.tsx';

const Chart = lazy(() => import('../charts/chart.tsx').then(({ Chart: loaded }) => ({ default: loaded })));

interface RevenueProps {
  readonly points: readonly DayPoint[];
  readonly currency: string;
  readonly lastCompleteDay: string;
}

export function RevenueCard({ points, currency, lastCompleteDay }: RevenueProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const option = useCallback((colors: ChartColors) => revenueOption(points, colors), [points]);
  const resting = points.findIndex(({ date }) => date === lastCompleteDay);
  const shown = points[chosen ?? resting] ?? points.at(-1);
  const band = bandOfTotal(points);
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    setChosen(Math.min(points.length - 1, Math.max(0, (chosen ?? resting) + step)));
  };
  return (
    <section className="card" aria-labelledby="revenue-title">
      <Head currency={currency} legend={band?.legend ?? '80 % interval'} />
      {shown === undefined ? null : <Readout point={shown} currency={currency} />}
      <div
        className="chart-keys"
        role="slider"
        tabIndex={0}
        aria-label="Day of the chart; arrow keys move it"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, points.length - 1)}
        aria-valuenow={chosen ?? Math.max(0, resting)}
        aria-valuetext={shown === undefined ? '' : inWords(shown, currency)}
        onKeyDown={onKey}
      >
        <Suspense fallback={<Loading label="the chart" rows={8} />}>
          <Chart
            className="chart"
            option={option}
            marked={chosen}
            onPoint={setChosen}
            label={`Revenue as a solid line and forecast as a dotted line in its band, ${points.length} days. The table History has the figures.`}
          />
        </Suspense>
      </div>
      {band === null ? null : <p className="small muted chart-note">{band.note}</p>}
    </section>
  );
}

interface HeadProps {
  readonly currency: string;
  readonly legend: string;
}

const Head = ({ currency, legend }: HeadProps) => (
  <div className="card-head">
    <h2 id="revenue-title">Revenue and forecast, {currency}</h2>
    <ul className="legend" aria-hidden="true">
      <li className="legend-fact">Revenue</li>
      <li className="legend-forecast">Forecast</li>
      <li className="legend-band">{legend}</li>
    </ul>
  </div>
);

interface ReadoutProps {
  readonly point: DayPoint;
  readonly currency: string;
}

function Readout({ point: { date, row }, currency }: ReadoutProps) {
  const band = row?.forecast?.band ?? null;
  return (
    <p className="readout">
      <span>{formatDate(date)}</span>
      <span>
        Revenue <Amount of={row?.fact} currency={currency} />
      </span>
      <span>
        Forecast <Amount of={row?.forecast} currency={currency} />
      </span>
      {band === null ? null : (
        <span className="muted">
          {formatAmount(band.lo80)} to {formatAmount(band.hi80)}
        </span>
      )}
    </p>
  );
}

interface AmountProps {
  readonly of: { readonly amount: string } | null | undefined;
  readonly currency: string;
}

const Amount = ({ of, currency }: AmountProps) => (
  <>
    <strong>{amountOf(of)}</strong>
    {of === null || of === undefined ? '' : ` ${currency}`}
  </>
);

const inWords = ({ date, row }: DayPoint, currency: string): string =>
  `${formatDate(date)}: revenue ${amountOf(row?.fact)}, forecast ${amountOf(row?.forecast)} ${currency}`;
