// Every revenue source there is. A new source: its file, one line here, its variables in src/config, its emulator.
import type { Config } from '../config/config.ts';
import { SECRET_NAMES } from '../config/secret-files.ts';
import { MorrowError } from '../contract/errors.ts';
import type { SourceId } from '../domain/ids.ts';
import type {
  FindConnection,
  RevenueSource,
  SourceConnection,
  SourceDescription,
  SourceDoor,
  SourceRegistry,
} from '../ports/revenue-source.ts';
import { adExchange } from './ad-exchange.ts';
import { appStore1 } from './app-store-1.ts';
import { appStore2 } from './app-store-2.ts';
import { appStore3 } from './app-store-3.ts';
import type { ProviderGate } from './budget/gate.ts';
import type { SourceDefinition } from './source.ts';

const SOURCES: readonly SourceDefinition[] = [adExchange, appStore1, appStore2, appStore3];

/** The ids an account may enable; needs no configuration. */
export const REGISTERED_SOURCES: readonly SourceId[] = SOURCES.map(({ id }) => id);

export interface SourceOptions {
  readonly gate?: ProviderGate;
  /** Absent: the environment alone counts. */
  readonly stored?: FindConnection;
}

/** One source without credentials does not stop the others: it fails with SOURCE_NOT_CONFIGURED when it is asked. */
export const createSources = (config: Config, options: SourceOptions = {}): SourceRegistry =>
  new Map(SOURCES.map((definition) => [definition.id, throughStore(definition, config, options)]));

/** What is stored is looked up at every report, so that a change counts from the next one on, in every process. */
function throughStore(definition: SourceDefinition, config: Config, { gate, stored }: SourceOptions): RevenueSource {
  const fallback = definition.fromConfig(config, gate);
  if (stored === undefined) return fallback;
  return {
    ...fallback,
    fetchReport: async (account, range, signal) => {
      const found = await stored(definition.id, account);
      const source = found === null ? fallback : connectTo(definition, { config, gate, connection: found });
      return source.fetchReport(account, range, signal);
    },
  };
}

interface Connecting {
  readonly config: Config;
  readonly gate: ProviderGate | undefined;
  readonly connection: SourceConnection;
}

/** Nothing of the environment's connection is left: a credential that is not stored is missing. */
function connectTo(
  { variables, fromConfig }: SourceDefinition,
  { config, gate, connection }: Connecting,
): RevenueSource {
  const credentials = Object.entries(variables.credentials).map(
    ([name, variable]) => [variable, connection.credentials[name]] as const,
  );
  const replaced = { ...config, [variables.baseUrl]: connection.baseUrl, ...Object.fromEntries(credentials) };
  return fromConfig(replaced, gate);
}

/** For tests of a connection: a person waits, so no budget and no breaker stands before it. */
export const createSourceDoor = (config: Config): SourceDoor => ({
  list: () => SOURCES.map((definition) => describeSource(definition, config)),
  connect: (id, connection) => {
    const definition = SOURCES.find((source) => source.id === id);
    if (definition === undefined) throw new MorrowError('UNKNOWN_SOURCE', `There is no source "${id}".`);
    return connection === null
      ? definition.fromConfig(config)
      : connectTo(definition, { config, gate: undefined, connection });
  },
});

const describeSource = ({ id, variables }: SourceDefinition, config: Config): SourceDescription => ({
  id,
  credentials: Object.entries(variables.credentials).map(([name, variable]) => ({
    name,
    secret: SECRET_NAMES.includes(variable),
  })),
  baseUrl: config[variables.baseUrl] ?? '',
  inEnvironment: Object.values(variables.credentials).every((variable) => config[variable] !== undefined),
});
