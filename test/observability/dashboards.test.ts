// Every query of every panel, asked of a real Prometheus that watches a real day with one account that fails.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRunningStack } from '../../scripts/lib/stack-file.ts';
import { metricsTargets } from '../../scripts/lib/metrics-targets.ts';
import { businessDateAt } from '../../src/domain/calendar/business-date.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { metricsIn, readDashboards, substituted } from '../helpers/dashboards.ts';
import { readProjectFile } from '../helpers/compose.ts';
import { startPrometheus, type Prometheus, type Series, type Targets } from '../helpers/prometheus.ts';
import { startRealStack, type RealStack } from '../helpers/real-stack.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** A zone where it is about noon now: the last complete day stays the same for the length of the test. */
const ZONE = noonZone(new Date());
const DATE = businessDateAt(new Date().toISOString(), ZONE);
const VARIABLES = { __rate_interval: '2m', currency: 'USD' };
/** The API reads the figures of the day at most every 15 seconds. */
const FIGURES_MS = 45_000;
const PANEL_MS = 10_000;
/** Appears with the first workflow task that fails, and no healthy stack has to have one. */
const SELDOM = 'temporal_workflow_task_execution_failed_total';

const dashboards = readDashboards();
const queries = dashboards.flatMap(({ uid, panels }) =>
  panels.flatMap(({ title, targets }) =>
    targets.map(({ refId, expr }) => ({ where: `${uid}, ${title}, ${refId}`, expr })),
  ),
);

let stack: RealStack;
let prometheus: Prometheus;

beforeAll(async () => {
  stack = await startRealStack({ env: { MORROW_TIME_ZONE: ZONE } });
  prometheus = await startPrometheus(targetsOf(stack));
  await stack.putAccounts([account('one'), account('two'), account('broken', ['app-store-2'])]);
  await stack.call('PUT', '/api/providers/ad-exchange/budget', { requestsPerSecond: 500, by: 'ada', reason: 'a test' });
  await waitFor('a first look at every process', async () => (await prometheus.query('up == 1')).length === 3);
  // Older days first, for models that have something to learn; and so that rates have something to begin with.
  await stack.ended(
    await stack.startBackfill({ from: addDays(DATE, -9), to: addDays(DATE, -1), accounts: ['one', 'two'] }),
  );
  await stack.runDay({ date: addDays(DATE, -1), accounts: ['one'] });
  await waitFor('a look at that', async () => (await valueOf('sum(morrow_models_trained_total)')) === 1);
  await stack.faults.add({ source: 'ad-exchange', kind: 'status-500', account: 'one', times: 1 });
  await stack.faults.add({ source: 'app-store-2', kind: 'wrong-schema', account: 'broken' });
  await stack.runDay({ date: DATE });
  await waitFor('the figures of the day', async () => (await valueOf('sum(morrow_accounts_done)')) === 2, FIGURES_MS);
});

afterAll(async () => {
  await prometheus?.stop();
  await stack?.stop();
});

describe('a Prometheus with the shipped configuration', () => {
  test('finds every process of the stack, each under its job', async () => {
    const up = await prometheus.query('up');
    expect(new Map(up.map(({ labels, value }) => [labels['job'], value]))).toEqual(
      new Map([
        ['api', 1],
        ['worker-default', 1],
        ['worker-heavy', 1],
      ]),
    );
  });

  test('takes every alert rule and can work it out', async () => {
    await waitFor('a first look at the rules', async () =>
      (await prometheus.rules()).every(({ health }) => health === 'ok'),
    );
    expect((await prometheus.rules()).length).toBeGreaterThan(10);
  });

  test('knows every metric that a rule or a panel names', async () => {
    const named = metricsIn(
      [readProjectFile('deploy/prometheus/rules.yml'), ...queries.map(({ expr }) => expr)].join(),
    );
    const known = new Set([...(await prometheus.metricNames()), SELDOM]);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});

test('the page on metrics names every metric of ours, and none that does not exist', async () => {
  const told = (await prometheus.metricNames()).filter((name) => name.startsWith('morrow_'));
  const ours = new Set(told.map((name) => name.replace(/_(bucket|sum|count)$/, '')));
  const documented = new Set(readProjectFile('docs/observability.md').match(/\bmorrow_[a-z0-9_]+/g));
  expect([...documented].filter((name) => !ours.has(name))).toEqual([]);
  expect([...ours].filter((name) => !documented.has(name))).toEqual([]);
});

describe('the panels', () => {
  test.each(queries)('have data: $where', async ({ expr }) => {
    await stack.call('GET', '/api/accounts');
    const expression = substituted(expr, VARIABLES);
    await waitFor(`data for ${expression}`, async () => hasFigures(await prometheus.query(expression)), PANEL_MS);
  });
});

describe('the figures', () => {
  test('say how the day ended', async () => {
    expect(await valueOf('morrow_accounts_expected')).toBe(3);
    expect(await valueOf('morrow_accounts_failed{code="SOURCE_SCHEMA_INVALID"}')).toBe(1);
    expect(await valueOf('sum(morrow_gate_forecasts_total{outcome="published"})')).toBe(3);
    expect(await valueOf('morrow_business_date_timestamp_seconds')).toBe(Date.parse(DATE) / 1_000);
  });

  test('count the failed account as late after the deadline, and raise the alert', async () => {
    expect(await valueOf('morrow_accounts_late')).toBe(1);
    await waitFor('the alert', async () => (await prometheus.query('ALERTS{alertname="MorrowDayLate"}')).length === 1);
  });

  test('count errors by service, and a report that was bad once as an error of its source only', async () => {
    expect(await valueOf('morrow_errors_total{service="ad-exchange"}')).toBe(1);
    expect(await valueOf('morrow_errors_total{service="worker-default"}')).toBeGreaterThan(0);
    expect(await valueOf('morrow_errors_total{service="worker-heavy"}')).toBe(0);
    expect(
      await valueOf('sum(morrow_source_request_duration_seconds_count{provider="ad-exchange",status="500"})'),
    ).toBe(1);
  });

  test('never carry an account, and few values of anything else', async () => {
    const counts = await prometheus.query('count by (__name__) ({__name__=~"morrow_.+", __name__!~".+_bucket"})');
    expect(counts.length).toBeGreaterThan(15);
    expect(await prometheus.query('{__name__=~"morrow_.+", account!=""}')).toEqual([]);
    expect(Math.max(...counts.map(({ value }) => value))).toBeLessThan(100);
  });
});

const account = (id: string, sources: readonly string[] = ['ad-exchange', 'app-store-1']) => ({
  id,
  name: `Account ${id}`,
  sources,
  currency: 'USD',
  convertCurrency: true,
  historyDepthDays: 7,
});

async function valueOf(expression: string): Promise<number | undefined> {
  return (await prometheus.query(expression))[0]?.value;
}

const hasFigures = (series: readonly Series[]): boolean => series.some(({ value }) => Number.isFinite(value));

/** By job, as the stack writes them down for Prometheus. */
function targetsOf({ stateDir }: RealStack): Targets {
  const groups = metricsTargets(readRunningStack(stateDir)?.processes ?? []);
  return Object.fromEntries(groups.map(({ labels, targets }) => [labels['job'], targets]));
}

function noonZone(now: Date): string {
  const offset = 12 - now.getUTCHours();
  if (offset === 0) return 'UTC';
  // The names of these zones have the sign the wrong way round.
  return offset > 0 ? `Etc/GMT-${offset}` : `Etc/GMT+${-offset}`;
}
