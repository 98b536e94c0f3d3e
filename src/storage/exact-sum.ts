// Exact totals of rows, per currency and per source.
import type { CurrencyTotal } from '../contract/messages.ts';
import type { CurrencyCode, DecimalString, SourceId } from '../domain/ids.ts';
import { exactSum } from '../domain/money/exact-sum.ts';
import type { SourceTotal } from '../ports/store.ts';

interface AmountOf {
  readonly amount: DecimalString;
  readonly currency: CurrencyCode;
}

/** One total per currency, by currency code. Each row counts as one account. */
export function totalsPerCurrency(rows: readonly AmountOf[]): readonly CurrencyTotal[] {
  const perCurrency = new Map<CurrencyCode, DecimalString[]>();
  for (const { currency, amount } of rows) {
    const amounts = perCurrency.get(currency);
    if (amounts === undefined) perCurrency.set(currency, [amount]);
    else amounts.push(amount);
  }
  return [...perCurrency]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, amounts]) => ({ currency, amount: exactSum(amounts), accounts: amounts.length }));
}

/** One total per source and currency, by source, then currency. */
export function totalsPerSource(rows: readonly (AmountOf & { readonly sourceId: SourceId })[]): readonly SourceTotal[] {
  const sources = [...new Set(rows.map(({ sourceId }) => sourceId))].sort();
  return sources.flatMap((sourceId) =>
    totalsPerCurrency(rows.filter((row) => row.sourceId === sourceId)).map((total) => ({ sourceId, ...total })),
  );
}
