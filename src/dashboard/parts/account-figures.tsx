// The few figures of an account that are read first.
import type { AccountOverview } from '../client/types.ts';
import { addDays } from '../format/dates.ts';
import { formatComputed } from '../format/money.ts';
import { describeSkill } from '../view/account-view.ts';
import type { DayPoint } from '../view/overview-view.ts';
import { ErrorShare, Figure, LastDay, NextDay } from './figures.tsx';

interface FiguresProps {
  readonly overview: AccountOverview;
  readonly points: readonly DayPoint[];
}

export function AccountFigures({ overview: { account, lastCompleteDay, next }, points }: FiguresProps) {
  const { currency } = account;
  const at = (date: string) => points.find((point) => point.date === date);
  const tomorrow = addDays(lastCompleteDay, 1);
  return (
    <dl className="figures">
      <LastDay point={at(lastCompleteDay)} date={lastCompleteDay} currency={currency} />
      <NextDay point={at(tomorrow)} date={tomorrow} currency={currency} />
      <ErrorShare points={points} />
      <Expected accuracy={next?.accuracy ?? null} currency={next?.currency ?? currency} />
    </dl>
  );
}

interface ExpectedProps {
  readonly accuracy: NonNullable<AccountOverview['next']>['accuracy'] | null;
  readonly currency: string;
}

const Expected = ({ accuracy, currency }: ExpectedProps) => {
  const error = accuracy?.meanAbsoluteError ?? null;
  const notes = [
    accuracy === null ? null : accuracy.source === 'backtest' ? 'from the backtest' : 'from resolved forecasts',
    describeSkill(accuracy?.skill ?? null),
  ].filter((note) => note !== null);
  return (
    <Figure
      label="Error to expect, a week ahead"
      value={error === null ? null : `± ${formatComputed(error, currency)} ${currency}`}
    >
      {notes.join(', ') || 'Nothing is known yet'}
    </Figure>
  );
};
