// A log line for every HTTP exchange with a source or rates provider, for those who want all of them: at the level debug.
import { tracingChannel } from 'node:diagnostics_channel';
import { EXCHANGE_CHANNEL, type ExchangeNotice } from '../contract/exchanges.ts';
import type { Logger } from './logger.ts';

/** Listens for the life of the process, or until the returned function is called. Neither path nor headers are logged. */
export function logExchanges(logger: Logger): () => void {
  const begins = new WeakMap<ExchangeNotice, number>();
  const listener = {
    start: (notice: ExchangeNotice) => void begins.set(notice, performance.now()),
    asyncEnd: (notice: ExchangeNotice) => {
      const { service: provider, method, host, result, error } = notice;
      const ms = Math.round(performance.now() - (begins.get(notice) ?? performance.now()));
      const status = result?.status ?? null;
      const reason = error instanceof Error ? error.message : null;
      logger.debug({ provider, method, host, status, ms, reason }, 'exchange');
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
