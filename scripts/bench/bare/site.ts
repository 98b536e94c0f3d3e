// Bare Temporal beside the stack: a second server with the same flags and a file of its own, one default and one heavy worker process.
// Not the stack's own server: so neither side's database, memory and processor time contains the other's.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { connectTemporal } from '../../../src/temporal/connect.ts';
import { findFreePorts } from '../../lib/ports.ts';
import { createSupervisor, type Supervisor } from '../../lib/processes.ts';
import { codeMode, projectRoot, type EnvironmentVariables } from '../../lib/project.ts';
import { whenAnnounced } from '../../lib/ready.ts';
import { nodeProcess } from '../../lib/stack-processes.ts';
import type { Stack } from '../../lib/stack.ts';
import type { ProcessSpec } from '../../lib/supervised.ts';
import { resolveTemporalBinary } from '../../lib/temporal-binary.ts';
import { prepareTemporal, temporalServerSpec } from '../../lib/temporal-server.ts';
import { bundleBareWorkflows } from './bundle.ts';

export interface BareSite {
  readonly temporal: Client;
  readonly supervisor: Supervisor;
  stop(): Promise<void>;
}

interface Place {
  readonly folder: string;
  readonly port: number;
  readonly uiPort: number;
  readonly env: EnvironmentVariables;
}

const WORKER_GRACE_MS = 25_000;

/** @param lean bare workers bundle as ours do. @throws MorrowError with nothing of it left running. */
export async function startBareSite(stack: Stack, lean: boolean): Promise<BareSite> {
  const place = await choosePlace(stack);
  const supervisor = createSupervisor({ say: stack.log });
  try {
    await bundleBareWorkflows(join(place.folder, 'workflow-bundle.js'), lean);
    await supervisor.start(await serverSpec(stack, place));
    await prepareTemporal(place.env);
    await Promise.all(workerSpecs(place).map((spec) => supervisor.start(spec)));
    const { client, close } = await connectTemporal(place.env, { identity: 'morrow-bench' });
    const stop = async (): Promise<void> => {
      await close();
      await supervisor.stopAll();
    };
    return { temporal: client, supervisor, stop };
  } catch (error) {
    await supervisor.stopAll();
    throw error;
  }
}

async function choosePlace(stack: Stack): Promise<Place> {
  const folder = join(stack.stateDir, 'bare');
  await mkdir(join(folder, 'logs'), { recursive: true });
  const [port = 0, uiPort = 0] = await findFreePorts(2);
  const env = {
    ...stack.env,
    TEMPORAL_ADDRESS: `127.0.0.1:${port}`,
    WORKFLOW_BUNDLE: join(folder, 'workflow-bundle.js'),
  };
  return { folder, port, uiPort, env };
}

async function serverSpec({ env, stateDir, progress: { say, step } }: Stack, place: Place): Promise<ProcessSpec> {
  const { path } = await resolveTemporalBinary({ env, stateDir, say, step });
  return temporalServerSpec({
    binary: path,
    env,
    port: place.port,
    uiPort: place.uiPort,
    databaseFile: join(place.folder, 'temporal.db'),
    logDir: join(place.folder, 'logs'),
    cwd: projectRoot,
  });
}

const workerSpecs = ({ env, folder }: Place): ProcessSpec[] =>
  ['default', 'heavy'].map((queue) => ({
    ...nodeProcess(
      { env, mode: codeMode, stateDir: folder },
      { name: `worker-${queue}`, entry: `scripts/bench/bare/worker-${queue}`, kind: 'node' },
    ),
    ready: whenAnnounced,
    graceMs: WORKER_GRACE_MS,
    stage: 1,
  }));
