// Adds amounts as they are written and keeps their number of fraction digits; a float would lose cents.
import type { CurrencyTotal } from '../contract/messages.ts';
import type { CurrencyCode, DecimalString, SourceId } from '../domain/ids.ts';
import { DECIMAL_SCALE, formatScaled, toMicros } from '../domain/money/decimal.ts';
import type { SourceTotal } from '../ports/store.ts';

interface AmountOf {
  readonly amount: DecimalString;
  readonly currency: CurrencyCode;
}

/** The exact sum, with as many fraction digits as the finest amount has. */
function exactSum(amounts: readonly DecimalString[]): DecimalString {
  const digits = amounts.reduce((finest, amount) => Math.max(finest, fractionDigits(amount)), 0);
  const micros = amounts.reduce((sum, amount) => sum + toMicros(amount), 0n);
  return formatScaled(micros / 10n ** BigInt(DECIMAL_SCALE - digits), digits);
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

const fractionDigits = (amount: string): number => amount.split('.')[1]?.length ?? 0;
