// The two rates providers in the order they are asked: A, then reserve B.
import type { Config } from '../config/config.ts';
import type { RatesProvider } from '../ports/rates-provider.ts';
import type { ProviderGate } from './budget/gate.ts';
import { createRatesA } from './rates-a.ts';
import { createRatesB } from './rates-b.ts';
import { connectionFrom } from './source.ts';

export const createRatesProviders = (config: Config, gate?: ProviderGate): readonly [RatesProvider, RatesProvider] => [
  createRatesA(connectionFrom(config, config.RATES_A_URL, gate)),
  createRatesB(connectionFrom(config, config.RATES_B_URL, gate)),
];
