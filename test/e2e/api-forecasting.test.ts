// Forecasts, models, holds, gates, cohorts and accuracy over real HTTP with a real store and no Temporal. Every answer is held
// against its documented shape.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApiStack, type Answer, type ApiStack, type Sent } from '../helpers/api-stack.ts';
import { accountId, anAccount, isoDate } from '../helpers/builders.ts';
import { forecast, gateDecision, hold, model, raised, score, statusChange } from '../storage/forecast-builders.ts';

const DATE = isoDate('2026-11-21');
const HOLD = 'hold/daily/2026-11-21/0b6e2f61-0';
const HOLD_ADDRESS = `/api/holds/${encodeURIComponent(HOLD)}`;
const ANNA = { by: 'anna', reason: 'A sale that we knew of.' };
const FINDING = { rule: 'level-shift', severity: 'hold', figure: -0.8, limit: -0.5, message: 'Far too low.' } as const;

let api: ApiStack;
const call = (method: string, path: string, sent?: Sent): Promise<Answer> => api.call(method, path, sent);

/** u1: published yesterday, held today; a champion and a challenger; two forecasts resolved. u2: nothing. */
beforeAll(async () => {
  api = await startApiStack();
  const { store } = api;
  const u1 = accountId('u1');
  for (const id of ['u1', 'u2']) await store.accounts.add(anAccount({ id: accountId(id), country: 'DE' }));
  for (const [businessDate, held] of [
    [isoDate('2026-11-20'), false],
    [DATE, true],
  ] as const) {
    await store.forecasts.save([forecast({ accountId: u1, businessDate })]);
    const to = held ? ({ status: 'held', findings: [FINDING], facts: null, holdId: HOLD } as const) : statusChange().to;
    await store.forecasts.setStatus([statusChange({ accountId: u1, businessDate, to })]);
  }
  await store.holds.save(hold(HOLD, { date: DATE, accounts: 1 }));
  await store.gates.save(gateDecision('gate/daily/2026-11-21/0b6e2f61-0', { date: DATE }));
  await store.models.register(model('model-1', { accountId: u1 }));
  const by = { kind: 'rule', name: 'first-model' } as const;
  await store.models.promote({ accountId: u1, modelId: 'model-1', by, reason: 'The first one.' });
  await store.models.register(model('model-2', { accountId: u1 }));
  await store.scores.save([1, 2].map((step) => score({ accountId: u1, businessDate: isoDate('2026-11-18'), step })));
  await store.alerts.raise(raised({ id: HOLD }));
});

afterAll(() => api?.close());

describe('what can be read', () => {
  test('the forecast that is served, with its intervals and why it is the last good one', async () => {
    const { status, body } = await call('GET', '/api/accounts/u1/forecasts');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      forecasts: [
        {
          targetDate: '2026-11-22',
          businessDate: '2026-11-20',
          lo80: '200.00',
          lastGood: true,
          withheld: { status: 'held', holdId: HOLD, findings: [FINDING] },
        },
        { targetDate: '2026-11-23' },
      ],
    });
    expect((await call('GET', '/api/accounts/u2/forecasts')).body).toEqual({ forecasts: [] });
  });

  test.each([
    [
      '/api/accounts/u1/forecasts/2026-11-21',
      { forecast: { status: 'held', days: [{}, {}, {}] }, model: { version: 1 } },
    ],
    ['/api/accounts/u1/forecasts/2026-11-21/revisions', { forecasts: [{ revision: 1 }] }],
    ['/api/accounts/u1/scores', { scores: [] }],
    ['/api/accounts/u1/scores?currency=EUR&maxStep=1', { scores: [{ step: 1 }] }],
    [
      '/api/accounts/u1/models',
      {
        models: [
          { version: 2, stage: 'challenger' },
          { version: 1, stage: 'champion' },
        ],
      },
    ],
    ['/api/accounts/u1/models?limit=1', { models: [{ version: 2 }] }],
    ['/api/accounts/u1/models/1', { version: 1, promotion: { by: { kind: 'rule' } } }],
    ['/api/accounts/u1/models/events', { events: [{ event: 'registered' }, { event: 'promoted' }, {}] }],
    ['/api/challengers', { challengers: [{ accountId: 'u1' }], next: null }],
    ['/api/holds', { holds: [{ id: HOLD, links: { self: HOLD_ADDRESS } }] }],
    ['/api/holds?status=decided,expired', { holds: [] }],
    [HOLD_ADDRESS, { hold: { id: HOLD }, forecasts: [{ accountId: 'u1' }], next: null, gate: { wave: 0 } }],
    ['/api/gates', { gates: [{ date: DATE, outcome: { decision: 'publish' } }] }],
    [`/api/gates/${encodeURIComponent('gate/daily/2026-11-21/0b6e2f61-0')}`, { profile: { accounts: 10 } }],
    ['/api/cohorts', { cohorts: [{ cohort: 'default', accounts: 2 }] }],
    ['/api/cohorts/default', { mode: 'manual' }],
    ['/api/accuracy', { by: 'all', rows: [{ group: 'all', currency: 'EUR', n: 2 }] }],
    ['/api/accuracy?by=step&maxStep=1', { rows: [{ group: '1', n: 1 }] }],
    ['/api/accuracy?by=account&limit=1', { rows: [{ group: 'u1' }], next: 'u1' }],
    ['/api/accuracy?by=cohort&cohort=default', { rows: [{ group: 'default' }] }],
    ['/api/backtests', []],
    ['/api/backtests?by=cohort', []],
    ['/api/alerts?open=true', { alerts: [{ id: HOLD, severity: 'warning' }] }],
    ['/api/alerts?open=false', { alerts: [] }],
  ])('%s', async (path, wanted) => {
    const { status, body } = await call('GET', path);
    expect(status).toBe(200);
    expect(body).toMatchObject(wanted);
  });

  test('backtests as a file', async () => {
    const { headers, text } = await call('GET', '/api/backtests?format=csv');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toContain('backtests.csv');
    expect(text).toMatch(/^account,cohort,version,stage,/);
  });
});

describe('what can be set without Temporal', () => {
  test('settings of a cohort, as a whole', async () => {
    const settings = {
      mode: 'autonomous',
      hold: { escalateAfterMinutes: 5, decideAfterMinutes: 10, ending: 'reject' },
    };
    const put = await call('PUT', '/api/cohorts/north', { json: settings });
    expect(put).toMatchObject({ status: 200, body: { cohort: 'north', ...settings } });
    expect((await call('GET', '/api/cohorts/north')).body).toEqual(put.body);
  });

  test('the country of an account, and null takes it away', async () => {
    expect((await call('PATCH', '/api/accounts/u2', { json: { country: null } })).body).toMatchObject({
      country: null,
    });
    const wrong = await call('PATCH', '/api/accounts/u2', { json: { country: 'de' } });
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ path: 'country' }] } });
  });
});

describe('what is not taken', () => {
  test.each<[string, number, string, Parameters<typeof call>]>([
    ['forecasts of a day that is none', 400, 'INVALID_DATE', ['GET', '/api/accounts/u1/forecasts?from=2026-02-30']],
    [
      'a range that ends before it begins',
      400,
      'INVALID_REQUEST',
      ['GET', '/api/accounts/u1/forecasts?from=2026-11-02&to=2026-11-01'],
    ],
    ['the query of 0.1', 400, 'INVALID_REQUEST', ['GET', '/api/accounts/u1/forecasts?businessDate=2026-11-21']],
    ['a date without a forecast', 404, 'FORECAST_NOT_FOUND', ['GET', '/api/accounts/u2/forecasts/2026-11-21']],
    ['a version that does not exist', 404, 'MODEL_NOT_FOUND', ['GET', '/api/accounts/u1/models/9']],
    ['a version that is no number', 400, 'INVALID_REQUEST', ['GET', '/api/accounts/u1/models/newest']],
    ['models of nobody', 404, 'ACCOUNT_NOT_FOUND', ['GET', '/api/accounts/nobody/models']],
    [
      'a promotion without a reason',
      400,
      'INVALID_REQUEST',
      ['POST', '/api/accounts/u1/models/promote', { json: { by: 'anna' } }],
    ],
    [
      'a promotion of what does not exist',
      404,
      'MODEL_NOT_FOUND',
      ['POST', '/api/accounts/u1/models/promote', { json: { ...ANNA, version: 9 } }],
    ],
    [
      'a promotion without a challenger',
      404,
      'MODEL_NOT_FOUND',
      ['POST', '/api/accounts/u2/models/promote', { json: ANNA }],
    ],
    [
      'a rollback by nobody',
      400,
      'INVALID_REQUEST',
      ['POST', '/api/accounts/u1/models/rollback', { json: { by: '', reason: 'x' } }],
    ],
    [
      'a misspelt field of a decision',
      400,
      'INVALID_REQUEST',
      ['POST', `${HOLD_ADDRESS}/release`, { json: { ...ANNA, acounts: ['u1'] } }],
    ],
    [
      'a decision for an account that is not held',
      400,
      'INVALID_REQUEST',
      ['POST', `${HOLD_ADDRESS}/reject`, { json: { ...ANNA, accounts: ['u2'] } }],
    ],
    [
      'a decision for more accounts than one may name',
      400,
      'INVALID_REQUEST',
      ['POST', `${HOLD_ADDRESS}/reject`, { json: { ...ANNA, accounts: manyIds(101) } }],
    ],
    ['a hold that does not exist', 404, 'HOLD_NOT_FOUND', ['GET', '/api/holds/hold%2Fnone']],
    ['a decision about it', 404, 'HOLD_NOT_FOUND', ['POST', '/api/holds/hold%2Fnone/release', { json: ANNA }]],
    ['a status of holds that does not exist', 400, 'INVALID_REQUEST', ['GET', '/api/holds?status=open,waiting']],
    ['a gate that does not exist', 404, 'NOT_FOUND', ['GET', '/api/gates/gate%2Fnone']],
    ['a group that does not exist', 400, 'INVALID_REQUEST', ['GET', '/api/accuracy?by=month']],
    ['a step beyond the horizon', 400, 'INVALID_REQUEST', ['GET', '/api/accuracy?maxStep=29']],
    ['scores of ten years', 400, 'RANGE_TOO_LONG', ['GET', '/api/accounts/u1/scores?from=2016-11-21']],
    ['backtests in an unknown format', 400, 'INVALID_REQUEST', ['GET', '/api/backtests?format=xml']],
    ['backtests of nobody', 404, 'ACCOUNT_NOT_FOUND', ['GET', '/api/backtests?accounts=u1,nobody']],
    [
      'a policy that decides before it escalates',
      400,
      'INVALID_REQUEST',
      ['PUT', '/api/cohorts/north', { json: { hold: { decideAfterMinutes: 5 } } }],
    ],
    ['a name that no cohort can have', 400, 'INVALID_REQUEST', ['PUT', '/api/cohorts/only-me', { json: {} }]],
    [
      'a retraining of a day that goes on',
      400,
      'DATE_NOT_COMPLETE',
      ['POST', '/api/retrains', { json: { date: '2026-11-22' } }],
    ],
    [
      'a retraining in a mode that the cohort is not in',
      400,
      'INVALID_REQUEST',
      ['POST', '/api/retrains', { json: { date: DATE, cohort: 'default', mode: 'autonomous' } }],
    ],
    ['an alert that there is none of', 404, 'ALERT_NOT_FOUND', ['GET', '/api/alerts/1']],
  ])('%s is refused with %i %s and what to do next', async (_what, status, code, [method, path, sent]) => {
    const answer = await call(method, path, sent);
    expect(answer).toMatchObject({ status, body: { code, status, type: `/errors/${code}` } });
    expect((answer.body as { action: string }).action).toMatch(/\.$/);
  });

  test('the plain slashes of a hold id get a hint', async () => {
    const { status, body } = await call('GET', `/api/holds/${HOLD}`);
    expect(status).toBe(404);
    expect(body).toMatchObject({ detail: expect.stringContaining('%2F') });
  });

  test('a method that an address does not take', async () => {
    const answer = await call('DELETE', '/api/accounts/u1/models/events');
    expect(answer).toMatchObject({ status: 405, body: { code: 'METHOD_NOT_ALLOWED' } });
  });
});

describe('without Temporal', () => {
  test.each([
    [`${HOLD_ADDRESS}/release`, ANNA],
    ['/api/accounts/u1/models/promote', ANNA],
    ['/api/accounts/u1/models/rollback', ANNA],
    ['/api/retrains', { date: DATE }],
  ])(
    'POST %s says that Temporal is away, and nothing is changed',
    async (path, json) => {
      const answer = await call('POST', path, { json });
      expect(answer).toMatchObject({ status: 503, body: { code: 'TEMPORAL_UNREACHABLE' } });
      expect((await api.store.forecasts.findLatest(accountId('u1'), DATE))?.status).toBe('held');
      expect((await api.store.models.findChampion(accountId('u1')))?.version).toBe(1);
    },
    30_000,
  );
});

function manyIds(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `a${index}`);
}
