// Compares what provider A and reserve B publish for a date, and keeps how they differ. The sets it fetches for that are not
// stored: the one that priced the day stays the one that later steps find.
import { Context } from '@temporalio/activity';
import type { RatesCheckInput, RatesCheckResult } from '../contract/provider-messages.ts';
import type { IsoDate } from '../domain/ids.ts';
import { compareRates, type RateDifference } from '../domain/money/rates-difference.ts';
import type { RatesSet } from '../domain/revenue/types.ts';
import type { AlertRecord } from '../ports/store.ts';
import type { DefaultDependencies } from './dependencies.ts';

const ALERT_ID = 'rates-differ';
const NAMED = 10;
/** Of the currencies of a comparison; the largest differences. */
const KEPT = 30;
const NOT_COMPARED: RatesCheckResult = { compared: 0, largest: null, alerted: false };

type Raised = Pick<AlertRecord, 'id' | 'severity' | 'title' | 'detail'>;

export const createRatesCheckActivities = (dependencies: DefaultDependencies) => ({
  async compareRates({ date }: RatesCheckInput): Promise<RatesCheckResult> {
    const { store, clock, ratesMaxDifferencePercent } = dependencies;
    const [a, b] = await setsOfBoth(dependencies, date);
    if (a === undefined || b === undefined) return NOT_COMPARED;
    const differences = compareRates(a, b) ?? [];
    const [largest] = differences;
    const alerted = largest !== undefined && largest.percent > ratesMaxDifferencePercent;
    await store.ratesComparisons.save({
      date,
      base: a.base,
      comparedAt: clock.now().toISOString(),
      quoteDates: { a: a.quoteDate, b: b.quoteDate },
      currencies: differences.length,
      limitPercent: ratesMaxDifferencePercent,
      alerted,
      differences: differences.slice(0, KEPT),
    });
    if (largest === undefined) return NOT_COMPARED;
    if (alerted) await store.alerts.raise(alertOf(date, differences, ratesMaxDifferencePercent));
    else await store.alerts.resolve(ALERT_ID);
    const { currency, percent } = largest;
    return { compared: differences.length, largest: { currency, percent }, alerted };
  },
});

/** One after the other: this check is to be cheap, not quick. */
async function setsOfBoth({ store, ratesProviders }: DefaultDependencies, date: IsoDate): Promise<readonly RatesSet[]> {
  const stored = await store.rates.findByDate(date);
  const sets: RatesSet[] = [];
  for (const provider of ratesProviders) {
    const known = stored.find((set) => set.provider === provider.id);
    sets.push(known ?? (await provider.fetchRates(date, Context.current().cancellationSignal)));
  }
  return sets;
}

function alertOf(date: IsoDate, differences: readonly RateDifference[], limit: number): Raised {
  const apart = differences.filter(({ percent }) => percent > limit);
  const named = apart.slice(0, NAMED).map(({ currency, percent }) => `${currency} ${percent.toFixed(2)} %`);
  const more = apart.length > NAMED ? ` and ${apart.length - NAMED} more` : '';
  return {
    id: ALERT_ID,
    severity: 'warning',
    title: `Rates A and B of ${date} differ by more than ${limit} %`,
    detail: `${named.join(', ')}${more}. Each number carries the provider that priced it.`,
  };
}
