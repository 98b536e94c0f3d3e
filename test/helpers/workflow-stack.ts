// One time-skipping Temporal server, both workers with the real steps over a real SQLite store, and a scripted outside.
// Every run a test makes is replayed from its history when the stack closes.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkflowExecutionAlreadyStartedError, type WorkflowHandle } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  Runtime,
  Worker,
  makeTelemetryFilterString,
  DefaultLogger,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { createDefaultActivities, createHeavyActivities } from '../../src/activities/index.ts';
import { failureInterceptor } from '../../src/activities/failures.ts';
import { createTrainingPool } from '../../src/activities/heavy/training-pool.ts';
import { createHolidayCalendar } from '../../src/connectors/holiday-calendar.ts';
import type { DayRunInput, DayRunResult } from '../../src/contract/messages.ts';
import { DEFAULT_QUEUE, HEAVY_QUEUE } from '../../src/contract/queues.ts';
import { SEARCH_ATTRIBUTE_NAMES } from '../../src/contract/search-attributes.ts';
import { WORKFLOWS, dayRunId, ratesCheckId } from '../../src/contract/workflow-ids.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import type { AccountId, IsoDate } from '../../src/domain/ids.ts';
import { DEFAULT_DEADLINES, type DeadlinePolicy } from '../../src/domain/alerting/deadline-policy.ts';
import type { Notifier } from '../../src/ports/notifier.ts';
import type { Store } from '../../src/ports/store.ts';
import { systemClock, type Clock } from '../../src/ports/clock.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { currency, decimal } from './builders.ts';
import { collectHistories } from './histories.ts';
import { ScriptedOutside } from './scripted-outside.ts';
import { bundleWorkflows } from './workflow-bundle.ts';

export interface WorkflowStack {
  readonly env: TestWorkflowEnvironment;
  readonly store: Store;
  readonly outside: ScriptedOutside;
  /** What the steps take for now; the present unless a test sets it. */
  readonly clock: { at: Date | null };
  readonly bundle: WorkflowBundleWithSourceMap;
  startDay(input: DayRunInput): Promise<DayRun>;
  /** Checks the rates of a date before a day does; for days whose rates were held back when they were started. */
  checkRates(date: IsoDate): Promise<void>;
  /** Starts any workflow; it is replayed with the others. */
  start(type: string, workflowId: string, input: unknown, taskQueue: string): Promise<WorkflowHandle>;
  /** Runs any workflow to its end. */
  execute<T>(type: string, workflowId: string, input: unknown, taskQueue: string): Promise<T>;
  /** Stores revenue for the days up to `last`, one amount a day, in USD, as an import would. */
  importDays(account: AccountId, last: IsoDate, amounts: readonly string[]): Promise<void>;
  /** Replays every run under the given root workflow ids, children included; rejects when one does not replay. */
  replayAll(): Promise<number>;
  close(): Promise<void>;
}

export interface DayRun {
  readonly id: string;
  result(): Promise<DayRunResult>;
}

const RETENTION = { payloads: 30, runs: 30, forecasts: 30, revenue: 365, models: 30, rates: 365, audit: 365 };

export interface WorkflowStackOptions {
  /** Leaves the check of the rates to the day runs, for tests that are about it. */
  readonly checkRatesInDays?: boolean;
  readonly deadlines?: DeadlinePolicy;
  readonly notifiers?: readonly Notifier[];
  /** Address of a server with the whole API, schedules for one; absent: the test server, which skips time. */
  readonly server?: string;
}

export async function startWorkflowStack({
  checkRatesInDays = false,
  deadlines = DEFAULT_DEADLINES,
  notifiers = [],
  server,
}: WorkflowStackOptions = {}): Promise<WorkflowStack> {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
  });
  const folder = await mkdtemp(join(tmpdir(), 'morrow-workflows-'));
  const env =
    server === undefined
      ? await startEnvironment()
      : await TestWorkflowEnvironment.createFromExistingServer({ address: server });
  const bundle = await bundleWorkflows();
  const store = await openStore({ kind: 'sqlite', file: join(folder, 'morrow.db') }, { clock: systemClock });
  await store.migrate();
  const outside = new ScriptedOutside();
  const clock: WorkflowStack['clock'] = { at: null };
  const stepClock = { now: () => clock.at ?? systemClock.now() };
  const workers = await startWorkers(env, bundle, { store, outside, deadlines, notifiers, clock: stepClock });
  const roots = new Set<string>();

  return {
    env,
    store,
    outside,
    clock,
    bundle,
    async startDay(input) {
      if (!checkRatesInDays && !outside.holdsRates) await checkRatesBefore(env, input.date);
      const id = dayRunId(input.pipeline, input.date, input);
      const handle = await env.client.workflow.start(WORKFLOWS.dayRun, {
        taskQueue: DEFAULT_QUEUE,
        workflowId: id,
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        args: [input],
      });
      roots.add(id);
      return { id, result: () => handle.result() as Promise<DayRunResult> };
    },
    checkRates: (date) => checkRatesBefore(env, date),
    async start(type, workflowId, input, taskQueue) {
      roots.add(workflowId);
      return await env.client.workflow.start(type, { taskQueue, workflowId, args: [input] });
    },
    async execute<T>(type: string, workflowId: string, input: unknown, taskQueue: string) {
      roots.add(workflowId);
      const start = { taskQueue, workflowId, args: [input] };
      return (await env.client.workflow.execute(type, start)) as T;
    },
    async importDays(account, last, amounts) {
      const days = amounts.map((amount, index) => ({
        accountId: account,
        date: addDays(last, index + 1 - amounts.length),
        amount: decimal(amount),
        currency: currency('USD'),
        shares: [],
        rates: null,
        origin: 'import' as const,
      }));
      await store.revenue.saveDays(days);
    },
    async replayAll() {
      const histories = await collectHistories(env.client, [...roots]);
      for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle: bundle }, histories)) {
        if (error !== undefined) throw new Error(`${workflowId} does not replay.`, { cause: error });
      }
      return histories.length;
    },
    async close() {
      await workers.stop();
      await store.close();
      await env.teardown();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * The check of the rates outlives the day that begins it, and the test server's clock stands still once a child has outlived
 * its parent. Done before, the day finds it done.
 */
async function checkRatesBefore(env: TestWorkflowEnvironment, date: IsoDate): Promise<void> {
  const start = { taskQueue: DEFAULT_QUEUE, workflowId: ratesCheckId(date), args: [{ date }] };
  await env.client.workflow
    .execute(WORKFLOWS.ratesCheck, { ...start, workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY' })
    .catch((error: unknown) => {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    });
}

async function startEnvironment(): Promise<TestWorkflowEnvironment> {
  const path = process.env['MORROW_TEST_SERVER'];
  if (path === undefined) throw new Error('MORROW_TEST_SERVER is not set; run the tests through `npm test`.');
  const env = await startTimeSkipping(path);
  const keyword = 2;
  await env.connection.operatorService.addSearchAttributes({
    namespace: env.namespace ?? 'default',
    searchAttributes: Object.fromEntries(SEARCH_ATTRIBUTE_NAMES.map((name) => [name, keyword])),
  });
  return env;
}

/** The SDK gives a server five seconds to start, which a JVM on a busy machine does not always keep. */
const START_TRIES = 4;

async function startTimeSkipping(path: string): Promise<TestWorkflowEnvironment> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping({
        server: { executable: { type: 'existing-path', path } },
      });
    } catch (error) {
      if (attempt === START_TRIES || !/did not start within/.test(String(error))) throw error;
    }
  }
}

interface Site {
  readonly store: Store;
  readonly outside: ScriptedOutside;
  readonly clock: Clock;
  readonly deadlines: DeadlinePolicy;
  readonly notifiers: readonly Notifier[];
}

async function startWorkers(
  env: TestWorkflowEnvironment,
  bundle: WorkflowBundleWithSourceMap,
  { store, outside, clock, deadlines, notifiers }: Site,
): Promise<{ stop(): Promise<void> }> {
  const pool = createTrainingPool(1);
  const holidays = createHolidayCalendar();
  const { sources, ratesProviders } = outside;
  const shared = { connection: env.nativeConnection, interceptors: { activity: [failureInterceptor] } };
  const light = await Worker.create({
    ...shared,
    taskQueue: DEFAULT_QUEUE,
    workflowBundle: bundle,
    activities: createDefaultActivities({
      store,
      sources,
      ratesProviders,
      holidays,
      clock,
      retention: RETENTION,
      sensorIntervalMs: 60_000,
      ratesMaxDifferencePercent: 1,
      deadlines,
      notifiers,
    }),
  });
  const heavy = await Worker.create({
    ...shared,
    taskQueue: HEAVY_QUEUE,
    activities: createHeavyActivities({ store, holidays, pool, codeVersion: 'test' }),
  });
  const running = Promise.all([light.run(), heavy.run()]);
  return {
    async stop() {
      light.shutdown();
      heavy.shutdown();
      await running;
      await pool.close();
    },
  };
}
