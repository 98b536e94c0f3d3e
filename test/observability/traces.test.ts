// One trace from the call of the API to the request to a source, through real processes, received as any collector would.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DefaultLogger, Runtime, Worker, makeTelemetryFilterString } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tracingWorkflowModule } from '../../src/observability/traces/worker-tracing.ts';
import { collectHistories } from '../helpers/histories.ts';
import { startRealStack, type RealStack } from '../helpers/real-stack.ts';
import { startSpanReceiver, type ReceivedSpan, type SpanReceiver } from '../helpers/span-receiver.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { OUR_WORKFLOWS, bundleWorkflows } from '../helpers/workflow-bundle.ts';

const DATE = '2026-10-14';
const DEADLINE_MS = 60_000;

let receiver: SpanReceiver;
let stack: RealStack;
let run: string;

beforeAll(async () => {
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter } } });
  receiver = await startSpanReceiver();
  stack = await startRealStack({
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20collector',
      MORROW_TRACE_PROPAGATE_TO: 'ad-exchange',
    },
  });
  await stack.putAccounts([account('good', ['ad-exchange', 'app-store-1']), account('bad', ['app-store-2'])]);
  await stack.faults.add({ source: 'app-store-2', kind: 'wrong-schema', account: 'bad' });
  run = await stack.startDay({ date: DATE, accounts: ['good', 'bad'] });
  await stack.ended(run);
});

afterAll(async () => {
  await stack.stop();
  await receiver.close();
});

const account = (id: string, sources: readonly string[]) => ({
  id,
  name: `Account ${id}`,
  sources,
  currency: 'EUR',
  convertCurrency: true,
  historyDepthDays: 7,
});

const arrived = async (what: string, matches: (span: ReceivedSpan) => boolean): Promise<readonly ReceivedSpan[]> => {
  await waitFor(`the spans down to ${what}`, async () => receiver.pathTo(matches).length > 0, DEADLINE_MS);
  return receiver.pathTo(matches);
};

describe('a day run with tracing', () => {
  test('is one trace from the call of the API down to the request to a source', async () => {
    const path = await arrived('the ad exchange', ({ name }) => name === 'POST ad-exchange');
    expect(path.map(({ service, name }) => `${service}: ${name}`)).toEqual([
      'morrow-api: POST /api/runs',
      'morrow-api: StartWorkflow:dayRun',
      'morrow-worker-default: RunWorkflow:dayRun',
      'morrow-worker-default: StartChildWorkflow:partition',
      'morrow-worker-default: RunWorkflow:partition',
      'morrow-worker-default: StartChildWorkflow:accountDay',
      'morrow-worker-default: RunWorkflow:accountDay',
      'morrow-worker-default: StartActivity:fetchReport',
      'morrow-worker-default: RunActivity:fetchReport',
      'morrow-worker-default: POST ad-exchange',
    ]);
    expect(new Set(path.map(({ traceId }) => traceId)).size).toBe(1);
  });

  test('reaches into the heavy worker', async () => {
    const path = await arrived('training', ({ name }) => name === 'RunActivity:trainModel');
    expect(path.at(-1)?.service).toBe('morrow-worker-heavy');
    expect(path[0]?.name).toBe('POST /api/runs');
  });

  test('says of steps and workflows whose day it is, and nothing that only Temporal needs', async () => {
    const path = await arrived('the ad exchange', ({ name }) => name === 'POST ad-exchange');
    const [step, workflow] = [path.at(-2), path.at(-4)];
    expect(step?.attributes).toMatchObject({
      'morrow.account': 'good',
      'morrow.date': DATE,
      'morrow.pipeline': 'daily',
      'morrow.step': 'fetchReport',
    });
    expect(workflow?.attributes).toMatchObject({ 'morrow.account': 'good', workflowType: 'accountDay' });
    expect(Object.keys(workflow?.attributes ?? {})).not.toContain('memo');
  });

  test('brings the credential of the receiver along', () => {
    expect(new Set(receiver.authorizations)).toEqual(new Set(['Bearer collector']));
  });

  test('has the trace in the log lines of the API and of a step that failed, with whose day it was', async () => {
    const path = await arrived('the ad exchange', ({ name }) => name === 'POST ad-exchange');
    const { traceId } = path[0] ?? { traceId: 'none' };
    const lines = async (name: string): Promise<readonly Record<string, unknown>[]> =>
      (await readFile(join(stack.stateDir, 'logs', `${name}.log`), 'utf8'))
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(await lines('api')).toContainEqual(
      expect.objectContaining({ msg: 'request', path: '/api/runs', traceId, requestId: expect.any(String) }),
    );
    expect(await lines('worker-default')).toContainEqual(
      expect.objectContaining({
        account: 'bad',
        date: DATE,
        pipeline: 'daily',
        step: 'fetchReport',
        workflowId: `account-day/daily/${DATE}/bad`,
        runId: expect.any(String),
        attempt: 1,
        traceId,
      }),
    );
  });

  test('leaves histories that replay with tracing and without', async () => {
    const histories = await collectHistories(stack.client, [run]);
    expect(histories.length).toBeGreaterThan(3);
    for (const workflowInterceptorModules of [[], [tracingWorkflowModule()]]) {
      const workflowBundle = await bundleWorkflows(OUR_WORKFLOWS, { workflowInterceptorModules });
      const sinks = { exporter: { export: { fn: () => undefined } } };
      for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle, sinks }, histories)) {
        expect(error, workflowId).toBeUndefined();
      }
    }
  });
});
