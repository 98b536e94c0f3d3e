// Installs Temporal's native runtime once per process, with its logs going through ours and its metrics on a loopback port.
import { DefaultLogger, Runtime, makeTelemetryFilterString, type LogEntry } from '@temporalio/worker';
import { logFacts } from './log-facts.ts';
import type { Logger } from './logger.ts';
import { freeLoopbackPort, sdkMetricsOptions } from './metrics/sdk-metrics.ts';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** What every activity-only worker is told at start; it is as intended. */
const EXPECTED = /No workflows registered/;

/** How often a worker tells the server what it has in hand; a server that keeps no list of workers is told nothing. */
const WORKER_HEARTBEAT_MS = 10_000;

const PORT_TRIES = 5;

/**
 * Call before the first connection; returns the port of the metrics. The native connection must be closed in the end, or the
 * process never exits.
 */
export async function installTemporalRuntime(logger: Logger): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freeLoopbackPort();
    try {
      install(logger, port);
      return port;
    } catch (error) {
      // Somebody took it in the meantime; the runtime is not installed then.
      if (attempt === PORT_TRIES || !/address already in use/i.test(String(error))) throw error;
    }
  }
}

const install = (logger: Logger, metricsPort: number): Runtime =>
  Runtime.install({
    logger: new DefaultLogger('INFO', (entry) => write(logger, entry)),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
      metrics: sdkMetricsOptions(metricsPort),
    },
    shutdownSignals: [],
    workerHeartbeatInterval: WORKER_HEARTBEAT_MS,
  });

function write(logger: Logger, { level, message, meta }: LogEntry): void {
  if (EXPECTED.test(message)) return;
  logger[LEVELS[level]](logFacts(meta ?? {}), message);
}
