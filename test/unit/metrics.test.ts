// What is counted and how it is named, without any server of Temporal.
import { ApplicationFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { Registry } from 'prom-client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { failureInterceptor } from '../../src/activities/failures.ts';
import { measureSteps } from '../../src/activities/step-metrics.ts';
import { createClient } from '../../src/connectors/client.ts';
import { MorrowError } from '../../src/contract/errors.ts';
import * as ids from '../../src/contract/workflow-ids.ts';
import { logFacts } from '../../src/observability/log-facts.ts';
import { measureExchanges } from '../../src/observability/metrics/exchange-metrics.ts';
import { createHttpMetrics } from '../../src/observability/metrics/http-metrics.ts';
import { createSampledGauges, type Sample } from '../../src/observability/metrics/sampled-gauges.ts';
import { createSdkMetricsReader, freeLoopbackPort } from '../../src/observability/metrics/sdk-metrics.ts';
import { createStepMetrics } from '../../src/observability/metrics/step-metrics.ts';
import { metricsTargets } from '../../scripts/lib/metrics-targets.ts';
import { startApiStack } from '../helpers/api-stack.ts';
import { accountId, isoDate } from '../helpers/builders.ts';
import { U1, connection, range, withServer, type Handler } from './connectors-raw-server.ts';

/** The lines of one metric, without those of its buckets. */
async function shown(registry: Registry, name: string): Promise<readonly string[]> {
  const lines = (await registry.metrics()).split('\n');
  return lines
    .filter((line) => line.startsWith(name) && !line.includes('_bucket') && !line.includes('_sum'))
    .toSorted();
}

describe('an exchange with a source', () => {
  const errors: string[] = [];

  async function measured(handler: Handler, ask: (url: string) => Promise<unknown>): Promise<readonly string[]> {
    const registry = new Registry();
    errors.length = 0;
    onTestFinished(measureExchanges({ registry, providers: [], onError: (provider) => errors.push(provider) }));
    await withServer(handler, (url) => ask(url).catch(() => undefined));
    return await shown(registry, 'morrow_source_request_duration_seconds_count');
  }
  const subject = { service: 'web-shop', account: U1, range: range('2026-11-01', '2026-11-01') };
  const ask = (url: string, signal?: AbortSignal) =>
    createClient(connection(url)).fetchText({ subject, path: '/v1/u1', signal });
  const count = (status: string): string =>
    `morrow_source_request_duration_seconds_count{provider="web-shop",status="${status}"} 1`;

  test.each([
    [200, []],
    [404, []],
    [429, ['web-shop']],
    [503, ['web-shop']],
  ])('answered with %i counts under that status', async (status, counted) => {
    const handler: Handler = (_, response) => void response.writeHead(status).end('{}');
    expect(await measured(handler, (url) => ask(url))).toEqual([count(String(status))]);
    expect(errors).toEqual(counted);
  });

  test('that is cut off counts as no answer, and as an error', async () => {
    expect(
      await measured(
        (request) => void request.socket.destroy(),
        (url) => ask(url),
      ),
    ).toEqual([count('none')]);
    expect(errors).toEqual(['web-shop']);
  });

  test('that we give up is no error of the source', async () => {
    const controller = new AbortController();
    const handler: Handler = () => controller.abort(new Error('cancelled'));
    expect(await measured(handler, (url) => ask(url, controller.signal))).toEqual([count('aborted')]);
    expect(errors).toEqual([]);
  });
});

describe('a step', () => {
  let failures = 0;

  async function run(work: () => Promise<unknown>, options: { step?: string; request?: unknown } = {}) {
    const registry = new Registry();
    failures = 0;
    const metrics = createStepMetrics({ registry, steps: [], onFailure: () => void (failures += 1) });
    const environment = new MockActivityEnvironment(
      { activityType: options.step ?? 'predict', isLocal: true },
      { interceptors: [measureSteps(metrics), failureInterceptor], logger: new DefaultLogger('ERROR') },
    );
    await environment.run(work, options.request).catch(() => undefined);
    return registry;
  }
  const duration = (outcome: string, step = 'predict'): string =>
    `morrow_step_duration_seconds_count{step="${step}",path="local",outcome="${outcome}"} 1`;

  test('that succeeds is timed', async () => {
    const registry = await run(async () => 1);
    expect(await shown(registry, 'morrow_step_')).toEqual([duration('ok')]);
  });

  test('that fails is counted with its code', async () => {
    const registry = await run(() => Promise.reject(new MorrowError('MODEL_NOT_FOUND', 'Gone.')));
    expect(await shown(registry, 'morrow_step_')).toEqual([
      duration('failed'),
      'morrow_step_failures_total{step="predict",code="MODEL_NOT_FOUND"} 1',
    ]);
    expect(failures).toBe(1);
  });

  test('that waits for what is not there yet is no failure', async () => {
    const registry = await run(() => Promise.reject(new MorrowError('REPORT_NOT_READY', 'Later.')));
    expect(await shown(registry, 'morrow_step_')).toEqual([duration('waiting')]);
    expect(failures).toBe(0);
  });

  test('that throws what nobody foresaw counts as INTERNAL', async () => {
    const registry = await run(() => Promise.reject(new TypeError('x is undefined')));
    expect(await shown(registry, 'morrow_step_failures')).toEqual([
      'morrow_step_failures_total{step="predict",code="INTERNAL"} 1',
    ]);
  });

  test('that ends an account day counts its outcome and cause', async () => {
    const request = {
      accountId: 'u1',
      date: '2026-11-01',
      pipeline: 'daily',
      status: 'failed',
      errorCode: 'RATE_MISSING',
    };
    const registry = await run(async () => undefined, { step: 'finishAccountDay', request });
    expect(await shown(registry, 'morrow_account_day_ends_total')).toEqual([
      'morrow_account_day_ends_total{pipeline="daily",outcome="failed",code="RATE_MISSING"} 1',
    ]);
  });

  test.each(['staged', 'held'] as const)(
    'that finds a forecast %s counts the end of its account day',
    async (status) => {
      const work = async () => ({ status, findings: [] });
      const registry = await run(work, { step: 'judgeForecast', request: { pipeline: 'daily' } });
      expect(await shown(registry, 'morrow_account_day_ends_total')).toEqual([
        `morrow_account_day_ends_total{pipeline="daily",outcome="${status}",code=""} 1`,
      ]);
    },
  );

  test('that judges a whole day counts what it published and what it held', async () => {
    const outcome = { wave: 0, decision: 'quarantine', judged: 9, published: 7, held: 2, hold: null };
    const registry = await run(async () => outcome, { step: 'judgeBatch' });
    expect(await shown(registry, 'morrow_gate_forecasts_total')).toEqual([
      'morrow_gate_forecasts_total{outcome="held"} 2',
      'morrow_gate_forecasts_total{outcome="published"} 7',
    ]);
  });

  test.each([
    ['trainModel', {}, { spot: 1, batch: 0, promoted: 0 }],
    ['registerTraining', { trained: 5, promoted: 3 }, { spot: 0, batch: 5, promoted: 3 }],
  ])('%s counts the models that it trained and promoted', async (step, result, { spot, batch, promoted }) => {
    const registry = await run(async () => result, { step });
    expect(await shown(registry, 'morrow_models_')).toEqual([
      `morrow_models_promoted_total ${promoted}`,
      `morrow_models_trained_total{origin="account-day"} ${spot}`,
      `morrow_models_trained_total{origin="retraining"} ${batch}`,
    ]);
  });

  test('that could not end an account day counts none', async () => {
    const fail = () => Promise.reject(ApplicationFailure.retryable('no', 'STORE_UNREACHABLE'));
    const registry = await run(fail, { step: 'publish', request: { pipeline: 'daily' } });
    expect(await shown(registry, 'morrow_account_day_ends_total')).toEqual([]);
  });
});

describe('figures that are read when they are asked for', () => {
  function gauges(read: () => Promise<readonly Sample[]>) {
    const registry = new Registry();
    const failed: string[] = [];
    const definitions = { morrow_a: { help: 'a', labels: ['x'] }, morrow_b: { help: 'b', labels: [] } };
    const part = { part: 'test', gauges: definitions, read };
    const refresh = createSampledGauges({ registry, parts: [part], onFailure: (name) => void failed.push(name) });
    return { refresh, failed, lines: () => shown(registry, 'morrow_') };
  }

  test('are read once for all scrapes of the same time', async () => {
    let reads = 0;
    const { refresh, lines } = gauges(async () => {
      reads += 1;
      return [
        { name: 'morrow_a', labels: { x: '1' }, value: 2 },
        { name: 'morrow_b', labels: {}, value: 3 },
      ];
    });
    await Promise.all([refresh(), refresh()]);
    await refresh();
    expect(reads).toBe(1);
    expect(await lines()).toEqual(['morrow_a{x="1"} 2', 'morrow_b 3', 'morrow_figures_up{part="test"} 1']);
  });

  test('show nothing when they cannot be read, and say so', async () => {
    const { refresh, failed, lines } = gauges(() => Promise.reject(new Error('away')));
    await refresh();
    expect(await lines()).toEqual(['morrow_figures_up{part="test"} 0']);
    expect(failed).toEqual(['test']);
  });
});

describe('the metrics of the API', () => {
  test('name the pattern of the route, never the path', async () => {
    const registry = new Registry();
    const observe = createHttpMetrics(registry);
    const stack = await startApiStack({ metrics: { observe, text: () => registry.metrics() } });
    onTestFinished(() => stack.close());
    await stack.call('GET', '/api/accounts/u1');
    await stack.call('GET', '/api/accounts/u2');
    await stack.call('GET', '/nowhere/u3');
    const { text, headers } = await stack.call('GET', '/metrics');
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const counts = text.split('\n').filter((line) => line.startsWith('morrow_http_request_duration_seconds_count'));
    expect(counts).toEqual([
      'morrow_http_request_duration_seconds_count{method="GET",route="/api/accounts/:id",status="404"} 2',
      'morrow_http_request_duration_seconds_count{method="GET",route="other",status="404"} 1',
    ]);
    expect(text).toContain('morrow_errors_total{service="api"} 0');
  });
});

describe("the metrics of Temporal's runtime", () => {
  test('are left out, and said to be missing, when it does not answer', async () => {
    const registry = new Registry();
    expect(await createSdkMetricsReader(registry, await freeLoopbackPort())()).toBe('');
    expect(await shown(registry, 'morrow_sdk_metrics_up')).toEqual(['morrow_sdk_metrics_up 0']);
  });
});

describe('a workflow id', () => {
  const date = isoDate('2026-11-01');
  const run = ids.dayRunId('daily', date, { cohort: 'eu' });
  const range_ = ids.backfillRunId(isoDate('2026-10-01'), date);
  test.each([
    [ids.accountDayId('revenue', date, accountId('u1')), { pipeline: 'revenue', date, account: 'u1' }],
    [ids.accountHistoryId(isoDate('2026-10-01'), date, accountId('u1')), { pipeline: 'backfill', date, account: 'u1' }],
    [run, { pipeline: 'daily', date }],
    [ids.ratesId(run), { pipeline: 'daily', date }],
    [ids.partitionId(run, 3), { pipeline: 'daily', date }],
    [range_, { pipeline: 'backfill', date }],
    [ids.housekeepingId(date), { pipeline: 'housekeeping', date }],
    [ids.retrainRunId(date, {}, 'autonomous'), { pipeline: 'retrain', date }],
    [ids.trainingBatchId(ids.retrainRunId(date), 2), { pipeline: 'training', date }],
    [ids.ratesCheckId(date), { pipeline: 'rates-check', date }],
    ['somebody-elses/workflow', {}],
    ['', {}],
  ])('%s says whose day it is', (id, subject) => {
    expect(ids.subjectOf(id)).toEqual(subject);
  });

  test('puts account, date, pipeline, run, attempt and trace into the log line of a step', () => {
    const meta = {
      workflowId: 'account-day/daily/2026-11-01/u1',
      workflowRunId: 'r-1',
      activityType: 'fetchReport',
      attempt: 2,
      taskToken: 'long',
      trace_id: 't-1',
    };
    expect(logFacts(meta)).toEqual({
      account: 'u1',
      date: '2026-11-01',
      pipeline: 'daily',
      workflowId: 'account-day/daily/2026-11-01/u1',
      runId: 'r-1',
      step: 'fetchReport',
      attempt: 2,
      traceId: 't-1',
    });
  });
});

test('Prometheus finds the processes of a stack under the kind of process they are', () => {
  const processes = [
    { name: 'worker-heavy-2', metricsUrl: 'http://127.0.0.1:4711/metrics' },
    { name: 'temporal', metricsUrl: null },
  ];
  expect(metricsTargets(processes)).toEqual([
    { targets: ['127.0.0.1:4711'], labels: { job: 'worker-heavy', process: 'worker-heavy-2' } },
  ]);
});
