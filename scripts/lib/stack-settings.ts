// Ports and environment of the embedded stack: every port changeable, every process told the same addresses.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { MorrowError } from '../../src/contract/errors.ts';
import { SECRET_NAMES, readSecretFiles } from '../../src/config/secret-files.ts';
import { demoCredentials } from './demo-credentials.ts';
import type { PortClaim } from './ports.ts';
import { projectRoot, type CodeMode, type EnvironmentVariables } from './project.ts';
import { usesExternalTemporal } from './temporal-binary.ts';

const PORTS = {
  TEMPORAL_PORT: { fallback: 7233, owner: 'the Temporal server' },
  TEMPORAL_UI_PORT: { fallback: 8233, owner: "Temporal's Web UI" },
  EMULATOR_APP_STORE_PORT: { fallback: 9091, owner: 'the app store emulator' },
  EMULATOR_AD_EXCHANGE_PORT: { fallback: 9092, owner: 'the ad exchange emulator' },
  EMULATOR_RATES_A_PORT: { fallback: 9093, owner: 'the emulator of rates provider A' },
  EMULATOR_RATES_B_PORT: { fallback: 9096, owner: 'the emulator of rates provider B' },
  API_PORT: { fallback: 9095, owner: 'the API' },
} as const;

export type PortVariable = keyof typeof PORTS;
export const PORT_VARIABLES = Object.keys(PORTS) as readonly PortVariable[];
export type StackPorts = Readonly<Record<PortVariable, number>>;

const HOST = '127.0.0.1';
const portSchema = z.coerce.number().int().min(1).max(65_535);

/** @throws MorrowError INVALID_CONFIG naming the variable. */
export function readStackPorts(env: EnvironmentVariables): StackPorts {
  const read = (name: PortVariable): number => {
    const parsed = portSchema.safeParse(env[name] || PORTS[name].fallback);
    if (parsed.success) return parsed.data;
    throw new MorrowError('INVALID_CONFIG', `${name} is "${env[name]}"; it must be a port from 1 to 65535.`);
  };
  return {
    TEMPORAL_PORT: read('TEMPORAL_PORT'),
    TEMPORAL_UI_PORT: read('TEMPORAL_UI_PORT'),
    EMULATOR_APP_STORE_PORT: read('EMULATOR_APP_STORE_PORT'),
    EMULATOR_AD_EXCHANGE_PORT: read('EMULATOR_AD_EXCHANGE_PORT'),
    EMULATOR_RATES_A_PORT: read('EMULATOR_RATES_A_PORT'),
    EMULATOR_RATES_B_PORT: read('EMULATOR_RATES_B_PORT'),
    API_PORT: read('API_PORT'),
  };
}

/** What has to be free before a start. */
export function portClaims({
  ports,
  externalTemporal,
}: Pick<StackSettings, 'ports' | 'externalTemporal'>): PortClaim[] {
  const wanted = externalTemporal ? PORT_VARIABLES.filter((name) => !name.startsWith('TEMPORAL_')) : PORT_VARIABLES;
  return wanted.map((variable) => ({ variable, port: ports[variable], owner: PORTS[variable].owner }));
}

export interface StackSettings {
  /** The whole environment of the stack's own processes. Holds credentials. */
  readonly env: EnvironmentVariables;
  /** What other commands need to reach the stack; no credentials. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly ports: StackPorts;
  readonly externalTemporal: boolean;
  readonly mode: CodeMode;
  /** Absolute. */
  readonly stateDir: string;
}

/** @throws MorrowError INVALID_CONFIG naming the variable. */
export function readStackSettings(env: EnvironmentVariables, mode: CodeMode): StackSettings {
  const ports = readStackPorts(env);
  const stateDir = resolve(env['MORROW_STATE_DIR'] || '.morrow');
  const externalTemporal = usesExternalTemporal(env);
  const addresses = {
    ...temporalAddresses(env, { ports, stateDir }),
    ...serviceAddresses(env, ports),
    MORROW_STATE_DIR: stateDir,
  };
  const portValues = Object.fromEntries(PORT_VARIABLES.map((name) => [name, String(ports[name])]));
  const own = withSecretsRead(env);
  // One environment for all: a fixed health port would be wanted by every worker.
  const workers = {
    WORKER_HEALTH_PORT: '0',
    MORROW_LOG_FOLDER: join(stateDir, 'logs'),
    ...workflowBundle(env, mode),
  };
  const complete = { ...own, ...portValues, ...addresses, ...demoCredentials(own), ...workers };
  return { env: complete, addresses, ports, externalTemporal, mode, stateDir };
}

/** Secrets that come from files are read here, once, so that the demo's own credentials do not meet them twice. */
function withSecretsRead(env: EnvironmentVariables): EnvironmentVariables {
  const fileNames = new Set(SECRET_NAMES.map((name) => `${name}_FILE`));
  const rest = Object.entries(env).filter(([name]) => !fileNames.has(name));
  return { ...Object.fromEntries(rest), ...readSecretFiles(env) };
}

const local = (port: number, path = ''): string => `http://${HOST}:${port}${path}`;

function temporalAddresses(
  env: EnvironmentVariables,
  { ports, stateDir }: Pick<StackSettings, 'ports' | 'stateDir'>,
): Record<string, string> {
  if (usesExternalTemporal(env)) {
    return given(env, [
      'TEMPORAL_ADDRESS',
      'TEMPORAL_PROFILE',
      'TEMPORAL_NAMESPACE',
      'TEMPORAL_UI_URL',
      'TEMPORAL_CONFIG_FILE',
    ]);
  }
  return {
    ...given(env, ['TEMPORAL_NAMESPACE']),
    TEMPORAL_ADDRESS: `${HOST}:${ports.TEMPORAL_PORT}`,
    TEMPORAL_UI_URL: local(ports.TEMPORAL_UI_PORT),
    TEMPORAL_CONFIG_FILE: join(stateDir, 'temporal.toml'),
  };
}

/** A source that the environment names is used instead of its emulator. */
function serviceAddresses(env: EnvironmentVariables, ports: StackPorts): Record<string, string> {
  const emulated = {
    AD_EXCHANGE_URL: local(ports.EMULATOR_AD_EXCHANGE_PORT),
    APP_STORE_1_URL: local(ports.EMULATOR_APP_STORE_PORT, '/store-1'),
    APP_STORE_2_URL: local(ports.EMULATOR_APP_STORE_PORT, '/store-2'),
    APP_STORE_3_URL: local(ports.EMULATOR_APP_STORE_PORT, '/store-3'),
    RATES_A_URL: local(ports.EMULATOR_RATES_A_PORT),
    RATES_B_URL: local(ports.EMULATOR_RATES_B_PORT),
  };
  return { ...emulated, ...given(env, Object.keys(emulated)), API_PORT: String(ports.API_PORT) };
}

/** Built once by the bootstrap; in source mode each worker bundles what is on disk when it starts. */
function workflowBundle(env: EnvironmentVariables, mode: CodeMode): Record<string, string> {
  const bundle = env['WORKFLOW_BUNDLE'] || join(projectRoot, 'dist', 'workflow-bundle.js');
  return mode === 'built' && existsSync(bundle) ? { WORKFLOW_BUNDLE: bundle } : {};
}

const given = (env: EnvironmentVariables, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
