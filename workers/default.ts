// The `default` worker: all workflows and the light steps. Any number of them may run; they need no configuration to share the work.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { announcing } from '../src/activities/deliveries/announce.ts';
import type { RetentionDays } from '../src/activities/dependencies.ts';
import { createGivingWay } from '../src/activities/giving-way.ts';
import { createDefaultActivities } from '../src/activities/index.ts';
import { currentPriority } from '../src/activities/urgency.ts';
import { readConfig, type Config } from '../src/config/config.ts';
import { createGate } from '../src/connectors/budget/create-gate.ts';
import { createHolidayCalendar } from '../src/connectors/holiday-calendar.ts';
import { createNotifiers, createReceiver } from '../src/connectors/notify/create-notifiers.ts';
import { createRatesProviders } from '../src/connectors/rates-providers.ts';
import { REGISTERED_SOURCES, createSources } from '../src/connectors/registry.ts';
import { DEFAULT_QUEUE } from '../src/contract/queues.ts';
import { logExchanges } from '../src/observability/exchange-log.ts';
import { createLogger, type Logger } from '../src/observability/logger.ts';
import { storedConnections } from '../src/operations/connections/binding.ts';
import { checkSecrets } from '../src/operations/connections/connections.ts';
import { createDaySchedules } from '../src/operations/day-schedules.ts';
import { readDeadlines } from '../src/operations/deadline-policy.ts';
import { systemClock } from '../src/ports/clock.ts';
import type { SecretBox } from '../src/ports/secret-box.ts';
import type { Store } from '../src/ports/store.ts';
import { createLazyClient } from '../src/temporal/lazy-client.ts';
import { readTemporalTarget } from '../src/temporal/target.ts';
import { createBreakerKeeper } from './breaker-keeper.ts';
import { connectionParts } from './connection-parts.ts';
import { runEntry } from './entry.ts';
import { openWorkerStore } from './open-store.ts';
import { dataConverterOf } from './payload-encryption.ts';
import { runWorker } from './run-worker.ts';
import { defaultWorkerTuning } from './tuning.ts';
import { workflowCode } from './workflow-code.ts';

await runEntry('worker-default', async () => {
  const config = readConfig(process.env);
  const logger = createLogger('worker-default', config.MORROW_LOG_LEVEL, config.MORROW_DEBUG_LOG);
  if (config.MORROW_DEBUG_LOG !== undefined) logExchanges(logger);
  const { secrets } = connectionParts(config);
  const store = await openWorkerStore(config, { logger });
  await requireReadable(store, secrets);
  const deadlines = await readDeadlines(config.DEADLINE_POLICY_FILE);
  const notifiers = notifiersOf(config, logger);
  const receiver = createReceiver(config, systemClock);
  const holder = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  const target = { ...readTemporalTarget(process.env), dataConverter: dataConverterOf(config) };
  const temporal = createLazyClient(target, `breakers@${holder}`);
  const keeper = createBreakerKeeper(temporal.client, logger);
  const gate = createGate({ store: store.providers, keeper, clock: systemClock, holder, priority: currentPriority });
  const givingWay = createGivingWay();
  const ratesProviders = createRatesProviders(config, gate);
  await runWorker({
    queue: DEFAULT_QUEUE,
    config,
    logger,
    durations: store.durations,
    providers: [...REGISTERED_SOURCES, ...ratesProviders.map(({ id }) => id)],
    before: givingWay.interceptor,
    options: {
      ...(await workflowCode(config)),
      ...defaultWorkerTuning(config),
      activities: createDefaultActivities({
        store: receiver === null ? store : announcing(store, systemClock),
        sources: createSources(config, { gate, stored: storedConnections(store, secrets) }),
        ratesProviders,
        holidays: createHolidayCalendar(),
        clock: systemClock,
        retention: retentionOf(config),
        sensorIntervalMs: config.SENSOR_INTERVAL_MS,
        ratesMaxDifferencePercent: config.RATES_MAX_DIFFERENCE_PERCENT,
        givingWay,
        deadlines,
        daySchedules: createDaySchedules(temporal.client),
        notifiers,
        codeVersion: config.MORROW_CODE_VERSION,
        ...(receiver === null ? {} : { forecastReceiver: receiver }),
      }),
    },
    close: async () => {
      await temporal.close();
      await store.close();
    },
  });
});

function notifiersOf(config: Config, logger: Logger): ReturnType<typeof createNotifiers> {
  const log: Parameters<typeof createNotifiers>[1]['log'] = (level, facts, text) => logger[level](facts, text);
  return createNotifiers(config, { log, clock: systemClock });
}

/** Rather no worker than one that fails a source for every account. */
async function requireReadable(store: Store, secrets: SecretBox): Promise<void> {
  try {
    await checkSecrets({ store, secrets });
  } catch (error) {
    await store.close();
    throw error;
  }
}

function retentionOf(config: Config): RetentionDays {
  return {
    payloads: config.KEEP_PAYLOADS_DAYS,
    runs: config.KEEP_RUNS_DAYS,
    forecasts: config.KEEP_FORECASTS_DAYS,
    revenue: config.KEEP_REVENUE_DAYS,
    models: config.KEEP_MODELS_DAYS,
    rates: config.KEEP_RATES_DAYS,
    audit: config.KEEP_AUDIT_DAYS,
  };
}
