// What screens ask the API for, over real HTTP with a real store: every answer is held against the document as well.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays } from '../../src/domain/calendar/dates.ts';
import type { Overview } from '../../src/operations/overview.ts';
import type { TilePage } from '../../src/operations/tiles.ts';
import type { RunRecord } from '../../src/ports/store.ts';
import { accountId, anAccount, currency, decimal, isoDate, sourceId } from '../helpers/builders.ts';
import { LAST_DAY, startApiStack, type Answer, type ApiStack } from '../helpers/api-stack.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { forecast, forecastDay, statusChange } from '../storage/forecast-builders.ts';

let api: ApiStack;
const EVE = addDays(LAST_DAY, -1);
const DAY_RUN = `day/daily/${LAST_DAY}`;

beforeAll(async () => {
  api = await startApiStack();
  const { accounts, revenue } = api.store;
  await accounts.save(anAccount({ id: accountId('a'), cohort: 'north', currency: currency('EUR') }));
  await accounts.save(anAccount({ id: accountId('b'), currency: currency('EUR') }));
  await accounts.save(anAccount({ id: accountId('j'), currency: currency('JPY') }));
  await revenue.saveDays([
    dayOf('a', '100.10', 'EUR'),
    dayOf('b', '0.20', 'EUR'),
    dayOf('j', '5000', 'JPY'),
    { ...dayOf('a', '90.00', 'EUR'), date: addDays(LAST_DAY, -40) },
  ]);
  await publish('a', '110.00');
  await publish('b', '1.00');
  await api.store.runs.save(record('account-day/daily/a', 'a', 'published'));
  await api.store.runs.save({ ...record('account-day/daily/b', 'b', 'failed'), errorCode: 'RATE_MISSING' });
  await api.store.runs.save({ ...record(DAY_RUN, null, 'running'), kind: 'day', finishedAt: null });
  await api.store.alerts.raise({ id: 'x', severity: 'warning', title: 'Odd', detail: 'Look at it.' });
});

afterAll(() => api?.close());

const dayOf = (id: string, amount: string, code: string) => ({
  accountId: accountId(id),
  date: LAST_DAY,
  amount: decimal(amount),
  currency: currency(code),
  shares: [
    {
      sourceId: sourceId('ad-exchange'),
      amount: decimal(amount),
      originalAmount: decimal(amount),
      originalCurrency: currency(code),
      rate: null,
    },
  ],
  rates: null,
  origin: 'sources' as const,
});

async function publish(id: string, revenue: string): Promise<void> {
  const key = { accountId: accountId(id), businessDate: EVE };
  await api.store.forecasts.save([forecast({ ...key, days: [1, 2].map((step) => forecastDay(EVE, step, revenue)) })]);
  await api.store.forecasts.setStatus([statusChange({ ...key, revision: 1 })]);
}

const record = (id: string, account: string | null, status: RunRecord['status']): RunRecord => ({
  id,
  kind: 'account-day',
  pipeline: 'daily',
  date: LAST_DAY,
  accountId: account === null ? null : accountId(account),
  cohort: null,
  status,
  errorCode: null,
  errorMessage: null,
  failure: null,
  startedAt: '2026-11-22T09:00:00.000Z',
  finishedAt: '2026-11-22T09:00:10.000Z',
  summary: null,
});

const get = (path: string): Promise<Answer> => api.call('GET', path);

/** The first look adds the days up in the background. */
async function overview(query = ''): Promise<Overview> {
  const look = async () => (await get(`/api/overview${query}`)).body as Overview;
  await waitFor('the totals to be added up', async () => (await look()).refreshing.length === 0);
  return look();
}

const dayIn = ({ days }: Overview, date = LAST_DAY) => days.find((day) => day.date === date);

describe('the overview', () => {
  test('adds up revenue and forecast per day and currency, exactly', async () => {
    expect(dayIn(await overview())?.currencies).toEqual([
      {
        currency: 'EUR',
        fact: { amount: '100.30', accounts: 2 },
        forecast: { amount: '111.00', accounts: 2, band: { lo80: '400.00', hi80: '661.00', method: 'sum-of-bounds' } },
        compared: { fact: '100.30', forecast: '111.00', error: '-10.70', accounts: 2 },
        sources: [{ sourceId: 'ad-exchange', amount: '100.30' }],
      },
      {
        currency: 'JPY',
        fact: { amount: '5000', accounts: 1 },
        forecast: null,
        compared: null,
        sources: [{ sourceId: 'ad-exchange', amount: '5000' }],
      },
    ]);
  });

  test('shows 30 complete days and a week ahead unless the address says otherwise', async () => {
    const shown = await overview();
    expect([shown.from, shown.to, shown.lastCompleteDay, shown.timeZone]).toEqual([
      addDays(LAST_DAY, -29),
      addDays(LAST_DAY, 7),
      LAST_DAY,
      'UTC',
    ]);
    expect(dayIn(shown, addDays(LAST_DAY, 1))?.currencies).toMatchObject([
      { fact: null, forecast: { amount: '111.00' } },
    ]);
    const older = await overview('?from=2026-10-01&to=2026-10-31');
    expect(older.days.map(({ date }) => date)).toEqual(['2026-10-12']);
  });

  test('counts how the accounts of each day stand', async () => {
    expect(dayIn(await overview())?.accounts).toEqual({ expected: 3, done: 1, held: 0, failed: 1, cancelled: 0 });
  });

  test('shows the run of the last complete day with its progress, and when it will be done at this pace', async () => {
    const { runs, openAlerts, openHolds } = await overview();
    expect(runs).toMatchObject([{ id: DAY_RUN, status: 'running', accounts: { expected: 3, done: 1, failed: 1 } }]);
    expect(runs[0]?.links.temporal).toContain('day%2Fdaily');
    // An hour for two of three accounts.
    expect(runs[0]?.expectedFinishAt).toBe('2026-11-22T10:30:00.000Z');
    expect([openAlerts, openHolds]).toEqual([1, 0]);
  });

  test('is about a cohort alone', async () => {
    const { cohort, days } = await overview('?cohort=north');
    expect(cohort).toBe('north');
    expect(days.find(({ date }) => date === LAST_DAY)?.currencies).toMatchObject([
      { fact: { amount: '100.10', accounts: 1 } },
    ]);
  });

  test('is about one account alone, with its own interval', async () => {
    const shown = await overview('?account=a');
    expect(shown.account).toEqual({ id: 'a', name: 'a', currency: 'EUR', status: 'active', cohort: 'north' });
    expect(dayIn(shown)?.currencies).toMatchObject([
      {
        fact: { amount: '100.10' },
        forecast: { amount: '110.00', band: { lo80: '200.00', hi80: '330.50', method: 'account' } },
        compared: { error: '-9.90' },
      },
    ]);
    expect(dayIn(shown)?.accounts).toMatchObject({ expected: 1, done: 1 });
  });

  test('follows a correction', async () => {
    const date = isoDate('2026-11-02');
    await api.store.revenue.saveDays([{ ...dayOf('b', '1.00', 'EUR'), date }]);
    await overview();
    await api.store.revenue.saveDays([{ ...dayOf('b', '2.50', 'EUR'), date }]);
    expect(dayIn(await overview(), date)?.currencies[0]?.fact?.amount).toBe('2.50');
  });

  test.each([
    ['?from=2026-11-05&to=2026-11-01', 'INVALID_REQUEST'],
    ['?from=2020-01-01&to=2026-11-01', 'RANGE_TOO_LONG'],
    ['?from=2026-02-30', 'INVALID_DATE'],
    ['?account=a&cohort=north', 'INVALID_REQUEST'],
    ['?account=nobody', 'ACCOUNT_NOT_FOUND'],
    ['?days=7', 'INVALID_REQUEST'],
  ])('refuses %s', async (query, code) => {
    expect((await get(`/api/overview${query}`)).body).toMatchObject({ code });
  });
});

describe('tiles', () => {
  test('show each account with a letter per day, and the codes', async () => {
    const { body } = await get(`/api/tiles?from=${EVE}&to=${LAST_DAY}`);
    expect(body).toEqual({
      from: EVE,
      to: LAST_DAY,
      accounts: [
        { accountId: 'a', name: 'a', days: '.p', codes: {} },
        { accountId: 'b', name: 'b', days: '.f', codes: { [LAST_DAY]: 'RATE_MISSING' } },
        { accountId: 'j', name: 'j', days: '..', codes: {} },
      ],
      total: 3,
      next: null,
    });
  });

  test('come in pages, every account once', async () => {
    const first = (await get('/api/tiles?limit=2')).body as TilePage;
    expect([first.accounts.map((row) => row.accountId), first.next, first.total]).toEqual([['a', 'b'], 'b', 3]);
    const second = (await get('/api/tiles?limit=2&after=b')).body as TilePage;
    expect([second.accounts.map((row) => row.accountId), second.next, second.total]).toEqual([['j'], null, null]);
  });

  test('are narrowed to accounts with such a day', async () => {
    const ids = async (query: string) =>
      ((await get(`/api/tiles?${query}`)).body as TilePage).accounts.map((row) => row.accountId);
    expect(await ids('status=failed')).toEqual(['b']);
    expect(await ids('code=RATE_MISSING')).toEqual(['b']);
    expect(await ids('status=held')).toEqual([]);
    expect(await ids('cohort=north')).toEqual(['a']);
  });

  test.each([
    ['status=odd', 'INVALID_REQUEST'],
    ['code=NO_SUCH_CODE', 'INVALID_REQUEST'],
    ['from=2025-01-01&to=2026-01-01', 'RANGE_TOO_LONG'],
    ['limit=0', 'INVALID_REQUEST'],
  ])('refuse %s', async (query, code) => {
    expect((await get(`/api/tiles?${query}`)).body).toMatchObject({ code });
  });
});
