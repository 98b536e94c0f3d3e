// A client for a process that outlives Temporal's outages: it connects with the first question, and soon again after an outage.
import { Client, Connection, type ClientInterceptors, type ConnectionOptions } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { steadyConnection } from './steady-connection.ts';

export interface LazyTarget {
  readonly namespace: string;
  readonly options: ConnectionOptions;
  readonly interceptors?: ClientInterceptors;
  readonly dataConverter?: DataConverter;
}

export interface LazyClient {
  readonly client: Client;
  close(): Promise<void>;
}

export function createLazyClient(
  { namespace, options, interceptors = {}, dataConverter = {} }: LazyTarget,
  identity: string,
): LazyClient {
  const connection = Connection.lazy(steadyConnection(options));
  return {
    client: new Client({ connection, namespace, identity, interceptors, dataConverter }),
    close: () => connection.close(),
  };
}
