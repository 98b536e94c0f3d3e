// Taking data away: one account for good, or what is older than the policy keeps.
import { describe, expect, test } from 'vitest';
import { PURGED_ANSWER } from '../../../src/domain/forecast/on-demand/purged.ts';
import type { AuditEntry, Store } from '../../../src/ports/store.ts';
import {
  account,
  accountId,
  ALWAYS,
  comparison,
  currency,
  cutoffs,
  date,
  day,
  decimal,
  payload,
  ratesSet,
  run,
  source,
} from '../builders.ts';
import type { ContractContext } from '../contract.ts';
import { forecast, forecastOf, gateDecision, hold, model, score } from '../forecast-builders.ts';

const BEFORE = date('2026-03-09');
const CUTOFF = date('2026-03-10');

async function fill(store: Store, id: string): Promise<void> {
  const owner = { accountId: accountId(id) };
  await store.accounts.save(account(id, { status: 'archived' }));
  await store.payloads.save(payload(`${id}/p`, owner));
  await store.revenue.saveSources([source(owner)]);
  await store.revenue.saveDays([day(owner)]);
  await store.revenue.saveDays([day({ ...owner, amount: decimal('5.00') })]);
  await store.models.register(model(`${id}/m`, owner));
  await store.models.promote({ ...owner, modelId: `${id}/m`, by: { kind: 'rule', name: 'first' }, reason: 'first' });
  await store.forecasts.save([forecast(owner), forecastOf('5.00', owner)]);
  await store.scores.save([score(owner), score({ ...owner, step: 2 }), score({ ...owner, step: 3 })]);
  await store.runs.save(run(`${id}/r`, owner));
}

const auditEntry = (at: string): AuditEntry => ({
  id: `${at}/0-a1b2`,
  at,
  actorKind: 'user',
  actor: 'anna',
  action: 'account.change',
  subject: 'account/u1',
  before: null,
  after: null,
  requestId: null,
  address: null,
});

const asked = (id: string) => ({ kind: 'account', account: id, date: '2026-03-09' });
const answered = (id: string) => ({ value: { account: id, days: [] } });

async function fillBulk(store: Store): Promise<void> {
  const part = { bulkId: 'b', part: 0, rows: 2, refused: 0 };
  await store.bulk.savePart({ ...part, kind: 'asked', content: [asked('gone'), asked('stays')] });
  await store.bulk.savePart({ ...part, kind: 'answered', content: [answered('gone'), answered('stays')] });
  await store.bulk.savePart({ ...part, part: 1, rows: 1, kind: 'asked', content: [asked('stays')] });
}

async function rowsOf(store: Store, id: string): Promise<readonly unknown[]> {
  const owner = accountId(id);
  const listed = await Promise.all([
    store.revenue.listSources(owner, ALWAYS),
    store.revenue.listDays(owner, ALWAYS),
    store.forecasts.listLatest(owner, ALWAYS),
    store.models.listEvents(owner, 10),
    store.scores.list(owner, ALWAYS, currency('EUR')),
    store.runs.list({ accountId: owner, limit: 10 }),
  ]);
  const found = [
    await store.accounts.find(owner),
    await store.payloads.find(`${id}/p`),
    await store.models.find(`${id}/m`),
  ];
  return [...listed.flat(), ...found.filter((row) => row !== null)];
}

export function maintenanceContract({ store }: ContractContext): void {
  describe('purging an account', () => {
    test('deletes its rows in every table, says how many, and touches nobody else', async () => {
      await fill(store(), 'gone');
      await fill(store(), 'stays');
      await fillBulk(store());
      const before = await rowsOf(store(), 'stays');
      expect(await store().purgeAccount(accountId('gone'))).toEqual({
        accounts: 1,
        raw_payloads: 1,
        source_revenue: 1,
        revenue: 2,
        models: 1,
        model_events: 2,
        revenue_predictions: 2,
        scores: 3,
        runs: 1,
        connections: 0,
        deliveries: 0,
        bulk_parts: 1,
      });
      expect(await rowsOf(store(), 'gone')).toEqual([]);
      expect(await store().bulk.findPart('b', 'asked', 0)).toEqual([{ kind: 'purged' }, asked('stays')]);
      expect(await store().bulk.findPart('b', 'answered', 0)).toEqual([PURGED_ANSWER, answered('stays')]);
      expect(await store().bulk.progress('b')).toEqual({ answered: 2, refused: 1 });
      expect(await store().bulk.findPart('b', 'asked', 1)).toEqual([asked('stays')]);
      expect(await rowsOf(store(), 'stays')).toEqual(before);
    });

    test('takes it out of predictions that name another one, too, which is purged at the same time', async () => {
      await fill(store(), 'gone');
      await fill(store(), 'stays');
      await fillBulk(store());
      await Promise.all(['gone', 'stays'].map(async (id) => store().purgeAccount(accountId(id))));
      expect(await store().bulk.findPart('b', 'asked', 0)).toEqual([{ kind: 'purged' }, { kind: 'purged' }]);
      expect(await store().bulk.findPart('b', 'answered', 0)).toEqual([PURGED_ANSWER, PURGED_ANSWER]);
      expect(await store().bulk.progress('b')).toEqual({ answered: 2, refused: 2 });
    });

    test('is refused while it is active, and nothing is deleted', async () => {
      await fill(store(), 'u1');
      await store().accounts.save(account('u1', { status: 'active' }));
      const before = await rowsOf(store(), 'u1');
      await expect(store().purgeAccount(accountId('u1'))).rejects.toMatchObject({ code: 'ACCOUNT_ACTIVE' });
      expect(await rowsOf(store(), 'u1')).toEqual(before);
    });

    test('is refused when there is no such account', async () => {
      await expect(store().purgeAccount(accountId('nobody'))).rejects.toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
    });
  });

  describe('retention', () => {
    test('deletes what lies before the day and keeps the day itself, table by table', async () => {
      for (const day_ of [BEFORE, CUTOFF]) {
        const fetchedAt = `${day_}T23:59:59.999Z`;
        await store().payloads.save(payload(`p ${day_}`, { fetchedAt }));
        await store().runs.save(run(`r ${day_}`, { startedAt: fetchedAt }));
        await store().forecasts.save([forecast({ businessDate: day_ })]);
        await store().scores.save([score({ targetDate: day_ })]);
        await store().gates.save(gateDecision(`g ${day_}`, { date: day_ }));
        await store().holds.save(hold(`h ${day_}`, { date: day_ }));
        await store().revenue.saveSources([source({ date: day_ })]);
        await store().revenue.saveDays([day({ date: day_ }), day({ date: day_, amount: decimal('1.00') })]);
        await store().models.register(model(`m ${day_}`, { businessDate: day_ }));
        await store().rates.save([ratesSet(`x ${day_}`, { date: day_ })]);
        await store().ratesComparisons.save(comparison({ date: day_ }));
        await store().audit.append(auditEntry(fetchedAt));
      }
      const expected = {
        raw_payloads: 1,
        training_intermediates: 0,
        day_totals: 0,
        total_days: 1,
        bulk_predictions: 0,
        bulk_parts: 0,
        request_keys: 0,
        runs: 1,
        run_variables: 0,
        revenue_predictions: 1,
        scores: 1,
        gate_decisions: 1,
        holds: 1,
        alerts: 0,
        notifications: 0,
        step_durations: 0,
        deliveries: 0,
        source_revenue: 1,
        revenue: 2,
        models: 1,
        model_events: 0,
        rates: 1,
        rates_comparisons: 1,
        audit_log: 1,
      };
      const policy = cutoffs({
        payloadsBefore: CUTOFF,
        runsBefore: CUTOFF,
        forecastsBefore: CUTOFF,
        revenueBefore: CUTOFF,
        modelsBefore: CUTOFF,
        ratesBefore: CUTOFF,
        requestKeysBefore: CUTOFF,
        auditBefore: CUTOFF,
      });
      expect(await store().applyRetention(policy)).toEqual(expected);
      expect(new Set(Object.values(await store().applyRetention(policy)))).toEqual(new Set([0]));
      expect(await store().payloads.find(`p ${BEFORE}`)).toBeNull();
      expect(await store().payloads.find(`p ${CUTOFF}`)).not.toBeNull();
      expect((await store().audit.list({ limit: 9 })).map(({ at }) => at)).toEqual([`${CUTOFF}T23:59:59.999Z`]);
      const kept = await store().revenue.listDayRevisions(accountId('u1'), CUTOFF);
      expect(kept.map(({ revision }) => revision)).toEqual([1, 2]);
    });

    test('goes by each table’s own cutoff', async () => {
      await store().payloads.save(payload('p', { fetchedAt: `${BEFORE}T00:00:00.000Z` }));
      for (const id of ['m', 'newer']) await store().models.register(model(id, { businessDate: BEFORE }));
      expect(await store().applyRetention(cutoffs({ modelsBefore: CUTOFF }))).toMatchObject({
        models: 1,
        raw_payloads: 0,
      });
      expect(await store().payloads.find('p')).not.toBeNull();
      expect(await store().models.find('m')).toBeNull();
    });

    test('takes more rows than fit one transaction', async () => {
      await store().rates.save(Array.from({ length: 1_234 }, (_, index) => ratesSet(`r${index}`, { date: BEFORE })));
      expect(await store().applyRetention(cutoffs({ ratesBefore: CUTOFF }))).toMatchObject({ rates: 1_234 });
    });
  });
}
