// How sources and rates providers answer: duration and outcome of every HTTP exchange that a connector announces.
import { tracingChannel } from 'node:diagnostics_channel';
import { Histogram, type Registry } from 'prom-client';
import { EXCHANGE_CHANNEL, type ExchangeNotice } from '../../contract/exchanges.ts';

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export interface ExchangeMetricsOptions {
  readonly registry: Registry;
  /** Counted from the start. */
  readonly providers: readonly string[];
  /** Called with the provider for every exchange without a usable answer; a report that is not there yet is none. */
  readonly onError: (provider: string) => void;
}

/** Listens for the life of the process, or until the returned function is called. */
export function measureExchanges({ registry, providers, onError }: ExchangeMetricsOptions): () => void {
  const durations = new Histogram({
    name: 'morrow_source_request_duration_seconds',
    help: 'Duration of one HTTP exchange with a source or rates provider; status is none without an answer, aborted when we gave up.',
    labelNames: ['provider', 'status'],
    buckets: BUCKETS,
    registers: [registry],
  });
  for (const provider of providers) durations.zero({ provider, status: '200' });
  const begins = new WeakMap<ExchangeNotice, number>();
  const listener = {
    start: (notice: ExchangeNotice) => void begins.set(notice, performance.now()),
    asyncEnd: (notice: ExchangeNotice) => {
      const begin = begins.get(notice) ?? performance.now();
      const provider = notice.service;
      const status = statusOf(notice);
      durations.observe({ provider, status }, (performance.now() - begin) / 1_000);
      if (isError(status)) onError(provider);
    },
    end: ignore,
    asyncStart: ignore,
    error: ignore,
  };
  const exchanges = tracingChannel<unknown, ExchangeNotice>(EXCHANGE_CHANNEL);
  exchanges.subscribe(listener);
  return () => exchanges.unsubscribe(listener);
}

const ignore = (): void => undefined;

function statusOf({ result, error }: ExchangeNotice): string {
  if (result !== undefined) return String(result.status);
  // Anything else is the reason of the signal that ended the exchange.
  return error instanceof Error && error.name === 'TransportError' ? 'none' : 'aborted';
}

const isError = (status: string): boolean => status !== 'aborted' && status !== '404' && !status.startsWith('2');
