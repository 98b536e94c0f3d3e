// Opens what a command works with, and closes it whatever happens. Loaded by the commands that need a store or a server only.
import { readConfig, type Config } from '../../src/config/config.ts';
import { REGISTERED_SOURCES } from '../../src/connectors/registry.ts';
import type { OperationsDeps } from '../../src/operations/deps.ts';
import { systemClock } from '../../src/ports/clock.ts';
import type { Store } from '../../src/ports/store.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { connectTemporal, type TemporalConnection } from '../../src/temporal/connect.ts';
import { createLazyClient } from '../../src/temporal/lazy-client.ts';
import { readTemporalTarget } from '../../src/temporal/target.ts';
import { connectionParts } from '../../workers/connection-parts.ts';
import { dataConverterOf } from '../../workers/payload-encryption.ts';
import { withRunningStack } from '../lib/stack-file.ts';
import type { CliContext, EnvironmentVariables } from './context.ts';

/** A person waits; a server that runs answers within a second. */
const CONNECT_DEADLINE_MS = 3_000;

/** All that works without Temporal. */
export type StoreDeps = Omit<OperationsDeps, 'temporal'>;

/** The environment, completed with the addresses of a stack that runs here; what is set already wins. */
export function cliEnvironment({ env }: Pick<CliContext, 'env'>): EnvironmentVariables {
  return withRunningStack(env, readConfig(env).MORROW_STATE_DIR);
}

export const cliConfig = (context: Pick<CliContext, 'env'>): Config => readConfig(cliEnvironment(context));

export async function withStore<T>(context: CliContext, use: (deps: StoreDeps) => Promise<T>): Promise<T> {
  const config = cliConfig(context);
  const store = await openStore(config.store, { clock: systemClock });
  try {
    await store.migrate();
    return await use(storeDeps(config, store));
  } finally {
    await store.close();
  }
}

export async function withTemporal<T>(
  context: CliContext,
  use: (connection: TemporalConnection) => Promise<T>,
): Promise<T> {
  const connection = await connectTemporal(cliEnvironment(context), {
    deadlineMs: CONNECT_DEADLINE_MS,
    identity: 'morrow-cli',
    dataConverter: dataConverterOf(cliConfig(context)),
  });
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}

/** Temporal first: it is the one that may be away, and then nothing has been touched. */
export const withOperations = <T>(context: CliContext, use: (deps: OperationsDeps) => Promise<T>): Promise<T> =>
  withTemporal(context, ({ client }) => withStore(context, (deps) => use({ ...deps, temporal: client })));

/** For what may need to ask Temporal, and can do without: it is connected to when it is asked, and may be away. */
export const withStoreFirst = <T>(context: CliContext, use: (deps: OperationsDeps) => Promise<T>): Promise<T> =>
  withStore(context, async (deps) => {
    const target = readTemporalTarget(cliEnvironment(context));
    const dataConverter = dataConverterOf(cliConfig(context));
    const temporal = createLazyClient({ ...target, dataConverter }, 'morrow-cli');
    try {
      return await use({ ...deps, temporal: temporal.client });
    } finally {
      await temporal.close();
    }
  });

const storeDeps = (config: Config, store: Store): StoreDeps => ({
  store,
  clock: systemClock,
  timeZone: config.MORROW_TIME_ZONE,
  registeredSources: REGISTERED_SOURCES,
  ...connectionParts(config),
  temporalUiUrl: config.TEMPORAL_UI_URL,
});
