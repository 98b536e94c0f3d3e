// Adds up one day from its base rows, exactly; both adapters read the rows, this makes the read model of them.
import { z } from 'zod';
import type { CurrencyCode, DecimalString, IsoDate, SourceId } from '../domain/ids.ts';
import { exactSum } from '../domain/money/exact-sum.ts';
import type { CurrencyDay, DayTotals, ForecastSum, RunStatus } from '../ports/store.ts';
import { mergeCohorts } from './merge-totals.ts';
import { currencyCode, decimalString, runRecord, sourceId } from './records.ts';

/** What the totals of account days are about. */
export const TOTALS_PIPELINE = 'daily';

interface OfCohort {
  readonly cohort: string;
}

/** Revenue of one or more accounts. */
export interface FactRow extends OfCohort {
  readonly currency: CurrencyCode;
  /** One for each account. */
  readonly amounts: readonly DecimalString[];
}

/** What a source has of it. */
export interface ShareRow extends FactRow {
  readonly sourceId: SourceId;
}

export interface ServedRow extends OfCohort {
  readonly currency: CurrencyCode;
  /** 0: a forecast without intervals. */
  readonly observedDays: number;
  readonly revenue: DecimalString;
  readonly lo80: DecimalString;
  readonly hi80: DecimalString;
  /** The account's revenue of the day, when it has one in this currency. */
  readonly fact: DecimalString | null;
}

export interface StatusRow extends OfCohort {
  readonly status: RunStatus;
  readonly count: number;
}

export interface BaseRows {
  readonly facts: readonly FactRow[];
  readonly shares: readonly ShareRow[];
  readonly served: readonly ServedRow[];
  readonly statuses: readonly StatusRow[];
}

/** One entry for all cohorts together, then one for each cohort that has any row, by name. */
export function addUpDay(date: IsoDate, rows: BaseRows): readonly DayTotals[] {
  const cohorts = addUpCohorts(date, rows);
  return cohorts.length === 0 ? [] : [{ date, cohort: null, ...mergeCohorts(cohorts) }, ...cohorts];
}

function addUpCohorts(date: IsoDate, { facts, shares, served, statuses }: BaseRows): readonly DayTotals[] {
  const factsOf = groupBy(facts, cohortOf);
  const sharesOf = groupBy(shares, cohortOf);
  const servedOf = groupBy(served, cohortOf);
  const statusesOf = groupBy(statuses, cohortOf);
  const cohorts = new Set([...factsOf.keys(), ...servedOf.keys(), ...statusesOf.keys()]);
  return [...cohorts].sort().map((cohort) => ({
    date,
    cohort,
    currencies: addUpCurrencies({
      facts: factsOf.get(cohort) ?? [],
      shares: sharesOf.get(cohort) ?? [],
      served: servedOf.get(cohort) ?? [],
    }),
    accountDays: countByStatus(statusesOf.get(cohort) ?? []),
  }));
}

function countByStatus(rows: readonly StatusRow[]): DayTotals['accountDays'] {
  const counts: Partial<Record<RunStatus, number>> = {};
  for (const { status, count: n } of rows) counts[status] = (counts[status] ?? 0) + n;
  return counts;
}

const cohortOf = ({ cohort }: OfCohort): string => cohort;

function addUpCurrencies({ facts, shares, served }: Omit<BaseRows, 'statuses'>): readonly CurrencyDay[] {
  const factsOf = groupBy(facts, currencyOf);
  const sharesOf = groupBy(shares, currencyOf);
  const servedOf = groupBy(served, currencyOf);
  const currencies = new Set([...factsOf.keys(), ...servedOf.keys()]);
  return [...currencies].sort().map((currency) => {
    const amounts = (factsOf.get(currency) ?? []).flatMap((row) => row.amounts);
    const forecasts = servedOf.get(currency) ?? [];
    return {
      currency,
      fact: amounts.length === 0 ? null : { amount: exactSum(amounts), accounts: amounts.length },
      forecast: forecasts.length === 0 ? null : addUpForecasts(forecasts),
      compared: compare(forecasts),
      sources: addUpSources(sharesOf.get(currency) ?? []),
    };
  });
}

const currencyOf = ({ currency }: { readonly currency: CurrencyCode }): CurrencyCode => currency;

const addUpForecasts = (rows: readonly ServedRow[]): ForecastSum => ({
  amount: sumOf(rows, ({ revenue }) => revenue),
  lo80: sumOf(rows, (row) => (row.observedDays > 0 ? row.lo80 : row.revenue)),
  hi80: sumOf(rows, (row) => (row.observedDays > 0 ? row.hi80 : row.revenue)),
  accounts: rows.length,
  withoutBand: rows.filter(({ observedDays }) => observedDays === 0).length,
});

function compare(served: readonly ServedRow[]): CurrencyDay['compared'] {
  const both = served.flatMap(({ fact, revenue }) => (fact === null ? [] : [{ fact, revenue }]));
  if (both.length === 0) return null;
  return {
    fact: sumOf(both, ({ fact }) => fact),
    forecast: sumOf(both, ({ revenue }) => revenue),
    accounts: both.length,
  };
}

const addUpSources = (shares: readonly ShareRow[]): CurrencyDay['sources'] =>
  [...groupBy(shares, ({ sourceId: source }) => source)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([source, rows]) => ({ sourceId: source, amount: exactSum(rows.flatMap((row) => row.amounts)) }));

const sumOf = <Row>(rows: readonly Row[], amountOf: (row: Row) => DecimalString): DecimalString =>
  exactSum(rows.map(amountOf));

function groupBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): ReadonlyMap<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}

const count = z.int().min(0);
const amountAndAccounts = z.object({ amount: decimalString, accounts: count });

/** As both stores keep it: JSON text, as amounts are text in it anyway. */
export const currencyDays = z.array(
  z.object({
    currency: currencyCode,
    fact: amountAndAccounts.nullable(),
    forecast: amountAndAccounts.extend({ lo80: decimalString, hi80: decimalString, withoutBand: count }).nullable(),
    compared: z.object({ fact: decimalString, forecast: decimalString, accounts: count }).nullable(),
    sources: z.array(z.object({ sourceId, amount: decimalString })),
  }),
);

export const accountDayCounts = z.partialRecord(runRecord.shape.status, count);
