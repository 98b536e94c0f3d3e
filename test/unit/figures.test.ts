// The figures of the business day, of forecasts and of providers, as gauges.
import { describe, expect, test } from 'vitest';
import { dayFigures } from '../../src/operations/day-figures.ts';
import { forecastFigures } from '../../src/operations/forecast-figures.ts';
import { deliveryFigures } from '../../src/operations/delivery-figures.ts';
import { alertFigures } from '../../src/operations/alert-figures.ts';
import { providerFigures } from '../../src/operations/provider-figures.ts';
import type { Sample } from '../../src/observability/metrics/sampled-gauges.ts';
import type { RunRecord } from '../../src/ports/store.ts';
import { accountDayId } from '../../src/contract/workflow-ids.ts';
import { accountId, anAccount, currency, decimal, isoDate, sourceId } from '../helpers/builders.ts';
import { scratchStore } from '../helpers/scratch-store.ts';

const DATE = isoDate('2026-11-21');

function ended(id: string, status: RunRecord['status'], errorCode: string | null = null): RunRecord {
  return {
    id: accountDayId('daily', DATE, accountId(id)),
    kind: 'account-day',
    pipeline: 'daily',
    date: DATE,
    accountId: accountId(id),
    cohort: null,
    status,
    errorCode,
    errorMessage: null,
    failure: null,
    startedAt: '2026-11-22T04:00:00.000Z',
    finishedAt: null,
    summary: null,
  };
}

const line = ({ name, labels, value }: Sample): string => `${name}${JSON.stringify(labels)} ${value}`;

describe('the figures of the day', () => {
  async function read(now: string, timeZone = 'UTC'): Promise<readonly string[]> {
    const store = await scratchStore();
    for (const id of ['a', 'b', 'c']) await store.accounts.save(anAccount({ id: accountId(id) }));
    await store.runs.save(ended('a', 'published'));
    await store.runs.save(ended('b', 'failed', 'RATE_MISSING'));
    const ofA = { accountId: accountId('a'), date: DATE, currency: currency('USD') };
    const details = { items: 1, rejected: 0, rejects: [], payloadId: 'p' };
    await store.revenue.saveSources([
      { ...ofA, sourceId: sourceId('ad-exchange'), amount: decimal('12.50'), ...details },
    ]);
    const day = { ...ofA, amount: decimal('12.50'), shares: [], rates: null, origin: 'sources' as const };
    await store.revenue.saveDays([day]);
    const figures = dayFigures({ store, clock: { now: () => new Date(now) }, timeZone }, '06:00');
    return (await figures.read()).map(line);
  }

  test('say what is expected, done, failed by cause, and what came in', async () => {
    expect(await read('2026-11-22T05:00:00Z')).toEqual([
      `morrow_business_date_timestamp_seconds{} ${Date.parse('2026-11-21T00:00:00Z') / 1_000}`,
      `morrow_day_deadline_timestamp_seconds{} ${Date.parse('2026-11-22T06:00:00Z') / 1_000}`,
      'morrow_accounts_expected{"pipeline":"daily"} 3',
      'morrow_accounts_done{"pipeline":"daily"} 1',
      'morrow_accounts_late{"pipeline":"daily"} 0',
      'morrow_accounts_by_status{"pipeline":"daily","status":"running"} 0',
      'morrow_accounts_by_status{"pipeline":"daily","status":"staged"} 0',
      'morrow_accounts_by_status{"pipeline":"daily","status":"held"} 0',
      'morrow_accounts_by_status{"pipeline":"daily","status":"published"} 1',
      'morrow_accounts_by_status{"pipeline":"daily","status":"collected"} 0',
      'morrow_accounts_by_status{"pipeline":"daily","status":"failed"} 1',
      'morrow_accounts_by_status{"pipeline":"daily","status":"cancelled"} 0',
      'morrow_accounts_failed{"pipeline":"daily","code":"RATE_MISSING"} 1',
      'morrow_revenue_amount{"currency":"USD"} 12.5',
      'morrow_revenue_accounts{"currency":"USD"} 1',
      'morrow_source_revenue_amount{"source":"ad-exchange","currency":"USD"} 12.5',
      'morrow_source_accounts{"source":"ad-exchange","currency":"USD"} 1',
    ]);
  });

  test('call what is not done late when the deadline is over', async () => {
    expect(await read('2026-11-22T06:00:00Z')).toContain('morrow_accounts_late{"pipeline":"daily"} 2');
  });

  test('take the deadline in the time zone that dates end in', async () => {
    const lines = await read('2026-11-22T05:30:00Z', 'Europe/Berlin');
    expect(lines).toContain(`morrow_day_deadline_timestamp_seconds{} ${Date.parse('2026-11-22T05:00:00Z') / 1_000}`);
    expect(lines).toContain('morrow_accounts_late{"pipeline":"daily"} 2');
  });
});

test('forecasts show how they fared, and how many are held', async () => {
  const scores = { wape: new Map([['USD', 0.12]]), coverage80: 0.78, coverage95: 0.93 };
  const scored = forecastFigures({ held: async () => 4, scores: async () => scores });
  expect((await scored.read()).map(line)).toEqual([
    'morrow_forecasts_held{} 4',
    'morrow_forecast_wape_ratio{"currency":"USD"} 0.12',
    'morrow_forecast_coverage_ratio{"band":"80"} 0.78',
    'morrow_forecast_coverage_ratio{"band":"95"} 0.93',
  ]);
  const young = forecastFigures({ held: async () => 0, scores: async () => null });
  expect((await young.read()).map(line)).toEqual(['morrow_forecasts_held{} 0']);
});

test('providers show whether they are asked, and how often they may be', async () => {
  const figures = providerFigures({
    states: async () => [
      { provider: 'ad-exchange', circuit: 'open', budgetPerSecond: 20 },
      { provider: 'rates-a', circuit: 'closed', budgetPerSecond: null },
    ],
  });
  expect((await figures.read()).map(line)).toEqual([
    'morrow_provider_circuit_state{"provider":"ad-exchange"} 2',
    'morrow_provider_budget_per_second{"provider":"ad-exchange"} 20',
    'morrow_provider_circuit_state{"provider":"rates-a"} 0',
  ]);
});

test('incidents are counted by severity, and what nobody takes by channel', async () => {
  const store = await scratchStore();
  const { read } = alertFigures({ store });
  const about = (id: string, severity: 'warning' | 'critical') => ({ id, severity, title: id, detail: id });
  await store.alerts.raise(about('a', 'critical'));
  await store.alerts.raise(about('over', 'critical'));
  await store.alerts.resolve('over');
  const alert = await store.alerts.raise(about('b', 'warning'));
  const at = '2026-11-21T06:00:00.000Z';
  const times = { createdAt: at, dueAt: at, claimedBy: null, claimedUntil: null, sentAt: null, lastError: null };
  const common = { alertId: 'b', event: 'opened', attempts: 0, ...times } as const;
  await store.notifications.plan([
    { ...common, id: '1', channel: 'email', status: 'given-up', message: { id: '1', event: 'opened', at, alert } },
    { ...common, id: '2', channel: 'webhook', status: 'pending', message: { id: '2', event: 'opened', at, alert } },
  ]);
  const counted = (await read()).filter(({ value }) => value > 0).map(line);
  expect(counted).toEqual([
    'morrow_alerts_open{"severity":"warning"} 1',
    'morrow_alerts_open{"severity":"critical"} 1',
    'morrow_notifications_pending{"channel":"webhook"} 1',
    'morrow_notifications_given_up{"channel":"email"} 1',
  ]);
});

test('forecasts that wait for their receiver are counted, and those that it did not take', async () => {
  const store = await scratchStore();
  const { read } = deliveryFigures({ store });
  expect((await read()).map(line)).toEqual(['morrow_deliveries_pending{} 0', 'morrow_deliveries_given_up{} 0']);
  const at = '2026-11-21T06:00:00.000Z';
  const times = { createdAt: at, dueAt: at, claimedBy: null, claimedUntil: null, sentAt: null, lastError: null };
  const common = { businessDate: DATE, forecastRevision: 1, attempts: 0, ...times } as const;
  const statuses = ['pending', 'pending', 'given-up', 'sent'] as const;
  await store.deliveries.plan(
    statuses.map((status, index) => ({
      ...common,
      id: `${DATE}/u${index}/1`,
      accountId: accountId(`u${index}`),
      status,
    })),
  );
  expect((await read()).map(line)).toEqual(['morrow_deliveries_pending{} 2', 'morrow_deliveries_given_up{} 1']);
});
