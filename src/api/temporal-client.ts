// A client for a process that outlives Temporal's outages: it connects with the first question, and soon again after an outage.
import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type ConnectionOptions,
} from '@temporalio/client';

export interface LazyTarget {
  readonly namespace: string;
  readonly options: ConnectionOptions;
}

/**
 * About a second of retries, then the caller hears of it. More would outlive the caller's own deadline, and a retry that
 * finds its connection closed ends the process.
 */
const RETRY = defaultGrpcRetryOptions({ maxAttempts: 4, initialIntervalMs: () => 100 });

/** gRPC's own pause between attempts to connect grows to two minutes: too long after a restart of the server. */
const RECONNECT = { 'grpc.initial_reconnect_backoff_ms': 500, 'grpc.max_reconnect_backoff_ms': 3_000 };

export interface LazyClient {
  readonly client: Client;
  close(): Promise<void>;
}

export function createLazyClient({ namespace, options }: LazyTarget, identity: string): LazyClient {
  const connection = Connection.lazy({
    ...options,
    channelArgs: { ...options.channelArgs, ...RECONNECT },
    interceptors: [makeGrpcRetryInterceptor(RETRY)],
  });
  return { client: new Client({ connection, namespace, identity }), close: () => connection.close() };
}
