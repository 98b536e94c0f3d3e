// A dev server with the embedded stack's own flags, and workers that a test starts when its backlog is there: with one slot and no
// cache they take one task after the other, so that the order in which the server gives them out can be read off.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import {
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  makeTelemetryFilterString,
  type WorkerOptions,
} from '@temporalio/worker';
import { DYNAMIC_CONFIG } from '../../scripts/lib/temporal-server.ts';
import pino from 'pino';
import { createDefaultActivities } from '../../src/activities/index.ts';
import { failureInterceptor } from '../../src/activities/failures.ts';
import { logSteps } from '../../src/activities/step-log.ts';
import { createLogFiles } from '../../src/connectors/log-files.ts';
import { DEFAULT_QUEUE, HEAVY_QUEUE } from '../../src/contract/queues.ts';
import { systemClock } from '../../src/ports/clock.ts';
import type { OperationsDeps } from '../../src/operations/deps.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { sourceId } from './builders.ts';
import { connectionParts } from './secrets.ts';
import { startDevServer } from './dev-server.ts';
import { ScriptedOutside } from './scripted-outside.ts';
import { NO_HOLIDAYS } from './scratch-store.ts';
import { bundleWorkflows } from './workflow-bundle.ts';

type Steps = NonNullable<WorkerOptions['activities']>;

export interface OrderStack {
  readonly client: Client;
  readonly deps: OperationsDeps;
  readonly outside: ScriptedOutside;
  /** The real workflows and light steps at full speed, while `work` goes on; `steps` in place of the real ones. */
  withDefaultWorker<T>(work: () => Promise<T>, steps?: Steps): Promise<T>;
  /** The same workflows one task at a time, with steps of the test's own, while `work` goes on. */
  withOneSlot<T>(steps: Steps, work: () => Promise<T>): Promise<T>;
  /** Heavy steps of the test's own, one at a time, while `work` goes on. */
  withOneHeavySlot<T>(steps: Steps, work: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

export async function startOrderStack(): Promise<OrderStack> {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
  });
  const folder = await mkdtemp(join(tmpdir(), 'morrow-order-'));
  const server = await startDevServer(DYNAMIC_CONFIG);
  const connection = await Connection.connect({ address: server.address });
  const native = await NativeConnection.connect({ address: server.address });
  const workflowBundle = await bundleWorkflows();
  const store = await openStore({ kind: 'sqlite', file: join(folder, 'morrow.db') }, { clock: systemClock });
  await store.migrate();
  const logFolder = join(folder, 'logs');
  const logFile = pino.destination({ dest: join(logFolder, 'worker-default.log'), mkdir: true, sync: true });
  const logger = pino(
    { base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime, formatters: LEVEL_NAMES },
    logFile,
  );
  const outside = new ScriptedOutside();
  const client = new Client({ connection });
  const deps: OperationsDeps = {
    store,
    temporal: client,
    clock: systemClock,
    timeZone: 'UTC',
    registeredSources: ['ad-exchange', 'app-store-1'].map(sourceId),
    ...connectionParts(),
    temporalUiUrl: 'http://127.0.0.1:8233',
    logs: createLogFiles(logFolder),
  };
  const shared = { connection: native, interceptors: { activity: [logSteps(logger), failureInterceptor] } };
  const running = async <T>(options: WorkerOptions, work: () => Promise<T>): Promise<T> => {
    const worker = await Worker.create({ ...shared, ...options });
    return await worker.runUntil(work);
  };
  const light = { taskQueue: DEFAULT_QUEUE, workflowBundle };
  return {
    client,
    deps,
    outside,
    withDefaultWorker: (work, steps = {}) =>
      running({ ...light, activities: { ...stepsOf(deps, outside), ...steps } }, work),
    withOneSlot: (activities, work) => running({ ...light, ...ONE_WORKFLOW_SLOT, activities }, work),
    withOneHeavySlot: (activities, work) =>
      running({ taskQueue: HEAVY_QUEUE, maxConcurrentActivityTaskExecutions: 1, activities }, work),
    async stop() {
      await native.close();
      await connection.close();
      await server.stop();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const ONE_WORKFLOW_SLOT = { maxCachedWorkflows: 0, maxConcurrentWorkflowTaskExecutions: 1 } as const;
const RETENTION = { payloads: 30, runs: 30, forecasts: 30, revenue: 365, models: 30, rates: 365, audit: 365 };

const LEVEL_NAMES = { level: (label: string) => ({ level: label }) };

function stepsOf({ store }: OperationsDeps, { sources, ratesProviders }: ScriptedOutside): Steps {
  return {
    ...createDefaultActivities({
      store,
      sources,
      ratesProviders,
      holidays: NO_HOLIDAYS,
      clock: systemClock,
      retention: RETENTION,
      sensorIntervalMs: 60_000,
      ratesMaxDifferencePercent: 1,
      deadlines: [],
      notifiers: [],
      codeVersion: '9.9.9',
    }),
  };
}
