// The API process. It serves at once; while store or Temporal are away, `/readyz` and the requests that need them say so.
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { createExplainer } from '../src/activities/explain.ts';
import { createApi } from '../src/api/create-api.ts';
import { serveApi } from '../src/api/serve.ts';
import { StoreSlot } from '../src/api/store-slot.ts';
import { createLazyClient } from '../src/temporal/lazy-client.ts';
import { readAccess, readTls } from '../src/config/access.ts';
import { readConfig, type Config } from '../src/config/config.ts';
import { createHolidayCalendar } from '../src/connectors/holiday-calendar.ts';
import { REGISTERED_SOURCES } from '../src/connectors/registry.ts';
import { createLogger } from '../src/observability/logger.ts';
import { announceReady, runUntilSignal } from '../src/observability/process.ts';
import { checkSecrets } from '../src/operations/connections/connections.ts';
import type { OperationsDeps } from '../src/operations/deps.ts';
import { readPolicies, type WorkerPolicies } from '../src/operations/scaling-policy.ts';
import type { Explainer } from '../src/ports/explainer.ts';
import { systemClock } from '../src/ports/clock.ts';
import type { Store } from '../src/ports/store.ts';
import { openStore } from '../src/storage/open-store.ts';
import { readTemporalTarget } from '../src/temporal/target.ts';
import { measureApi } from './api-metrics.ts';
import { connectionParts } from './connection-parts.ts';
import { runEntry } from './entry.ts';
import { metricsUrl } from './metrics-url.ts';
import { dataConverterOf, payloadDoorOf } from './payload-encryption.ts';
import { openClientTracing } from './tracing.ts';

const LEFTOVERS_MS = 500;

/** Beside this file when it is compiled, below `dist` when it runs from source. */
const DASHBOARD_FOLDER =
  ['../dashboard', '../dist/dashboard'].map((path) => join(import.meta.dirname, path)).find(existsSync) ?? null;

await runEntry('api', async () => {
  const config = readConfig(process.env);
  const [access, tls] = [readAccess(config), readTls(config)];
  const logger = createLogger('api', config.MORROW_LOG_LEVEL);
  const target = readTemporalTarget(process.env);
  const tracing = await openClientTracing('api', config, logger);
  const temporal = createLazyClient(
    { ...target, ...tracing, dataConverter: dataConverterOf(config) },
    `api@${hostname()}:${process.pid}`,
  );
  const parts = connectionParts(config);
  const slot = new StoreSlot(() => openMigrated(config, parts), logger);
  const policyFile = config.SCALING_POLICY_FILE;
  const scalingPolicies = await readPolicies(policyFile === undefined ? {} : { file: policyFile });
  const operations = operationsOf(config, { ...parts, temporal: temporal.client, slot, scalingPolicies });
  const app = createApi({
    operations,
    logger,
    version: config.MORROW_CODE_VERSION,
    metrics: { ...measureApi(config, operations, logger), open: config.API_METRICS_OPEN === 'true' },
    access,
    traced: tracing !== null,
    codec: payloadDoorOf(config),
    explainer: explainerOf(operations),
    dashboardFolder: DASHBOARD_FOLDER,
  });
  const server = await serveApi(app, { host: config.API_HOST, port: config.API_PORT, tls });
  announceReady({
    url: server.url,
    port: server.port,
    metricsUrl: metricsUrl(config.API_HOST, server.port, tls === null ? 'http' : 'https'),
  });
  logger.info({ url: server.url, temporal: target.address, access: access.mode }, 'api ready');
  const stop = async (reason: string): Promise<void> => {
    logger.info({ reason }, 'api stopping');
    await server.close();
    await slot.close();
    await temporal.close();
    await tracing?.shutdown();
  };
  const stopped = runUntilSignal(stop);
  await Promise.race([
    stopped,
    slot.openWhenPossible().then(
      () => stopped,
      (error: unknown) => giveUp(error, stop),
    ),
  ]);
});

/** A store that can never be opened: the process says why and ends, although the wait for a signal would keep it. */
async function giveUp(error: unknown, stop: (reason: string) => Promise<void>): Promise<never> {
  await stop('the store cannot be opened');
  setTimeout(() => process.exit(), LEFTOVERS_MS).unref();
  throw error;
}

/** A secret that does not open ends the process at its start, not at the first request that needs it. */
async function openMigrated(config: Config, { secrets }: ConnectionParts): Promise<Store> {
  const store = await openStore(config.store, { clock: systemClock });
  try {
    await store.migrate();
    await checkSecrets({ store, secrets });
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

type ConnectionParts = Pick<OperationsDeps, 'secrets' | 'sources'>;

interface Parts extends ConnectionParts {
  readonly temporal: Client;
  readonly slot: StoreSlot;
  readonly scalingPolicies: WorkerPolicies;
}

function operationsOf(config: Config, { slot, ...parts }: Parts): OperationsDeps {
  return {
    clock: systemClock,
    timeZone: config.MORROW_TIME_ZONE,
    registeredSources: REGISTERED_SOURCES,
    ...parts,
    temporalUiUrl: config.TEMPORAL_UI_URL,
    get store() {
      return slot.get();
    },
  };
}

/** The store may still be away: it is asked for each time. */
function explainerOf(operations: OperationsDeps): Explainer {
  return createExplainer({
    holidays: createHolidayCalendar(),
    get store() {
      return operations.store;
    },
  });
}
