// Every day of the period in figures, newest first: the table behind the chart. As a file on request.
import { useState } from 'react';
import { formatDate } from '../format/dates.ts';
import { amountOf, formatAmount, formatSigned, formatSignedPercent } from '../format/money.ts';
import { historyCsv } from '../view/history-csv.ts';
import { historyOf, isInside, type DayPoint } from '../view/overview-view.ts';
import { Empty } from './notices.tsx';

interface HistoryProps {
  readonly points: readonly DayPoint[];
  readonly currency: string;
  readonly fileName: string;
  readonly refreshing: readonly string[];
}

const FIRST_ROWS = 14;

export function HistoryCard({ points, currency, fileName, refreshing }: HistoryProps) {
  const [all, setAll] = useState(false);
  const rows = historyOf(points);
  const shown = all ? rows : rows.slice(0, FIRST_ROWS);
  return (
    <section className="card" aria-labelledby="history-title">
      <div className="card-head">
        <h2 id="history-title">History, {currency}</h2>
        <button
          type="button"
          className="button push"
          disabled={rows.length === 0}
          onClick={() => download(fileName, historyCsv(points, currency))}
        >
          Export CSV
        </button>
      </div>
      {rows.length === 0 ? (
        <Empty title="No figures in this period" />
      ) : (
        <HistoryTable rows={shown} refreshing={refreshing} />
      )}
      {rows.length > FIRST_ROWS ? (
        <button type="button" className="button button-quiet" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${rows.length} days`}
        </button>
      ) : null}
    </section>
  );
}

interface TableProps {
  readonly rows: readonly DayPoint[];
  readonly refreshing: readonly string[];
}

const HistoryTable = ({ rows, refreshing }: TableProps) => (
  <section className="scroll-x" tabIndex={0} aria-label="History, scrolls sideways">
    <table>
      <caption className="visually-hidden">Revenue, forecast and error per day, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Date</th>
          {['Revenue', 'Forecast', 'Error', 'Error %', '80 % interval', 'Accounts done', 'Failed', 'Held'].map(
            (name) => (
              <th key={name} scope="col" className="num">
                {name}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((point) => (
          <HistoryRow key={point.date} point={point} isRefreshing={refreshing.includes(point.date)} />
        ))}
      </tbody>
    </table>
  </section>
);

interface RowProps {
  readonly point: DayPoint;
  readonly isRefreshing: boolean;
}

function HistoryRow({ point: { date, row, accounts }, isRefreshing }: RowProps) {
  const compared = row?.compared ?? null;
  const forecast = compared === null ? 0 : Number(compared.forecast);
  return (
    <tr>
      <th scope="row">
        {formatDate(date)}
        {isRefreshing ? <span className="muted"> · updating</span> : null}
      </th>
      <td className="num">{amountOf(row?.fact)}</td>
      <td className="num">{amountOf(row?.forecast)}</td>
      <td className="num">{compared === null ? '–' : formatSigned(compared.error)}</td>
      <td className="num">
        {compared === null || forecast === 0 ? '–' : formatSignedPercent(Number(compared.error) / Math.abs(forecast))}
      </td>
      <td className="num">{row === null ? '–' : <BandCell row={row} />}</td>
      <td className="num">{accounts === null ? '–' : `${accounts.done} / ${accounts.expected}`}</td>
      <td className={accounts !== null && accounts.failed > 0 ? 'num status-bad' : 'num'}>{accounts?.failed ?? '–'}</td>
      <td className={accounts !== null && accounts.held > 0 ? 'num status-warn' : 'num'}>{accounts?.held ?? '–'}</td>
    </tr>
  );
}

export function BandCell({ row }: { readonly row: NonNullable<DayPoint['row']> }) {
  const band = row.forecast?.band ?? null;
  if (band === null) return '–';
  return (
    <>
      {isInside(row) === false ? <span className="status-warn">▲ outside </span> : null}
      {formatAmount(band.lo80)} to {formatAmount(band.hi80)}
    </>
  );
}

function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
