// gRPC settings that suit programs with deadlines: its own defaults retry and pause for minutes.
import { defaultGrpcRetryOptions, makeGrpcRetryInterceptor, type ConnectionOptions } from '@temporalio/client';

/**
 * About a second of retries, then the caller hears of it. More would outlive the caller's own deadline, and a retry that
 * finds its connection closed ends the process.
 */
const RETRY = defaultGrpcRetryOptions({ maxAttempts: 4, initialIntervalMs: () => 100 });

/** The default pause between attempts to connect grows to two minutes: too long after a restart of the server. */
const RECONNECT = { 'grpc.initial_reconnect_backoff_ms': 500, 'grpc.max_reconnect_backoff_ms': 3_000 };

export const steadyConnection = (options: ConnectionOptions): ConnectionOptions => ({
  ...options,
  channelArgs: { ...options.channelArgs, ...RECONNECT },
  interceptors: options.interceptors ?? [makeGrpcRetryInterceptor(RETRY)],
});
