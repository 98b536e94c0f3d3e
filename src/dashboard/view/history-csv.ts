// The history table as a CSV file: exact amounts as they came, one line per day. Pure.
import type { DayPoint } from './overview-view.ts';

const COLUMNS = [
  'date',
  'currency',
  'fact',
  'forecast',
  'lo80',
  'hi80',
  'error',
  'accounts_with_revenue',
  'accounts_with_forecast',
  'accounts_compared',
  'accounts_done',
  'accounts_held',
  'accounts_failed',
] as const;

/** Oldest first; dates, codes and decimals need no quotes. */
export function historyCsv(points: readonly DayPoint[], currency: string): string {
  const lines = points
    .filter(({ row }) => row !== null)
    .map(({ date, row, accounts }) => [
      date,
      currency,
      row?.fact?.amount,
      row?.forecast?.amount,
      row?.forecast?.band?.lo80,
      row?.forecast?.band?.hi80,
      row?.compared?.error,
      row?.fact?.accounts,
      row?.forecast?.accounts,
      row?.compared?.accounts,
      accounts?.done,
      accounts?.held,
      accounts?.failed,
    ]);
  return [COLUMNS, ...lines].map((cells) => cells.map((cell) => cell ?? '').join(',')).join('\n') + '\n';
}
