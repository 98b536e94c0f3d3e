// Compares what provider A and reserve B publish for a date. What it fetches for that is not stored: the set that priced the
// day stays the one that later steps find.
import { Context } from '@temporalio/activity';
import type { RatesCheckInput, RatesCheckResult } from '../contract/provider-messages.ts';
import type { IsoDate } from '../domain/ids.ts';
import { compareRates, type RateDifference } from '../domain/money/rates-difference.ts';
import type { RatesSet } from '../domain/revenue/types.ts';
import type { AlertRecord } from '../ports/store.ts';
import type { DefaultDependencies } from './dependencies.ts';

const ALERT_ID = 'rates-differ';
const NAMED = 10;

type Raised = Pick<AlertRecord, 'id' | 'severity' | 'title' | 'detail'>;

export const createRatesCheckActivities = (dependencies: DefaultDependencies) => ({
  async compareRates({ date }: RatesCheckInput): Promise<RatesCheckResult> {
    const { store, ratesMaxDifferencePercent } = dependencies;
    const [a, b] = await setsOfBoth(dependencies, date);
    const differences = a === undefined || b === undefined ? null : compareRates(a, b);
    const largest = differences?.[0];
    if (!differences || !largest) return { compared: 0, largest: null, alerted: false };
    const alerted = largest.percent > ratesMaxDifferencePercent;
    if (alerted) await store.alerts.raise(alertOf(date, differences, ratesMaxDifferencePercent));
    else await store.alerts.resolve(ALERT_ID);
    return { compared: differences.length, largest, alerted };
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
