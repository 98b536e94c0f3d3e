// The metrics of one process: what Node tells about itself, who it is, and how much memory it may take.
import { totalmem } from 'node:os';
import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';

export interface ProcessIdentity {
  /** `api`, `worker-default`, `worker-heavy`. */
  readonly process: string;
  readonly version: string;
}

/** A registry of its own, not the library's global one, so that tests may have several. */
export function createRegistry({ process: name, version }: ProcessIdentity): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'morrow_build_info',
    help: 'Always 1; which version of which process runs on which Node.',
    labelNames: ['process', 'version', 'node'],
    registers: [registry],
  }).set({ process: name, version, node: process.versions.node }, 1);
  new Gauge({
    name: 'morrow_process_memory_limit_bytes',
    help: 'Memory the process may take: the limit of its container, else that of the machine.',
    registers: [registry],
  }).set(memoryLimitBytes());
  return registry;
}

/** Without a limit the system names a number larger than the machine. */
const memoryLimitBytes = (): number => Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem());
