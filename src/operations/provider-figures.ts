// What each source and rates provider lets us do now, as gauges: its budget and whether its circuit is open.
import type { BreakerMode } from '../domain/provider/types.ts';
import type { SampledPart } from '../observability/metrics/sampled-gauges.ts';
import type { OperationsDeps } from './deps.ts';
import { listProviders } from './providers.ts';

export interface ProviderReading {
  readonly provider: string;
  readonly circuit: BreakerMode;
  /** Requests a second; null: not limited. */
  readonly budgetPerSecond: number | null;
}

export interface ProviderFigures {
  states(): Promise<readonly ProviderReading[]>;
}

const OPENNESS: Readonly<Record<BreakerMode, number>> = { closed: 0, 'half-open': 1, open: 2 };

const GAUGES: SampledPart['gauges'] = {
  morrow_provider_circuit_state: { help: '0 closed, 1 half open, 2 open: no requests are sent.', labels: ['provider'] },
  morrow_provider_budget_per_second: { help: 'Requests a second that the provider may get.', labels: ['provider'] },
};

export const providerFigures = (figures: ProviderFigures): SampledPart => ({
  part: 'providers',
  gauges: GAUGES,
  read: async () =>
    (await figures.states()).flatMap(({ provider, circuit, budgetPerSecond }) => [
      { name: 'morrow_provider_circuit_state', labels: { provider }, value: OPENNESS[circuit] },
      ...(budgetPerSecond === null
        ? []
        : [{ name: 'morrow_provider_budget_per_second', labels: { provider }, value: budgetPerSecond }]),
    ]),
});

/** Every provider there is. The store is asked for at every reading: it may be away. */
export const storedProviderFigures = (
  deps: Pick<OperationsDeps, 'store' | 'clock' | 'registeredSources'>,
): ProviderFigures => ({
  states: async () =>
    (await listProviders(deps)).map(({ id, breaker, budget }) => ({
      provider: id,
      circuit: breaker.mode,
      budgetPerSecond: budget?.requestsPerSecond ?? null,
    })),
});
