// A stack of its own for the benchmark: free ports and a temporary state folder, so that it neither disturbs nor sees a running one.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findFreePorts } from '../lib/ports.ts';
import type { EnvironmentVariables } from '../lib/project.ts';
import { PORT_VARIABLES } from '../lib/stack-settings.ts';

/** Where somebody's Temporal, store, sources, receivers and doors are, as values or in files. */
const SOMEBODYS =
  /^(?:TEMPORAL_\w+|MONGODB_URI|SQLITE_FILE|(?:EMULATOR_)?(?:AD_EXCHANGE|APP_STORE_\d|RATES_[AB])_\w+|ALERT_\w+|FORECAST_WEBHOOK_\w+|API_\w+)(?:_FILE)?$/;

/** The embedded stack with its emulators is what is measured, whatever the shell points to: made-up figures go nowhere else. */
export const withoutSomebodys = (own: EnvironmentVariables): EnvironmentVariables =>
  Object.fromEntries(Object.entries(own).filter(([name]) => !SOMEBODYS.test(name)));

export interface BenchEnvironment {
  readonly env: EnvironmentVariables;
  /** The caller removes it, unless it named it. */
  readonly stateDir: string;
}

/** @param folder the state folder; null: a temporary one. */
export async function benchEnvironment(
  own: EnvironmentVariables,
  folder: string | null = null,
): Promise<BenchEnvironment> {
  const ports = await findFreePorts(PORT_VARIABLES.length);
  const stateDir = folder === null ? await mkdtemp(join(tmpdir(), 'morrow-bench-')) : resolve(folder);
  const assigned = PORT_VARIABLES.map((name, index) => [name, String(ports[index])]);
  return {
    env: { ...withoutSomebodys(own), ...Object.fromEntries(assigned), MORROW_STATE_DIR: stateDir },
    stateDir,
  };
}
