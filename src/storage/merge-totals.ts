// Puts the totals of cohorts together, exactly: what a screen of all accounts reads is one row a day, however many cohorts there are.
import { exactSum } from '../domain/money/exact-sum.ts';
import type { DecimalString } from '../domain/ids.ts';
import { RUN_STATUSES } from '../ports/run-status.ts';
import type { CurrencyDay, DayTotals, ForecastSum, RunStatus } from '../ports/store.ts';

/** @param days of one date. */
export function mergeCohorts(days: readonly DayTotals[]): Pick<DayTotals, 'currencies' | 'accountDays'> {
  const all = days.flatMap(({ currencies }) => currencies);
  const codes = [...new Set(all.map(({ currency }) => currency))].sort();
  return {
    currencies: codes
      .map((code) => mergeCurrency(all.filter(({ currency }) => currency === code)))
      .flatMap((merged) => merged ?? []),
    accountDays: mergeCounts(days.map(({ accountDays }) => accountDays)),
  };
}

function mergeCounts(all: readonly DayTotals['accountDays'][]): DayTotals['accountDays'] {
  const merged: Partial<Record<RunStatus, number>> = {};
  for (const { status, count } of all.flatMap(entriesOf)) merged[status] = (merged[status] ?? 0) + count;
  return merged;
}

const entriesOf = (counts: DayTotals['accountDays']) =>
  RUN_STATUSES.flatMap((status) => {
    const count = counts[status];
    return count === undefined ? [] : [{ status, count }];
  });

function mergeCurrency(days: readonly CurrencyDay[]): CurrencyDay | null {
  const [first] = days;
  if (first === undefined) return null;
  const facts = present(days, ({ fact }) => fact);
  const forecasts = present(days, ({ forecast }) => forecast);
  const pairs = present(days, ({ compared }) => compared);
  return {
    currency: first.currency,
    fact: facts.length === 0 ? null : { amount: sumOf(facts, 'amount'), accounts: countOf(facts) },
    forecast: forecasts.length === 0 ? null : mergeForecasts(forecasts),
    compared:
      pairs.length === 0
        ? null
        : { fact: sumOf(pairs, 'fact'), forecast: sumOf(pairs, 'forecast'), accounts: countOf(pairs) },
    sources: mergeSources(days.flatMap(({ sources }) => sources)),
  };
}

const mergeForecasts = (forecasts: readonly ForecastSum[]): ForecastSum => ({
  amount: sumOf(forecasts, 'amount'),
  lo80: sumOf(forecasts, 'lo80'),
  hi80: sumOf(forecasts, 'hi80'),
  accounts: countOf(forecasts),
  withoutBand: forecasts.reduce((sum, { withoutBand }) => sum + withoutBand, 0),
});

function mergeSources(shares: CurrencyDay['sources']): CurrencyDay['sources'] {
  const ids = [...new Set(shares.map(({ sourceId }) => sourceId))].sort();
  return ids.map((sourceId) => ({
    sourceId,
    amount: sumOf(
      shares.filter((share) => share.sourceId === sourceId),
      'amount',
    ),
  }));
}

const present = <Row, Part>(rows: readonly Row[], partOf: (row: Row) => Part | null): readonly Part[] =>
  rows.map(partOf).filter((part) => part !== null);

const sumOf = <Field extends string>(
  rows: readonly Readonly<Record<Field, DecimalString>>[],
  field: Field,
): DecimalString => exactSum(rows.map((row) => row[field]));

const countOf = (rows: readonly { readonly accounts: number }[]): number =>
  rows.reduce((sum, { accounts }) => sum + accounts, 0);
