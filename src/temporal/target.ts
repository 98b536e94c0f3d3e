// Which Temporal we talk to: environment and profiles as the `temporal` CLI reads them (TEMPORAL_ADDRESS, TEMPORAL_PROFILE, TLS, API key).
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { TLSConfig } from '@temporalio/client';
import { MorrowError } from '../contract/errors.ts';

export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

export interface TemporalTarget {
  /** `host:port`. */
  readonly address: string;
  readonly namespace: string;
  /** What both kinds of connection take. Holds credentials: never log it. */
  readonly options: {
    readonly address: string;
    readonly tls?: TLSConfig | boolean;
    readonly apiKey?: string;
    readonly metadata?: Record<string, string>;
  };
}

/** Not `localhost`: that may resolve to an IPv6 address on which nobody listens. */
const DEFAULT_ADDRESS = '127.0.0.1:7233';
const DEFAULT_NAMESPACE = 'default';

/** @throws MorrowError INVALID_CONFIG when the profile or its file cannot be read. */
export function readTemporalTarget(env: EnvironmentVariables): TemporalTarget {
  const { connectionOptions, namespace } = loadProfile(env);
  const address = connectionOptions.address ?? DEFAULT_ADDRESS;
  const { tls, apiKey, metadata } = connectionOptions;
  return {
    address,
    namespace: namespace ?? DEFAULT_NAMESPACE,
    options: {
      address,
      ...(tls === undefined || tls === null ? {} : { tls }),
      ...(typeof apiKey === 'string' ? { apiKey } : {}),
      ...(metadata === undefined ? {} : { metadata: textOnly(metadata) }),
    },
  };
}

function loadProfile(env: EnvironmentVariables): ReturnType<typeof loadClientConnectConfig> {
  try {
    return loadClientConnectConfig({ overrideEnvVars: textOnly(env) });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MorrowError(
      'INVALID_CONFIG',
      `The Temporal connection settings cannot be read: ${reason} Check TEMPORAL_PROFILE, TEMPORAL_CONFIG_FILE and the TLS files it names.`,
    );
  }
}

const textOnly = (values: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
    ),
  );
