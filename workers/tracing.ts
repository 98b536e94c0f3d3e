// Switches tracing on when the configuration asks for it; otherwise nothing of it is loaded.
import type { ClientInterceptors } from '@temporalio/client';
import type { Config } from '../src/config/config.ts';
import { MorrowError } from '../src/contract/errors.ts';
import type { Logger } from '../src/observability/logger.ts';
import type { Tracing, TracingOptions } from '../src/observability/traces/tracing.ts';
import type { WorkerTracing } from '../src/observability/traces/worker-tracing.ts';

/** Null: off. */
async function openTracing(service: string, config: Config, logger: Logger): Promise<Tracing | null> {
  const target = targetOf(config);
  if (target === null) return null;
  const { startTracing } = await import('../src/observability/traces/tracing.ts');
  logger.info(
    { ...('file' in target ? target : { endpoint: target.endpoint }), ratio: config.MORROW_TRACE_RATIO },
    'tracing',
  );
  return startTracing({
    service,
    version: config.MORROW_CODE_VERSION,
    target,
    ratio: config.MORROW_TRACE_RATIO,
    propagateTo: listOf(config.MORROW_TRACE_PROPAGATE_TO),
    logger,
  });
}

/** Null: off. */
export async function openWorkerTracing(
  service: string,
  config: Config,
  logger: Logger,
): Promise<(WorkerTracing & Pick<Tracing, 'shutdown'>) | null> {
  const tracing = await openTracing(service, config, logger);
  if (tracing === null) return null;
  const { createWorkerTracing } = await import('../src/observability/traces/worker-tracing.ts');
  return { ...createWorkerTracing(tracing), shutdown: () => tracing.shutdown() };
}

/** Null: off. */
export async function openClientTracing(
  service: string,
  config: Config,
  logger: Logger,
): Promise<({ readonly interceptors: ClientInterceptors } & Pick<Tracing, 'shutdown'>) | null> {
  const tracing = await openTracing(service, config, logger);
  if (tracing === null) return null;
  const { clientTracing } = await import('../src/observability/traces/client-tracing.ts');
  return { interceptors: clientTracing(), shutdown: () => tracing.shutdown() };
}

export const isTraced = (config: Config): boolean => targetOf(config) !== null;

function targetOf(config: Config): TracingOptions['target'] | null {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, MORROW_TRACE_FILE: file } = config;
  if (endpoint !== undefined) return { endpoint, headers: headersOf(config.OTEL_EXPORTER_OTLP_HEADERS ?? '') };
  return file === undefined ? null : { file };
}

/** `name=value,name=value`, values percent-encoded, as OpenTelemetry defines the variable. */
function headersOf(text: string): Readonly<Record<string, string>> {
  const pairs = listOf(text).map((pair) => {
    const [name = '', ...value] = pair.split('=');
    if (value.length === 0) throw invalidHeaders();
    return [name.trim(), decodeURIComponent(value.join('=').trim())];
  });
  return Object.fromEntries(pairs);
}

const invalidHeaders = (): MorrowError =>
  new MorrowError('INVALID_CONFIG', 'OTEL_EXPORTER_OTLP_HEADERS must be name=value pairs with commas between them.');

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
