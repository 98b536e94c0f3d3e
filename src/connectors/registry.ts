// Every revenue source there is. A new source: its file, one line here, its variables in src/config, its emulator.
import type { Config } from '../config/config.ts';
import type { SourceId } from '../domain/ids.ts';
import type { SourceRegistry } from '../ports/revenue-source.ts';
import { adExchange } from './ad-exchange.ts';
import { appStore1 } from './app-store-1.ts';
import { appStore2 } from './app-store-2.ts';
import { appStore3 } from './app-store-3.ts';
import type { ProviderGate } from './budget/gate.ts';
import type { SourceDefinition } from './source.ts';

const SOURCES: readonly SourceDefinition[] = [adExchange, appStore1, appStore2, appStore3];

/** The ids an account may enable; needs no configuration. */
export const REGISTERED_SOURCES: readonly SourceId[] = SOURCES.map(({ id }) => id);

/** One source without credentials does not stop the others: it fails with SOURCE_NOT_CONFIGURED when it is asked. */
export const createSources = (config: Config, gate?: ProviderGate): SourceRegistry =>
  new Map(SOURCES.map(({ id, fromConfig }) => [id, fromConfig(config, gate)]));
