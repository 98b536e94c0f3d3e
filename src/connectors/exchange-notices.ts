// Announces every exchange to whoever measures or traces. Without a listener it costs one comparison.
import { tracingChannel } from 'node:diagnostics_channel';
import { EXCHANGE_CHANNEL, type ExchangeNotice } from '../contract/exchanges.ts';
import type { HttpResponse } from './http.ts';

const exchanges = tracingChannel<unknown, ExchangeNotice>(EXCHANGE_CHANNEL);

/** Runs the exchange; its headers are those that listeners added before it began. */
export function announced(
  notice: Omit<ExchangeNotice, 'addedHeaders'>,
  run: (addedHeaders: Readonly<Record<string, string>>) => Promise<HttpResponse>,
): Promise<HttpResponse> {
  if (!exchanges.hasSubscribers) return run({});
  const whole: ExchangeNotice = { ...notice, addedHeaders: {} };
  return exchanges.tracePromise(() => run(whole.addedHeaders), whole);
}
