// Every day of the account in figures, newest first, with the rates that priced it and the run that made it: the table behind the
// chart.
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { AccountOverview } from '../client/types.ts';
import { formatDate } from '../format/dates.ts';
import { amountOf, formatSigned, formatSignedPercent } from '../format/money.ts';
import { describeRates } from '../view/account-view.ts';
import { historyOf, type DayPoint } from '../view/overview-view.ts';
import { accountDayId } from '../view/tiles-view.ts';
import { BandCell } from './history-card.tsx';
import { Empty } from './notices.tsx';
import { Status } from './status.tsx';

interface DaysProps {
  readonly overview: AccountOverview;
  readonly points: readonly DayPoint[];
}

const FIRST_ROWS = 14;

export function AccountDaysCard({ overview: { account, priced }, points }: DaysProps) {
  const [all, setAll] = useState(false);
  const rates = useMemo(() => new Map(priced.map((day) => [day.date, describeRates(day)])), [priced]);
  const rows = historyOf(points);
  const shown = all ? rows : rows.slice(0, FIRST_ROWS);
  return (
    <section className="card" aria-labelledby="history-title">
      <h2 id="history-title">History, {account.currency}</h2>
      {rows.length === 0 ? (
        <Empty title="No figures in this period" />
      ) : (
        <section className="scroll-x" tabIndex={0} aria-label="History, scrolls sideways">
          <table>
            <caption className="visually-hidden">Revenue, forecast, error and rates per day, newest first</caption>
            <DaysHead />
            <tbody>
              {shown.map((point) => (
                <DayRow key={point.date} point={point} rates={rates.get(point.date)} account={account.id} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {rows.length > FIRST_ROWS ? (
        <button type="button" className="button button-quiet" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${rows.length} days`}
        </button>
      ) : null}
    </section>
  );
}

const DaysHead = () => (
  <thead>
    <tr>
      <th scope="col">Date</th>
      {['Revenue', 'Forecast', 'Error', 'Error %', '80 % interval'].map((name) => (
        <th key={name} scope="col" className="num">
          {name}
        </th>
      ))}
      <th scope="col">Rates used</th>
      <th scope="col">Run</th>
    </tr>
  </thead>
);

interface RowProps {
  readonly point: DayPoint;
  readonly rates: string | undefined;
  readonly account: string;
}

function DayRow({ point: { date, row, accounts }, rates, account }: RowProps) {
  const compared = row?.compared ?? null;
  const forecast = compared === null ? 0 : Number(compared.forecast);
  return (
    <tr>
      <th scope="row">{formatDate(date)}</th>
      <td className="num">{amountOf(row?.fact)}</td>
      <td className="num">{amountOf(row?.forecast)}</td>
      <td className="num">{compared === null ? '–' : formatSigned(compared.error)}</td>
      <td className="num">
        {compared === null || forecast === 0 ? '–' : formatSignedPercent(Number(compared.error) / Math.abs(forecast))}
      </td>
      <td className="num">{row === null ? '–' : <BandCell row={row} />}</td>
      <td className="prose">{rates ?? (row?.fact === null || row === null ? '–' : 'nothing converted')}</td>
      <td>
        {accounts === null ? (
          '–'
        ) : (
          <Link
            to="/runs/$id"
            params={{ id: accountDayId(date, account) }}
            aria-label={`${outcomeOf(accounts)}, run of ${formatDate(date)}`}
          >
            <Status status={outcomeOf(accounts)} />
          </Link>
        )}
      </td>
    </tr>
  );
}

const outcomeOf = ({ done, held, failed, cancelled }: NonNullable<DayPoint['accounts']>): string =>
  failed > 0 ? 'failed' : held > 0 ? 'held' : cancelled > 0 ? 'cancelled' : done > 0 ? 'done' : 'running';
