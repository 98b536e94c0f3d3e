// Predictions on demand over real HTTP, with a real store and real threads. Every answer is held against its documented shape.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createPredictor } from '../../src/activities/heavy/predictor.ts';
import { createTrainingPool } from '../../src/activities/heavy/training-pool.ts';
import { createHolidayCalendar } from '../../src/connectors/holiday-calendar.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { forecastFile } from '../../scripts/cli/series-forecast.ts';
import { LAST_DAY, startApiStack, type Answer, type ApiStack, type Sent } from '../helpers/api-stack.ts';
import { account, accountId, currency, day, decimal } from '../storage/builders.ts';

const pool = createTrainingPool(1);
let api: ApiStack;
const predict = (json: unknown, sent: Sent = {}): Promise<Answer> =>
  api.call('POST', '/api/predict', { ...sent, json });

const HISTORY = Array.from({ length: 60 }, (_, index) => ({
  date: addDays(LAST_DAY, index - 59),
  revenue: String(100 + 10 * (index % 7) + index),
}));

const daysOf = (body: unknown): unknown => z.object({ days: z.array(z.unknown()) }).parse(body).days;

beforeAll(async () => {
  api = await startApiStack({
    predictor: (store) =>
      createPredictor({ store, pool, holidays: createHolidayCalendar(), clock: { now: () => new Date() } }),
  });
  for (const id of ['u1', 'empty'])
    await api.store.accounts.add(account(id, { historyDepthDays: 60, polynomialDegree: 1, currency: currency('EUR') }));
  await api.store.revenue.saveDays(
    HISTORY.map(({ date, revenue }) =>
      day({ accountId: accountId('u1'), date, amount: decimal(revenue), currency: currency('EUR') }),
    ),
  );
});

afterAll(async () => {
  await api?.close();
  await pool.close();
});

describe('a history of one’s own', () => {
  test('is answered with what the command morrow forecast says', async () => {
    const csv = ['date,revenue,currency', ...HISTORY.map(({ date, revenue }) => `${date},${revenue},EUR`)].join('\n');
    const { series } = await forecastFile(csv, { horizon: 5, degree: 1, depth: 180 });
    const { status, body } = await predict({ history: HISTORY, currency: 'EUR', horizon: 5 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ account: null, currency: 'EUR', businessDate: LAST_DAY, days: series[0]?.steps });
  });

  test('may come in any order, as text or numbers, and without a currency', async () => {
    const numbers = HISTORY.toReversed().map(({ date, revenue }) => ({ date, revenue: Number(revenue) }));
    const [asText, asNumbers] = [await predict({ history: HISTORY }), await predict({ history: numbers })];
    expect(asNumbers.body).toEqual(asText.body);
    expect(asNumbers.body).toMatchObject({ currency: null, observedDays: 60 });
  });
});

describe('an account', () => {
  test('without a model is predicted with one that is trained on the spot and not kept', async () => {
    const { status, body } = await predict({ account: 'u1', horizon: 3 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ account: 'u1', businessDate: LAST_DAY, model: { id: null }, days: [{}, {}, {}] });
    expect(await api.store.models.findChampion(accountId('u1'))).toBeNull();
  });

  test('is predicted as of an earlier day without the days behind it', async () => {
    const date = addDays(LAST_DAY, -20);
    const known = HISTORY.filter((day) => day.date <= date);
    const { body } = await predict({ account: 'u1', date });
    const own = await predict({ history: known, currency: 'EUR', depth: 60 });
    expect(body).toMatchObject({ businessDate: date, observedDays: 40 });
    expect(daysOf(body)).toEqual(daysOf(own.body));
  });
});

describe('what is not taken', () => {
  test.each<[string, number, string, unknown]>([
    ['nothing', 400, 'INVALID_REQUEST', {}],
    ['both at once', 400, 'INVALID_REQUEST', { account: 'u1', history: HISTORY }],
    ['a date twice', 400, 'INVALID_REQUEST', { history: [HISTORY[0], HISTORY[0]] }],
    ['a day that is none', 400, 'INVALID_DATE', { history: [{ date: '2026-02-30', revenue: '1' }] }],
    ['a figure that is none', 400, 'INVALID_REQUEST', { history: [{ date: '2026-02-03', revenue: 'much' }] }],
    ['a horizon beyond four weeks', 400, 'INVALID_REQUEST', { account: 'u1', horizon: 29 }],
    ['a currency of an account', 400, 'INVALID_REQUEST', { account: 'u1', currency: 'EUR' }],
    ['a day that is not over', 400, 'DATE_NOT_COMPLETE', { account: 'u1', date: addDays(LAST_DAY, 1) }],
    ['an account that nobody knows', 404, 'ACCOUNT_NOT_FOUND', { account: 'nobody' }],
    ['an account without a day', 422, 'NO_HISTORY', { account: 'empty' }],
  ])('%s', async (_, status, code, body) => {
    expect(await predict(body)).toMatchObject({ status, body: { code } });
  });
});

test('the result of predictions that still run is worth another try, and says when', async () => {
  await api.store.bulk.save({
    id: '20261122T100000000Z-00000000',
    status: 'running',
    horizonDays: 7,
    questions: 1,
    parts: 1,
    createdBy: 'anna',
    createdAt: '2026-11-22T10:00:00.000Z',
    finishedAt: null,
    error: null,
  });
  const answer = await api.call('GET', '/api/predict/bulk/20261122T100000000Z-00000000/result');
  expect(answer).toMatchObject({ status: 409, headers: { 'retry-after': '2' }, body: { code: 'PREDICTION_RUNNING' } });
  expect(
    (await api.call('GET', '/errors/PREDICTION_RUNNING', { headers: { accept: 'application/json' } })).body,
  ).toMatchObject({
    retryable: true,
  });
});
