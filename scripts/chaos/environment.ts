// A stack of its own for a round: a temporary folder, and ports that no outgoing connection can take while a killed process is away.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MorrowError } from '../../src/contract/errors.ts';
import { withoutSomebodys } from '../bench/environment.ts';
import { isPortFree } from '../lib/ports.ts';
import type { EnvironmentVariables } from '../lib/project.ts';
import { PORT_VARIABLES } from '../lib/stack-settings.ts';
import { writeFaults } from './emulator-control.ts';

/** Below what systems give to outgoing connections (from 32768 on Linux). */
const PORTS = { first: 20_000, count: 12_000 } as const;
const TRIES = 500;
/** Short, so that a request that hangs is given up soon. */
const SOURCE_TIMEOUT_MS = '1500';
const SENSOR_INTERVAL_MS = '500';

export interface ChaosEnvironment {
  readonly env: EnvironmentVariables;
  /** The caller removes it. */
  readonly stateDir: string;
  readonly faultsFile: string;
}

export async function chaosEnvironment(own: EnvironmentVariables): Promise<ChaosEnvironment> {
  const ports = await findQuietPorts(PORT_VARIABLES.length);
  const stateDir = await mkdtemp(join(tmpdir(), 'morrow-chaos-'));
  const faultsFile = join(stateDir, 'faults.json');
  writeFaults(faultsFile, []);
  return {
    stateDir,
    faultsFile,
    env: {
      ...withoutSomebodys(own),
      ...Object.fromEntries(PORT_VARIABLES.map((name, index) => [name, String(ports[index])])),
      MORROW_STATE_DIR: stateDir,
      MORROW_LOG_LEVEL: 'warn',
      EMULATOR_FAULTS_FILE: faultsFile,
      SOURCE_TIMEOUT_MS,
      SENSOR_INTERVAL_MS,
    },
  };
}

async function findQuietPorts(count: number): Promise<readonly number[]> {
  const found = new Set<number>();
  for (let tries = 0; tries < TRIES && found.size < count; tries += 1) {
    const port = PORTS.first + Math.floor(Math.random() * PORTS.count);
    if (await isPortFree(port)) found.add(port);
  }
  if (found.size === count) return [...found];
  throw new MorrowError('PORT_BUSY', `No ${count} free ports between ${PORTS.first} and ${PORTS.first + PORTS.count}.`);
}
