// What connectors announce of every HTTP exchange with a source or rates provider. Whoever measures or traces listens on the
// channel of this name; connectors know nobody of them, so a new source is measured without a line of its own.

export const EXCHANGE_CHANNEL = 'morrow.exchange';

/** One object travels through all stages of an exchange; Node's tracing channel adds `result` or `error` at its end. */
export interface ExchangeNotice {
  /** The provider, as errors name it: `ad-exchange`, `rates-a`. */
  readonly service: string;
  readonly method: 'GET' | 'POST';
  /** Host and port, never path or query: they may name accounts. */
  readonly host: string;
  /** Headers that a listener adds while the exchange starts; they never replace one of the connector's own. */
  readonly addedHeaders: Record<string, string>;
  readonly result?: { readonly status: number };
  readonly error?: unknown;
}
