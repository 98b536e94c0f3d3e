// Providers in words: what they allow, how much of it is in use, how their breaker stands, and what can be done. Pure.
import type { Provider, RatesComparison } from '../client/providers.ts';
import { formatInstant } from '../format/dates.ts';

export function budgetLines({ budget }: Pick<Provider, 'budget'>): readonly string[] {
  if (budget === null) return ['unlimited'];
  const { requestsPerSecond: rate, burst, maxConcurrent, accountShare } = budget;
  return [
    ...(rate === null ? [] : [`${rate} a second${burst > 1 ? `, ${burst} at once after a pause` : ''}`]),
    ...(maxConcurrent === null ? [] : [`${maxConcurrent} under way at most`]),
    ...(accountShare === null ? [] : [`${Math.round(accountShare * 100)} % of them for one account`]),
  ];
}

/** Slots that processes hold of those there are; null: nothing limits them, so nobody counts. */
export const slotsInUse = ({ budget, slotsHeld }: Provider): { readonly used: number; readonly of: number } | null =>
  budget === null || budget.maxConcurrent === null ? null : { used: slotsHeld, of: budget.maxConcurrent };

/** Why the breaker stands as it does, and until when. */
export function breakerText({ breaker, pausedUntil }: Provider): string {
  const { mode, since, until, by, reason, trips } = breaker;
  const who = by === 'automatic' ? reason : `${by}: ${reason}`;
  const pause = pausedUntil === null ? '' : ` · asked for a pause until ${formatInstant(pausedUntil)}`;
  if (mode === 'closed') return `${since === null ? '' : `since ${formatInstant(since)} · ${who}`}${pause}`;
  const end =
    until === null
      ? 'until somebody closes it'
      : `${mode === 'open' ? 'probed' : 'probes until'} ${formatInstant(until)}`;
  return `${who} · ${end}${trips > 1 ? ` · ${trips} times in a row` : ''}${pause}`;
}

export interface BreakerVerb {
  readonly action: 'open' | 'close';
  readonly verb: string;
  readonly effect: string;
}

const OPEN: BreakerVerb = {
  action: 'open',
  verb: 'Open',
  effect: 'Nobody asks this provider until somebody closes the breaker; accounts that need it wait, and do not fail.',
};
const CLOSE: BreakerVerb = {
  action: 'close',
  verb: 'Close',
  effect: 'Everybody asks this provider again at once, and its openings in a row are forgotten.',
};

/** A half-open breaker can go either way; one that tripped lately can be reset, so that its next pause is a short one. */
export function breakerVerbs({ breaker: { mode, trips } }: Pick<Provider, 'breaker'>): readonly BreakerVerb[] {
  if (mode === 'open') return [CLOSE];
  if (mode === 'half-open') return [CLOSE, OPEN];
  return trips > 0 ? [OPEN, { ...CLOSE, verb: 'Reset' }] : [OPEN];
}

/** How far apart the two were: the largest difference, with its currency. */
export function apartText({ currencies, differences, quoteDates }: RatesComparison): string {
  const [largest] = differences;
  if (currencies === 0 || largest === undefined) {
    return quoteDates.a === quoteDates.b ? 'not comparable' : 'published for different days, not comparable';
  }
  return largest.percent === 0 ? 'all the same' : `${percentText(largest.percent)} (${largest.currency})`;
}

export const percentText = (percent: number): string => `${percent.toFixed(percent < 1 ? 3 : 2)} %`;

/** Rates as they are read: six digits that matter. */
export const rateFigure = (rate: number): string => rate.toLocaleString('en-GB', { maximumSignificantDigits: 6 });

/** The currencies of the newest comparison that has some. */
export const latestWithRates = (comparisons: readonly RatesComparison[]): RatesComparison | undefined =>
  comparisons.find(({ currencies }) => currencies > 0);
