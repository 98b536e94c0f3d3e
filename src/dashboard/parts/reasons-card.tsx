// Why the next day is different: the parts that its forecast is the sum of, and what last week says.
import type { AccountOverview, ForecastReasons, NextForecast } from '../client/types.ts';
import { countOf } from '../format/counts.ts';
import { formatDate } from '../format/dates.ts';
import { formatAmount, formatChange, formatComputed, formatMoney, formatPercent } from '../format/money.ts';
import { reasonRows } from '../view/account-view.ts';
import { Empty } from './notices.tsx';
import { Spoken } from './spoken.tsx';

interface ReasonsProps {
  readonly next: NextForecast | null;
  readonly withheld: AccountOverview['withheld'];
  readonly reasons: ForecastReasons | null;
}

export function ReasonsCard({ next, withheld, reasons }: ReasonsProps) {
  return (
    <section className="card" aria-labelledby="reasons-title">
      <h2 id="reasons-title">
        {next === null ? 'Why the next day is different' : `Why ${formatDate(next.targetDate)} is different`}
      </h2>
      {next === null ? (
        <>
          <Empty
            title={
              withheld === null ? 'Nothing is forecast for the next day yet' : 'Nothing is served for the next day'
            }
          />
          <Withheld withheld={withheld} />
        </>
      ) : (
        <>
          <Served next={next} />
          <Withheld withheld={withheld} />
          {reasons === null ? <NoReasons /> : <Reasons next={next} reasons={reasons} />}
        </>
      )}
    </section>
  );
}

const NoReasons = () => (
  <Empty title="The model behind this forecast is gone">
    <p>Its parts cannot be worked out. The next run forecasts with a model that is there.</p>
  </Empty>
);

/** A newer forecast that is held back, and why. */
const Withheld = ({ withheld }: Pick<ReasonsProps, 'withheld'>) =>
  withheld === null ? null : (
    <>
      <p className="status-warn small">
        <span aria-hidden="true">▲</span> The newest forecast, made on {formatDate(withheld.businessDate)}, is{' '}
        {withheld.status}.
      </p>
      <p className="small">
        <Spoken text={withheld.why} />
      </p>
    </>
  );

/** What is served. */
const Served = ({ next }: { readonly next: NextForecast }) => (
  <>
    <p className="small">
      <strong>{formatMoney(next.revenue, next.currency)}</strong>, made on {formatDate(next.businessDate)}
      {next.observedDays === 0 ? '' : ` from ${countOf(next.observedDays, 'day')}; ${intervalsOf(next)}`}.
    </p>
  </>
);

const intervalsOf = ({ lo80, hi80, lo95, hi95 }: NextForecast): string =>
  `80 % interval ${formatAmount(lo80)} to ${formatAmount(hi80)}, 95 % ${formatAmount(lo95)} to ${formatAmount(hi95)}`;

interface TableProps {
  readonly next: NextForecast;
  readonly reasons: ForecastReasons;
}

function Reasons({ next, reasons }: TableProps) {
  const { currency, targetDate } = next;
  return (
    <>
      <section className="scroll-x" tabIndex={0} aria-label="Parts of the forecast, scrolls sideways">
        <table className="reasons">
          <caption className="visually-hidden">
            Parts that add up to the forecast of {formatDate(targetDate)}, in {currency}
          </caption>
          <thead>
            <tr>
              <th scope="col">Part</th>
              <th scope="col" className="num">
                {currency}
              </th>
              <td aria-hidden="true" />
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Mean of {countOf(reasons.observed, 'day')}</th>
              <td className="num">{formatAmount(reasons.mean)}</td>
              <td aria-hidden="true" />
            </tr>
            {reasonRows(reasons, targetDate).map(({ label, amount, share }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td className="num">{signed(amount)}</td>
                <td aria-hidden="true" className="bar-cell">
                  <span
                    className={amount.startsWith('-') ? 'bar bar-less' : 'bar bar-more'}
                    style={{ width: `${share * 50}%` }}
                  />
                </td>
              </tr>
            ))}
            <tr className="sum">
              <th scope="row">Forecast</th>
              <td className="num">{formatAmount(next.revenue)}</td>
              <td aria-hidden="true" />
            </tr>
          </tbody>
        </table>
      </section>
      <LastWeek next={next} reasons={reasons} />
      <Members next={next} reasons={reasons} />
    </>
  );
}

const signed = (amount: string): string =>
  amount.startsWith('-') || Number(amount) === 0 ? formatAmount(amount) : `+${formatAmount(amount)}`;

function LastWeek({ next, reasons: { lastWeek } }: TableProps) {
  if (lastWeek === null) return <p className="small muted">Nothing is known of the same day a week before.</p>;
  const change = formatChange(Number(lastWeek.amount), Number(next.revenue));
  return (
    <p className="small">
      A week before, {formatDate(lastWeek.date)}: {formatMoney(lastWeek.amount, next.currency)}
      {change === null ? '' : `; the forecast is ${change} against it`}.
    </p>
  );
}

const Members = ({ next, reasons: { members, bySource } }: TableProps) => (
  <>
    <p className="small muted">
      {bySource
        ? 'Each source is forecast by its own mean of simple models, and they are added up. '
        : 'The model is a mean of simple models. '}
      Each of these is level + trend + weekday, so the parts above add up exactly.
    </p>
    {bySource || members.length === 0 ? null : (
      <details>
        <summary>What it is the mean of</summary>
        <table>
          <caption className="visually-hidden">Simple models with their weights and forecasts</caption>
          <thead>
            <tr>
              <th scope="col">Simple model</th>
              <th scope="col" className="num">
                Weight
              </th>
              <th scope="col" className="num">
                Says, {next.currency}
              </th>
            </tr>
          </thead>
          <tbody>
            {members.map(({ name, weight, value }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="num">{formatPercent(weight)}</td>
                <td className="num">{formatComputed(value, next.currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    )}
  </>
);
