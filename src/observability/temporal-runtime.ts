// Installs Temporal's native runtime once per process, with its logs going through ours.
import { DefaultLogger, Runtime, makeTelemetryFilterString, type LogEntry } from '@temporalio/worker';
import type { Logger } from './logger.ts';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** What every activity-only worker is told at start; it is as intended. */
const EXPECTED = /No workflows registered/;

/** Call before the first connection. The native connection must be closed in the end, or the process never exits. */
export function installTemporalRuntime(logger: Logger): void {
  Runtime.install({
    logger: new DefaultLogger('INFO', (entry) => write(logger, entry)),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} } },
    shutdownSignals: [],
  });
}

function write(logger: Logger, { level, message, meta }: LogEntry): void {
  if (EXPECTED.test(message)) return;
  logger[LEVELS[level]](meta ?? {}, message);
}
