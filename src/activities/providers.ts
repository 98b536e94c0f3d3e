// The breaker's memory: the provider's row, which every process looks at, and the alert that a person sees.
import type { BreakerInput, SaveBreakerRequest } from '../contract/provider-messages.ts';
import { withBreaker } from '../domain/provider/claim.ts';
import type { BreakerState, ProviderId } from '../domain/provider/types.ts';
import type { DefaultDependencies } from './dependencies.ts';

export const createProviderActivities = ({ store }: DefaultDependencies) => ({
  readBreaker: ({ provider }: BreakerInput): Promise<BreakerState> =>
    store.providers.update(provider, (state) => ({ state, result: state.breaker })),

  async saveBreaker({ provider, breaker }: SaveBreakerRequest): Promise<void> {
    const isCurrent = await store.providers.update(provider, (state) => {
      const changed = withBreaker(state, breaker);
      return { state: changed, result: changed.breaker.sequence === breaker.sequence };
    });
    if (!isCurrent) return;
    if (breaker.mode === 'open') await store.alerts.raise(alertOf(provider, breaker));
    if (breaker.mode === 'closed') await store.alerts.resolve(alertId(provider));
  },
});

const alertId = (provider: ProviderId): string => `breaker/${provider}`;

function alertOf(provider: ProviderId, { by, reason, untilMs, trips }: BreakerState) {
  const until = untilMs === null ? 'until somebody closes it' : `probed from ${new Date(untilMs).toISOString()}`;
  return {
    id: alertId(provider),
    severity: trips > 1 ? ('critical' as const) : ('warning' as const),
    title: `${provider} is not asked: its circuit breaker is open`,
    detail: `Opened by ${by}: ${reason}; ${until}. Accounts that need it wait.`,
  };
}
