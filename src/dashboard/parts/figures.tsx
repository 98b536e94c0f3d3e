// The few figures that are read first: what came in, how far off the forecast was, what comes next, whether the day is done.
import type { ReactNode } from 'react';
import type { Overview } from '../client/types.ts';
import { addDays, formatDate } from '../format/dates.ts';
import { formatAmount, formatChange, formatMoney, formatPercent } from '../format/money.ts';
import { errorShareOf, type DayPoint } from '../view/overview-view.ts';

interface FiguresProps {
  readonly overview: Overview;
  readonly currency: string;
  readonly points: readonly DayPoint[];
}

export function Figures({ overview, currency, points }: FiguresProps) {
  const last = overview.lastCompleteDay;
  const at = (date: string) => points.find((point) => point.date === date);
  return (
    <dl className="figures">
      <LastDay point={at(last)} date={last} currency={currency} />
      <NextDay point={at(addDays(last, 1))} date={addDays(last, 1)} currency={currency} />
      <ErrorShare points={points} />
      <AccountsDone counts={overview.days.find(({ date }) => date === last)?.accounts ?? null} date={last} />
    </dl>
  );
}

interface FigureProps {
  readonly label: string;
  readonly value: string | null;
  readonly children?: ReactNode;
}

export const Figure = ({ label, value, children }: FigureProps) => (
  <div className="figure">
    <dt>{label}</dt>
    <dd className={value === null ? 'figure-value muted' : 'figure-value'}>{value ?? '–'}</dd>
    <dd className="figure-note">{children}</dd>
  </div>
);

interface DayFigureProps {
  readonly point: DayPoint | undefined;
  readonly date: string;
  readonly currency: string;
}

export function LastDay({ point, date, currency }: DayFigureProps) {
  const fact = point?.row?.fact ?? null;
  const compared = point?.row?.compared ?? null;
  const change = compared === null ? null : formatChange(Number(compared.forecast), Number(compared.fact));
  return (
    <Figure label={`Revenue ${formatDate(date)}`} value={fact === null ? null : formatMoney(fact.amount, currency)}>
      {change === null ? 'Nothing to compare with' : `${change} against the forecast`}
    </Figure>
  );
}

export function NextDay({ point, date, currency }: DayFigureProps) {
  const forecast = point?.row?.forecast ?? null;
  const band = forecast?.band ?? null;
  return (
    <Figure
      label={`Forecast ${formatDate(date)}`}
      value={forecast === null ? null : formatMoney(forecast.amount, currency)}
    >
      {band === null ? 'No interval' : `${formatAmount(band.lo80)} to ${formatAmount(band.hi80)}`}
    </Figure>
  );
}

export function ErrorShare({ points }: { readonly points: readonly DayPoint[] }) {
  const error = errorShareOf(points);
  return (
    <Figure label="Mean error of the forecast" value={error === null ? null : formatPercent(error.share)}>
      {error === null ? 'No day has both' : `of revenue, over ${error.days} ${error.days === 1 ? 'day' : 'days'}`}
    </Figure>
  );
}

interface DoneProps {
  readonly counts: Overview['days'][number]['accounts'];
  readonly date: string;
}

function AccountsDone({ counts, date }: DoneProps) {
  const label = `Accounts done ${formatDate(date)}`;
  if (counts === null) return <Figure label={label} value={null} />;
  return (
    <Figure label={label} value={`${formatAmount(String(counts.done))} of ${formatAmount(String(counts.expected))}`}>
      {notesOf(counts).join(', ') || 'none failed, none held'}
    </Figure>
  );
}

const notesOf = ({ failed, held, cancelled }: NonNullable<DoneProps['counts']>): readonly string[] =>
  Object.entries({ failed, held, cancelled })
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${count} ${word}`);
