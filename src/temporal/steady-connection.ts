// gRPC settings that suit programs with deadlines: its own defaults retry and pause for minutes.
import { defaultGrpcRetryOptions, makeGrpcRetryInterceptor, type ConnectionOptions } from '@temporalio/client';

/** About a second of retries, then the caller hears of it. More would outlive the caller's own deadline. */
const RETRY = defaultGrpcRetryOptions({ maxAttempts: 4, initialIntervalMs: () => 100 });

/** The default pause between attempts to connect grows to two minutes: too long after a restart of the server. */
const RECONNECT = { 'grpc.initial_reconnect_backoff_ms': 500, 'grpc.max_reconnect_backoff_ms': 3_000 };

export const steadyConnection = (options: ConnectionOptions): ConnectionOptions => ({
  ...options,
  channelArgs: { ...options.channelArgs, ...RECONNECT },
  interceptors: options.interceptors ?? [retry],
});

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
type NextCall = Parameters<Interceptor>[1];
type Call = ReturnType<NextCall>;
type Metadata = Parameters<Call['start']>[0];

/** A retry comes by timer: what a connection throws there that was closed meanwhile would end the process. */
const retry: Interceptor = (options, nextCall) =>
  makeGrpcRetryInterceptor(RETRY)(options, (again) => {
    try {
      return nextCall(again);
    } catch (error) {
      if (!isShutDown(error)) throw error;
      return CLOSED;
    }
  });

/** As gRPC says it. What else it throws is a mistake of ours: its caller hears of it at the first try. */
const isShutDown = (error: unknown): boolean => error instanceof Error && error.message.endsWith('has been shut down');

/** Of gRPC: nobody asks any more. Not worth another try. */
const CANCELLED = 1;

/** A call that ends at once: its caller, who waits, is told. */
const CLOSED: Call = {
  start: (metadata, listener) =>
    queueMicrotask(() => {
      listener?.onReceiveMessage?.(null);
      const details = 'The connection to Temporal is closed.';
      listener?.onReceiveStatus?.({ code: CANCELLED, details, metadata: emptied(metadata) });
    }),
  sendMessage: () => undefined,
  sendMessageWithContext: () => undefined,
  startRead: () => undefined,
  halfClose: () => undefined,
  cancelWithStatus: () => undefined,
  getPeer: () => '',
  getAuthContext: () => null,
};

/** What was sent along, such as credentials, is no answer. */
function emptied(metadata: Metadata): Metadata {
  const none = metadata.clone();
  for (const name of Object.keys(none.getMap())) none.remove(name);
  return none;
}
