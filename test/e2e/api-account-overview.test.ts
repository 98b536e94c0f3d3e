// What an account's page asks for, over real HTTP with a real store and a model that was really trained.
import { describe, expect, test } from 'vitest';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { exactSum } from '../../src/domain/money/exact-sum.ts';
import type { AccountOverview } from '../../src/operations/account-overview.ts';
import { tellAccount } from '../helpers/account-story.ts';
import { LAST_DAY } from '../helpers/api-stack.ts';
import { apiOfFile } from '../helpers/file-api.ts';
import { accountId, anAccount, decimal } from '../helpers/builders.ts';

const api = apiOfFile({
  fill: async ({ store }) => {
    await tellAccount(store, 'story', { last: LAST_DAY });
    await store.accounts.save(anAccount({ id: accountId('bare') }));
  },
});

async function read(id: string, query = ''): Promise<AccountOverview> {
  const answer = await api.call('GET', `/api/accounts/${id}/overview${query}`);
  expect(answer.status).toBe(200);
  return answer.body as AccountOverview;
}

describe('the overview of an account', () => {
  test('shows its days with sources, forecasts and the rates that priced them', async () => {
    const { days, priced, from, to } = await read('story');
    expect({ from, to }).toEqual({ from: addDays(LAST_DAY, -29), to: addDays(LAST_DAY, 7) });
    const last = days.find(({ date }) => date === LAST_DAY)?.currencies[0];
    expect(last?.sources.map(({ sourceId }) => sourceId)).toEqual(['ad-exchange', 'app-store-1']);
    expect(last?.compared).not.toBeNull();
    expect(last?.forecast?.band?.method).toBe('account');
    expect(priced).toHaveLength(30);
    expect(priced.at(-3)).toEqual({
      date: addDays(LAST_DAY, -2),
      provider: 'rates-b',
      quoteDate: addDays(LAST_DAY, -2),
      synthetic: false,
      conversions: [{ sourceId: 'app-store-1', from: 'USD', rate: '0.926500000000' }],
    });
  });

  test('says why the next day differs, in amounts that add up to its forecast to the cent', async () => {
    const { next, reasons } = await read('story');
    expect(next?.targetDate).toBe(addDays(LAST_DAY, 1));
    const amounts = reasons?.contributions.map(({ amount }) => amount) ?? [];
    expect(exactSum([reasons?.mean ?? decimal('0'), ...amounts])).toBe(next?.revenue);
    expect(reasons?.contributions.find(({ name }) => name === 'changed')?.amount).toBe('0.00');
    // A Sunday.
    expect(Number(reasons?.contributions.find(({ name }) => name === 'weekday')?.amount)).toBeGreaterThan(100);
    expect(reasons?.lastWeek?.date).toBe(addDays(LAST_DAY, -6));
  });

  test('says that the history changed since the forecast, and still adds up', async () => {
    await tellAccount(api.store, 'corrected', { last: LAST_DAY });
    const [day] = await api.store.revenue.listDays(accountId('corrected'), { from: LAST_DAY, to: LAST_DAY });
    if (day === undefined) throw new Error('The story has no last day.');
    const { revision: _revision, hash: _hash, recordedAt: _at, ...corrected } = { ...day, amount: decimal('2500.00') };
    await api.store.revenue.saveDays([corrected]);
    const { next, reasons } = await read('corrected');
    expect(reasons?.contributions.find(({ name }) => name === 'changed')?.amount).not.toBe('0.00');
    const amounts = reasons?.contributions.map(({ amount }) => amount) ?? [];
    expect(exactSum([reasons?.mean ?? decimal('0'), ...amounts])).toBe(next?.revenue);
  });

  test('shows the model behind it with backtest and curve', async () => {
    const { model } = await read('story');
    expect(model).toMatchObject({ version: 1, stage: 'champion', kind: 'combination', observed: 52 });
    expect(model?.backtest[0]).toMatchObject({ fromStep: 1, skill: expect.any(Number) });
    expect(model?.curve?.at(-1)).toMatchObject({ date: LAST_DAY, fitted: expect.any(Number) });
  });

  test('lists its runs, newest first, and its settings under a tag for a change', async () => {
    const { runs, account, etag } = await read('story');
    expect(runs.map(({ date }) => date)).toEqual(Array.from({ length: 9 }, (_, back) => addDays(LAST_DAY, -back)));
    const plain = await api.call('GET', '/api/accounts/story');
    expect({ account, etag }).toEqual({ account: plain.body, etag: plain.headers.etag });
  });

  test('is there for an account that has nothing yet', async () => {
    expect(await read('bare')).toMatchObject({
      days: [],
      priced: [],
      next: null,
      reasons: null,
      model: null,
      runs: [],
    });
  });

  test.each([
    ['/api/accounts/nobody/overview', 404, 'ACCOUNT_NOT_FOUND'],
    ['/api/accounts/story/overview?from=2020-01-01&to=2026-01-01', 400, 'RANGE_TOO_LONG'],
    ['/api/accounts/story/overview?from=yesterday', 400, 'INVALID_DATE'],
    ['/api/accounts/story/overview?cohort=x', 400, 'INVALID_REQUEST'],
  ])('%s is refused with %i', async (path, status, code) => {
    expect(await api.call('GET', path)).toMatchObject({ status, body: { code } });
  });
});
