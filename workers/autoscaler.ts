// The autoscaler for containers: says how many workers each queue should have, and starts none. Whoever runs the containers asks.
import { hostname } from 'node:os';
import type { Connection } from '@temporalio/client';
import { readConfig, type Config } from '../src/config/config.ts';
import { REGISTERED_SOURCES } from '../src/connectors/registry.ts';
import type { TaskQueue } from '../src/contract/queues.ts';
import type { WorkerLoad } from '../src/domain/scaling/figures.ts';
import { createLogger } from '../src/observability/logger.ts';
import { announceReady, runUntilSignal } from '../src/observability/process.ts';
import { createAutoscaler, runRounds, type ScalingSource } from '../src/operations/autoscaler.ts';
import type { OperationsDeps } from '../src/operations/deps.ts';
import { countPendingWork } from '../src/operations/pending-work.ts';
import { checkInterval, readPolicies } from '../src/operations/scaling-policy.ts';
import { recordLine } from '../src/operations/scaling-record.ts';
import { callTemporal } from '../src/operations/temporal-call.ts';
import { systemClock } from '../src/ports/clock.ts';
import type { Store } from '../src/ports/store.ts';
import { openStore } from '../src/storage/open-store.ts';
import { connectTemporal, type TemporalConnection } from '../src/temporal/connect.ts';
import { readQueueStatistics } from '../src/temporal/queue-figures.ts';
import { listQueueWorkers } from '../src/temporal/worker-heartbeats.ts';
import { serveDesired } from './desired-endpoint.ts';
import { connectionParts } from './connection-parts.ts';
import { dataConverterOf } from './payload-encryption.ts';
import { runEntry } from './entry.ts';

await runEntry('autoscaler', async () => {
  const config = readConfig(process.env);
  const logger = createLogger('autoscaler', config.MORROW_LOG_LEVEL, config.MORROW_DEBUG_LOG);
  const policies = await readPolicies(
    config.SCALING_POLICY_FILE === undefined ? {} : { file: config.SCALING_POLICY_FILE },
  );
  checkInterval('SCALING_INTERVAL_SECONDS', config.SCALING_INTERVAL_SECONDS, policies);
  const store = await openStore(config.store, { clock: systemClock });
  const temporal = await connectTemporal(process.env, {
    identity: `autoscaler@${hostname()}:${process.pid}`,
    dataConverter: dataConverterOf(config),
  });
  const intervalMs = config.SCALING_INTERVAL_SECONDS * 1_000;
  const source = sourceOf(depsOf(config, store, temporal), temporal);
  const autoscaler = createAutoscaler({ policies, source, clock: systemClock });
  const endpoint = await serveDesired({ host: config.AUTOSCALER_HOST, port: config.AUTOSCALER_PORT, intervalMs });
  const stopping = new AbortController();
  const rounds = runRounds({
    intervalMs,
    signal: stopping.signal,
    onFailed: (error) => logger.warn({ error }, 'no figures in this round'),
    round: async () => {
      const decisions = await autoscaler.decide();
      endpoint.publish(decisions);
      // On stdout, so that what the log driver keeps can be replayed.
      for (const { queue, figures, ...decision } of decisions) {
        process.stdout.write(recordLine(queue, figures, decision));
      }
    },
  });
  announceReady({ port: endpoint.port, temporal: temporal.address });
  await runUntilSignal(async (reason) => {
    logger.info({ reason }, 'autoscaler stopping');
    stopping.abort();
    await rounds;
    await endpoint.close();
    await Promise.allSettled([temporal.close(), store.close()]);
  });
});

function depsOf(config: Config, store: Store, { client }: TemporalConnection): OperationsDeps {
  return {
    store,
    temporal: client,
    clock: systemClock,
    timeZone: config.MORROW_TIME_ZONE,
    registeredSources: REGISTERED_SOURCES,
    ...connectionParts(config),
    temporalUiUrl: config.TEMPORAL_UI_URL,
  };
}

function sourceOf(deps: OperationsDeps, { connection, namespace }: TemporalConnection): ScalingSource {
  return {
    load: (queue) => callTemporal(deps, () => readQueueStatistics({ connection, namespace, queue })),
    workers: (queue) => callTemporal(deps, () => readWorkers({ connection, namespace, queue })),
    pending: () => countPendingWork(deps),
  };
}

interface WorkersOf {
  readonly connection: Connection;
  readonly namespace: string;
  readonly queue: TaskQueue;
}

/** A server without a list of workers, or whose list is empty, knows at least who asks it for tasks, though not what they have in hand. */
async function readWorkers(of: WorkersOf): Promise<readonly WorkerLoad[]> {
  const now = systemClock.now();
  const listed = await listQueueWorkers(of, now.getTime());
  if (listed !== null && listed.length > 0) return listed;
  const { pollers } = await readQueueStatistics(of);
  return pollers.map((name) => ({ name, slotsUsed: null, slotsTotal: null, startedAt: now.toISOString() }));
}
