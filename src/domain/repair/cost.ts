// What a plan costs at the present budgets. Honest about what is not known: without a rate nobody can say how long it takes.
import type { BreakerMode, ProviderBudget, ProviderId } from '../provider/types.ts';

export interface ProviderToAsk {
  readonly id: ProviderId;
  readonly budget: Pick<ProviderBudget, 'requestsPerSecond' | 'maxConcurrent'> | null;
  readonly breaker: BreakerMode;
}

export interface ProviderCost {
  readonly id: ProviderId;
  /** At least so many: a report with several pages takes one for each. */
  readonly requests: number;
  readonly requestsPerSecond: number | null;
  readonly maxConcurrent: number | null;
  readonly breaker: BreakerMode;
  /** At least so long, with the whole budget for itself; null: no rate is set, so it goes as fast as the provider answers. */
  readonly minutes: number | null;
}

export interface PlanCost {
  /** Those that are asked, most requests first. */
  readonly providers: readonly ProviderCost[];
  readonly requests: number;
  /** The slowest provider's, as they are asked side by side; null: none of them has a rate. */
  readonly minutes: number | null;
}

export function costOf(
  requests: Readonly<Partial<Record<ProviderId, number>>>,
  known: readonly ProviderToAsk[],
): PlanCost {
  const providers = known
    .map((provider) => costAt(provider, requests[provider.id] ?? 0))
    .filter((cost) => cost.requests > 0)
    .sort((a, b) => b.requests - a.requests || (a.id < b.id ? -1 : 1));
  const limited = providers.flatMap(({ minutes }) => (minutes === null ? [] : [minutes]));
  return {
    providers,
    requests: providers.reduce((sum, cost) => sum + cost.requests, 0),
    minutes: limited.length === 0 ? null : Math.max(...limited),
  };
}

function costAt({ id, budget, breaker }: ProviderToAsk, requests: number): ProviderCost {
  const requestsPerSecond = budget?.requestsPerSecond ?? null;
  const minutes = requestsPerSecond === null ? null : roundUp(requests / requestsPerSecond / 60);
  return { id, requests, requestsPerSecond, maxConcurrent: budget?.maxConcurrent ?? null, breaker, minutes };
}

/** To tenths, so that a little is never nothing. */
const roundUp = (minutes: number): number => Math.ceil(minutes * 10 - 1e-9) / 10;

/**
 * A year and a month: models learn from at most 180 days and people compare with last year, so a longer range is more often
 * a slip of the year than a wish.
 */
export const CONFIRM_ABOVE_DAYS = 400;
/** As many as a day of about 3,000 accounts takes: more than that is asked of the sources only when somebody means it. */
export const CONFIRM_ABOVE_REQUESTS = 10_000;
/** An hour of a provider's whole budget is missing in today's run, should it come meanwhile. */
export const CONFIRM_ABOVE_MINUTES = 60;

/** Why a backfill must be confirmed, as the end of a sentence; null: it need not. Nothing to ask for needs no answer. */
export function reasonToConfirm(cost: Pick<PlanCost, 'requests' | 'minutes'>, rangeDays: number): string | null {
  if (cost.requests === 0) return null;
  if (rangeDays > CONFIRM_ABOVE_DAYS) return `its range is ${rangeDays} days, more than ${CONFIRM_ABOVE_DAYS}`;
  if (cost.requests > CONFIRM_ABOVE_REQUESTS)
    return `it takes ${cost.requests} requests, more than ${CONFIRM_ABOVE_REQUESTS}`;
  if (cost.minutes !== null && cost.minutes > CONFIRM_ABOVE_MINUTES)
    return `it takes ${cost.minutes} minutes of a provider's budget, more than ${CONFIRM_ABOVE_MINUTES}`;
  return null;
}
