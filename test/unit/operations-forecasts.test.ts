// Which forecast is served for a day, and what is said when a newer one is not.
import { describe, expect, test } from 'vitest';
import type { ForecastStatus, GateFinding } from '../../src/domain/forecast/types.ts';
import type { OperationsDeps } from '../../src/operations/deps.ts';
import { exportForecasts } from '../../src/operations/export.ts';
import { listForecastRevisions, listForecasts, showForecast } from '../../src/operations/forecasts.ts';
import { accountId, isoDate } from '../helpers/builders.ts';
import { LAST_DAY, operationsStack, textOf } from '../helpers/operations-stack.ts';
import { forecastOf, model } from '../storage/forecast-builders.ts';

const U1 = accountId('u1');
const HOLD = 'hold/daily/2026-11-21/0b6e2f61-0';
const FINDING: GateFinding = {
  rule: 'level-shift',
  severity: 'hold',
  figure: -0.8,
  limit: -0.5,
  message: 'The forecast is 80 % below the level of the last weeks.',
};

interface Made {
  readonly date: string;
  readonly revenue: string;
  readonly status: ForecastStatus;
}

/** Saves a forecast of three days and gives it its status. */
async function make({ store }: OperationsDeps, { date, revenue, status }: Made): Promise<void> {
  const row = forecastOf(revenue, { accountId: U1, businessDate: isoDate(date) });
  const [saved] = await store.forecasts.save([row]);
  if (status === 'staged') return;
  const held = status === 'held';
  await store.forecasts.setStatus([
    {
      accountId: U1,
      businessDate: isoDate(date),
      revision: saved?.revision ?? 0,
      from: ['staged'],
      to: { status, findings: held ? [FINDING] : [], facts: null, holdId: held ? HOLD : null },
    },
  ]);
}

describe('the forecast that is served', () => {
  test('is the newest published one of each target date', async () => {
    const deps = await operationsStack('u1');
    await make(deps, { date: '2026-11-20', revenue: '200.00', status: 'published' });
    await make(deps, { date: '2026-11-21', revenue: '210.00', status: 'published' });
    const found = await listForecasts(deps, 'u1');
    expect(found.map(({ targetDate, businessDate, step }) => [targetDate, businessDate, step])).toEqual([
      ['2026-11-22', '2026-11-21', 1],
      ['2026-11-23', '2026-11-21', 2],
      ['2026-11-24', '2026-11-21', 3],
    ]);
    expect(found[0]).toMatchObject({ revenue: '210.00', lastGood: false, withheld: null });
  });

  test('stays the last good one while a newer one is held, and says why', async () => {
    const deps = await operationsStack('u1');
    await make(deps, { date: '2026-11-20', revenue: '200.00', status: 'published' });
    await make(deps, { date: '2026-11-21', revenue: '20.00', status: 'held' });
    const found = await listForecasts(deps, 'u1');
    // The held forecast reaches a day further; nothing is published for that one.
    expect(found.map(({ targetDate }) => targetDate)).toEqual(['2026-11-22', '2026-11-23']);
    expect(found[0]).toMatchObject({
      businessDate: '2026-11-20',
      step: 2,
      lastGood: true,
      withheld: { businessDate: '2026-11-21', revision: 1, status: 'held', holdId: HOLD, findings: [FINDING] },
    });
  });

  test.each(['staged', 'rejected'] as const)('is the last good one while a newer one is %s', async (status) => {
    const deps = await operationsStack('u1');
    await make(deps, { date: '2026-11-20', revenue: '200.00', status: 'published' });
    await make(deps, { date: '2026-11-21', revenue: '20.00', status });
    expect((await listForecasts(deps, 'u1'))[0]).toMatchObject({ lastGood: true, withheld: { status, holdId: null } });
  });

  test('is the published revision while a later revision of the same business date is held', async () => {
    const deps = await operationsStack('u1');
    await make(deps, { date: '2026-11-21', revenue: '210.00', status: 'published' });
    await make(deps, { date: '2026-11-21', revenue: '20.00', status: 'held' });
    expect((await listForecasts(deps, 'u1'))[0]).toMatchObject({
      revenue: '210.00',
      revision: 1,
      lastGood: true,
      withheld: { revision: 2, status: 'held' },
    });
  });

  test('is not called old because of an earlier forecast that was held', async () => {
    const deps = await operationsStack('u1');
    await make(deps, { date: '2026-11-20', revenue: '20.00', status: 'held' });
    await make(deps, { date: '2026-11-21', revenue: '210.00', status: 'published' });
    expect((await listForecasts(deps, 'u1'))[0]).toMatchObject({ lastGood: false, withheld: null });
  });

  test('of a past range is what was published about these days', async () => {
    const deps = await operationsStack('u1');
    for (const date of ['2026-11-10', '2026-11-11', '2026-11-12']) {
      await make(deps, { date, revenue: '200.00', status: 'published' });
    }
    const found = await listForecasts(deps, 'u1', { from: '2026-11-11', to: '2026-11-12' });
    expect(found.map(({ targetDate, step }) => [targetDate, step])).toEqual([
      ['2026-11-11', 1],
      ['2026-11-12', 1],
    ]);
  });

  test('does not exist for an account without one', async () => {
    const deps = await operationsStack('u1');
    expect(await listForecasts(deps, 'u1')).toEqual([]);
    await expect(listForecasts(deps, 'nobody')).rejects.toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
    await expect(listForecasts(deps, 'u1', { from: '2026-02-30' })).rejects.toMatchObject({ code: 'INVALID_DATE' });
    await expect(listForecasts(deps, 'u1', { from: '2026-11-02', to: '2026-11-01' })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
  });
});

describe('the forecast of a business date', () => {
  test('shows the newest revision with status, findings and model', async () => {
    const deps = await operationsStack('u1');
    await deps.store.models.register(model('model-1', { accountId: U1 }));
    await make(deps, { date: '2026-11-21', revenue: '210.00', status: 'published' });
    await make(deps, { date: '2026-11-21', revenue: '20.00', status: 'held' });
    const shown = await showForecast(deps, 'u1', '2026-11-21');
    expect(shown.forecast).toMatchObject({ revision: 2, status: 'held', holdId: HOLD, findings: [FINDING] });
    expect(shown.forecast.days).toHaveLength(3);
    expect(shown.model).toMatchObject({ id: 'model-1', version: 1, stage: 'challenger', kind: 'combination' });
    expect((await listForecastRevisions(deps, 'u1', '2026-11-21')).map(({ status }) => status)).toEqual([
      'published',
      'held',
    ]);
  });

  test('is shown without a model that went by retention', async () => {
    const deps = await operationsStack('u1');
    await make(deps, { date: '2026-11-21', revenue: '210.00', status: 'published' });
    expect((await showForecast(deps, 'u1', '2026-11-21')).model).toBeNull();
  });

  test('that nobody made is FORECAST_NOT_FOUND', async () => {
    const deps = await operationsStack('u1');
    await expect(showForecast(deps, 'u1', '2026-11-21')).rejects.toMatchObject({ code: 'FORECAST_NOT_FOUND' });
    await expect(showForecast(deps, 'u1', 'yesterday')).rejects.toMatchObject({ code: 'INVALID_DATE' });
  });
});

describe('the export of forecasts', () => {
  test('has what is served, with its intervals and whether it is the last good one', async () => {
    const deps = await operationsStack('u1');
    await make(deps, { date: '2026-11-20', revenue: '200.00', status: 'published' });
    await make(deps, { date: LAST_DAY, revenue: '20.00', status: 'held' });
    const [header, first] = (await textOf(exportForecasts(deps, { format: 'csv' }))).split('\n');
    expect(header).toBe(
      'account,targetDate,revenue,currency,businessDate,step,lo80,hi80,lo95,hi95,expectedError,skill,model,confidence,served,status,lastGood,revision,recordedAt',
    );
    expect(first).toMatch(
      /^u1,2026-11-22,266\.21,EUR,2026-11-20,2,200\.00,330\.50,-12\.10,400\.00,0\.3\d*,0\.25,combination,normal,model,published,true,1,2026-/,
    );
  });

  test('of an account without forecasts is the header alone, or an empty array', async () => {
    const deps = await operationsStack('u1');
    expect((await textOf(exportForecasts(deps, { format: 'csv' }))).trimEnd().split('\n')).toHaveLength(1);
    expect(await textOf(exportForecasts(deps, { format: 'json' }))).toBe('[]\n');
  });
});
