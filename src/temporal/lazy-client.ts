// A client for a process that outlives Temporal's outages: it connects with the first question, and soon again after an outage.
import { Client, Connection, type ClientInterceptors, type ConnectionOptions } from '@temporalio/client';
import { steadyConnection } from './steady-connection.ts';

export interface LazyTarget {
  readonly namespace: string;
  readonly options: ConnectionOptions;
  readonly interceptors?: ClientInterceptors;
}

export interface LazyClient {
  readonly client: Client;
  close(): Promise<void>;
}

export function createLazyClient({ namespace, options, interceptors = {} }: LazyTarget, identity: string): LazyClient {
  const connection = Connection.lazy(steadyConnection(options));
  return { client: new Client({ connection, namespace, identity, interceptors }), close: () => connection.close() };
}
