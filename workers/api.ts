// The API process. It serves at once; while store or Temporal are away, `/readyz` and the requests that need them say so.
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { createPredictor } from '../src/activities/heavy/predictor.ts';
import { createTrainingPool, type TrainingPool } from '../src/activities/heavy/training-pool.ts';
import { createEventHub } from '../src/api/events/hub.ts';
import { createExplainer } from '../src/activities/explain.ts';
import { createApi } from '../src/api/create-api.ts';
import { serveApi } from '../src/api/serve.ts';
import { StoreSlot } from '../src/api/store-slot.ts';
import { createLazyClient } from '../src/temporal/lazy-client.ts';
import { readAccess, readTls } from '../src/config/access.ts';
import { readConfig, type Config } from '../src/config/config.ts';
import { createHolidayCalendar } from '../src/connectors/holiday-calendar.ts';
import { REGISTERED_SOURCES } from '../src/connectors/registry.ts';
import { createLogFiles } from '../src/connectors/log-files.ts';
import { createLogger } from '../src/observability/logger.ts';
import { createUnauditedChanges } from '../src/observability/metrics/unaudited-changes.ts';
import { announceReady, runUntilSignal } from '../src/observability/process.ts';
import { checkSecrets } from '../src/operations/connections/connections.ts';
import type { DeadlinePolicy } from '../src/domain/alerting/deadline-policy.ts';
import { readDeadlines } from '../src/operations/deadline-policy.ts';
import type { OperationsDeps } from '../src/operations/deps.ts';
import { readPolicies, type WorkerPolicies } from '../src/operations/scaling-policy.ts';
import type { Explainer } from '../src/ports/explainer.ts';
import { systemClock } from '../src/ports/clock.ts';
import type { Predictor } from '../src/ports/predictor.ts';
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
/** A prediction takes a few milliseconds: two threads answer some hundred a second. */
const PREDICTING_THREADS = 2;

/** Beside this file when it is compiled, below `dist` when it runs from source. */
const DASHBOARD_FOLDER =
  ['../dashboard', '../dist/dashboard'].map((path) => join(import.meta.dirname, path)).find(existsSync) ?? null;

await runEntry('api', async () => {
  const config = readConfig(process.env);
  const [access, tls] = [readAccess(config), readTls(config)];
  const logger = createLogger('api', config.MORROW_LOG_LEVEL, config.MORROW_DEBUG_LOG);
  const target = readTemporalTarget(process.env);
  const tracing = await openClientTracing('api', config, logger);
  const temporal = createLazyClient(
    { ...target, ...tracing, dataConverter: dataConverterOf(config) },
    `api@${hostname()}:${process.pid}`,
  );
  const parts = connectionParts(config);
  const slot = new StoreSlot(() => openMigrated(config, parts), logger);
  const unaudited = createUnauditedChanges(logger);
  const operations = operationsOf(config, {
    ...parts,
    reportUnaudited: unaudited.report,
    ...(await readPolicyFiles(config)),
    temporal: temporal.client,
    slot,
  });
  const pool = createTrainingPool(PREDICTING_THREADS);
  const hub = createEventHub({ operations, logger });
  const app = createApi({
    operations,
    logger,
    version: config.MORROW_CODE_VERSION,
    metrics: { ...measureApi(config, operations, { logger, unaudited }), open: config.API_METRICS_OPEN === 'true' },
    access,
    traced: tracing !== null,
    codec: payloadDoorOf(config),
    predictor: predictorOf(operations, pool),
    hub,
    explainer: explainerOf(operations),
    dashboardFolder: DASHBOARD_FOLDER,
  });
  const server = await serveApi(app, { host: config.API_HOST, port: config.API_PORT, tls });
  announce(config, server, tls === null ? 'http' : 'https');
  logger.info({ url: server.url, temporal: target.address, access: access.mode }, 'api ready');
  const stop = async (reason: string): Promise<void> => {
    logger.info({ reason }, 'api stopping');
    hub.close();
    await server.close();
    await pool.close();
    await slot.close();
    await temporal.close();
    await tracing?.shutdown();
  };
  await serveUntilSignal(slot, stop);
});

function announce(
  { API_HOST }: Config,
  { url, port }: { readonly url: string; readonly port: number },
  scheme: 'http' | 'https',
) {
  announceReady({ url, port, metricsUrl: metricsUrl(API_HOST, port, scheme) });
}

/** A store that is away is waited for meanwhile. */
async function serveUntilSignal(slot: StoreSlot, stop: (reason: string) => Promise<void>): Promise<void> {
  const stopped = runUntilSignal(stop);
  const opened = slot.openWhenPossible().then(
    () => stopped,
    (error: unknown) => giveUp(error, stop),
  );
  await Promise.race([stopped, opened]);
}

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

interface Policies {
  readonly scalingPolicies: WorkerPolicies;
  readonly deadlines: DeadlinePolicy;
}

async function readPolicyFiles({ SCALING_POLICY_FILE: file, DEADLINE_POLICY_FILE }: Config): Promise<Policies> {
  return {
    scalingPolicies: await readPolicies(file === undefined ? {} : { file }),
    deadlines: await readDeadlines(DEADLINE_POLICY_FILE),
  };
}

interface Parts extends ConnectionParts, Policies, Pick<OperationsDeps, 'reportUnaudited'> {
  readonly temporal: Client;
  readonly slot: StoreSlot;
}

function operationsOf(config: Config, { slot, ...parts }: Parts): OperationsDeps {
  return {
    ...logsOf(config),
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

function logsOf({ MORROW_LOG_FOLDER: folder }: Config): Pick<OperationsDeps, 'logs'> {
  return folder === undefined ? {} : { logs: createLogFiles(folder) };
}

/** The store may still be away: it is asked for each time. */
function predictorOf(operations: OperationsDeps, pool: TrainingPool): Predictor {
  return createPredictor({
    clock: operations.clock,
    holidays: createHolidayCalendar(),
    pool,
    get store() {
      return operations.store;
    },
  });
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
