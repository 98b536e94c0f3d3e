// Client side: API, CLI and scripts. Kept apart from `connect-worker.ts`, which loads the native worker library.
import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { MorrowError } from '../contract/errors.ts';
import { steadyConnection } from './steady-connection.ts';
import { retryUntil } from './retry-until.ts';
import { readTemporalTarget, type EnvironmentVariables, type TemporalTarget } from './target.ts';

export interface TemporalConnection {
  readonly connection: Connection;
  readonly client: Client;
  readonly address: string;
  readonly namespace: string;
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** How long to wait for a server that does not answer yet, in ms. */
  readonly deadlineMs?: number;
  /** Shown in Temporal as who started or signalled something. */
  readonly identity?: string;
  /** Absent: nothing is encrypted, and nothing encrypted can be read. */
  readonly dataConverter?: DataConverter;
}

const DEFAULT_DEADLINE_MS = 30_000;
const LONGEST_TRY_MS = 5_000;
const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;

/** @throws MorrowError TEMPORAL_UNREACHABLE after the deadline, or at once when the credentials are refused. */
export async function connectTemporal(
  env: EnvironmentVariables,
  options: ConnectOptions = {},
): Promise<TemporalConnection> {
  const target = readTemporalTarget(env);
  const connection = await openConnection(target, options.deadlineMs ?? DEFAULT_DEADLINE_MS);
  const { identity, dataConverter = {} } = options;
  return {
    connection,
    client: new Client({
      connection,
      namespace: target.namespace,
      dataConverter,
      ...(identity === undefined ? {} : { identity }),
    }),
    address: target.address,
    namespace: target.namespace,
    close: () => connection.close(),
  };
}

async function openConnection(target: TemporalTarget, deadlineMs: number): Promise<Connection> {
  try {
    return await retryUntil(
      (leftMs) =>
        Connection.connect(steadyConnection({ ...target.options, connectTimeout: Math.min(leftMs, LONGEST_TRY_MS) })),
      { deadlineMs, isFinal: isRefusal },
    );
  } catch (error) {
    throw unreachable(target, error);
  }
}

const isRefusal = (error: unknown): boolean =>
  isGrpcServiceError(error) && (error.code === PERMISSION_DENIED || error.code === UNAUTHENTICATED);

/** The one way to say that Temporal is not there; never repeats credentials. */
export function unreachable(target: TemporalTarget, error: unknown): MorrowError {
  const facts = { address: target.address, namespace: target.namespace };
  if (isRefusal(error)) {
    return new MorrowError(
      'TEMPORAL_UNREACHABLE',
      `Temporal at ${target.address} refuses the credentials. Check TEMPORAL_API_KEY or the TLS certificate of the profile.`,
      { facts },
    );
  }
  return new MorrowError(
    'TEMPORAL_UNREACHABLE',
    `Temporal does not answer at ${target.address}. Start it (npm start) or set TEMPORAL_ADDRESS.`,
    { facts, cause: error },
  );
}
