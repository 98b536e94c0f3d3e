// A stack of its own for the benchmark: free ports and a temporary state folder, so that it neither disturbs nor sees a running one.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findFreePorts } from '../lib/ports.ts';
import type { EnvironmentVariables } from '../lib/project.ts';
import { PORT_VARIABLES } from '../lib/stack-settings.ts';

/** The embedded stack is what is measured, whatever the shell points to. */
export const NOT_TAKEN_OVER = [
  'MONGODB_URI',
  'TEMPORAL_ADDRESS',
  'TEMPORAL_PROFILE',
  'TEMPORAL_NAMESPACE',
  'TEMPORAL_UI_URL',
  'TEMPORAL_CONFIG_FILE',
];

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
  const kept = Object.entries(own).filter(([name]) => !NOT_TAKEN_OVER.includes(name));
  const assigned = PORT_VARIABLES.map((name, index) => [name, String(ports[index])]);
  return {
    env: { ...Object.fromEntries(kept), ...Object.fromEntries(assigned), MORROW_STATE_DIR: stateDir },
    stateDir,
  };
}
