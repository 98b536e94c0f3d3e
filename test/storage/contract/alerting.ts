// What alerts are made of: incidents with facts, how a day stands, and why its accounts fail.
import { describe, expect, test } from 'vitest';
import { accountDayId } from '../../../src/contract/workflow-ids.ts';
import type { NotificationRecord } from '../../../src/ports/notification-store.ts';
import type { RunRecord } from '../../../src/ports/store.ts';
import { account, accountId, date, DAY, day, run } from '../builders.ts';
import type { ContractContext } from '../contract.ts';
import { raised } from '../forecast-builders.ts';

export function alertingContract({ store, another }: ContractContext): void {
  const accountDay = (id: string, changes: Partial<RunRecord> = {}) =>
    store().runs.save(run(accountDayId('daily', DAY, accountId(id)), { accountId: accountId(id), ...changes }));

  describe('alerts about accounts', () => {
    test('say how many they concern now, however often they are raised', async () => {
      const facts = { left: 3, eta: null, samples: ['a', 'b'], 'odd.key': true };
      const first = await store().alerts.raise(raised({ count: 3, facts }));
      expect(first).toMatchObject({ count: 3, facts });
      expect(await store().alerts.raise(raised({ count: 2 }))).toMatchObject({ count: 2, facts: {} });
      expect(await store().alerts.find(first.id)).toMatchObject({ count: 2 });
      expect(await store().alerts.find('other')).toBeNull();
    });

    test('end with the words they are resolved with', async () => {
      const { id, detail } = await store().alerts.raise(raised());
      await store().alerts.resolve(id, 'All done.');
      expect(await store().alerts.find(id)).toMatchObject({ detail: 'All done.' });
      await store().alerts.resolve(id, 'Again.');
      expect(await store().alerts.find(id)).toMatchObject({ detail: 'All done.' });
      await store().alerts.raise(raised());
      await store().alerts.resolve(id);
      expect(await store().alerts.find(id)).toMatchObject({ detail });
    });

    test('remember who has taken them over, until they open anew', async () => {
      const { id } = await store().alerts.raise(raised());
      const taken = { by: 'ada', note: 'on it', at: '2026-03-11T06:00:00.000Z' };
      expect(await store().alerts.acknowledge(id, taken)).toMatchObject({ acknowledgement: taken });
      expect(await store().alerts.raise(raised())).toMatchObject({ acknowledgement: taken, count: 2 });
      await store().alerts.resolve(id);
      expect(await store().alerts.acknowledge(id, taken)).toBeNull();
      expect(await store().alerts.raise(raised())).toMatchObject({ acknowledgement: null });
      expect(await store().alerts.acknowledge('nothing', taken)).toBeNull();
    });

    test('are found by how bad they are', async () => {
      await store().alerts.raise(raised({ id: 'a', severity: 'warning' }));
      await store().alerts.raise(raised({ id: 'b', severity: 'critical' }));
      const found = await store().alerts.list({ severity: 'critical', open: true, limit: 10 });
      expect(found.map(({ id }) => id)).toEqual(['b']);
    });

    test('are found by how their ids begin, and by whether they were open since', async () => {
      for (const id of ['failure/daily/a', 'failure/daily/b', 'failure_daily', 'deadline/x'])
        await store().alerts.raise(raised({ id }));
      await store().alerts.resolve('failure/daily/b');
      const ids = async (query: { open?: boolean; prefix?: string; openSince?: string }) =>
        (await store().alerts.list({ ...query, limit: 10 })).map(({ id }) => id).toSorted();
      expect(await ids({ prefix: 'failure/' })).toEqual(['failure/daily/a', 'failure/daily/b']);
      expect(await ids({ prefix: 'failure/', open: true })).toEqual(['failure/daily/a']);
      const { resolvedAt } = (await store().alerts.find('failure/daily/b')) ?? {};
      expect(await ids({ prefix: 'failure/', openSince: resolvedAt ?? '' })).toHaveLength(2);
      expect(await ids({ prefix: 'failure/', openSince: '2027-01-01' })).toEqual(['failure/daily/a']);
    });
  });

  describe('a receiver', () => {
    test('is left alone until the instant that was said last, each one for itself and for every process', async () => {
      const other = await another();
      expect(await store().receivers.find('webhook')).toBeNull();
      await store().receivers.save({ id: 'webhook', notBefore: '2026-03-11T07:00:00.000Z' });
      await other.receivers.save({ id: 'webhook', notBefore: '2026-03-11T06:30:00.000Z' });
      await store().receivers.save({ id: 'forecasts', notBefore: '2026-03-11T08:00:00.000Z' });
      expect(await store().receivers.find('webhook')).toEqual({ id: 'webhook', notBefore: '2026-03-11T06:30:00.000Z' });
      expect(await other.receivers.find('forecasts')).toMatchObject({ notBefore: '2026-03-11T08:00:00.000Z' });
      expect(await other.receivers.find('email')).toBeNull();
    });
  });

  describe('notifications', () => {
    const alertOf = async () => await store().alerts.raise(raised({ facts: { samples: ['a'] } }));
    const planned = async (id: string, changes: Partial<NotificationRecord> = {}): Promise<NotificationRecord> => {
      const at = '2026-03-11T06:00:00.000Z';
      return {
        id,
        alertId: 'x',
        event: 'opened',
        channel: 'webhook',
        status: 'pending',
        attempts: 0,
        createdAt: at,
        dueAt: at,
        claimedBy: null,
        claimedUntil: null,
        sentAt: null,
        lastError: null,
        message: { id, event: 'opened', at, alert: await alertOf() },
        ...changes,
      };
    };
    const minute = (number: number) => `2026-03-11T06:${String(number).padStart(2, '0')}:00.000Z`;
    const claim = (by: string, from: number, until: number) => ({ by, now: minute(from), until: minute(until) });

    test('are planned once, and come back as they were', async () => {
      const record = await planned('n');
      await store().notifications.plan([record, await planned('m', { dueAt: minute(5) })]);
      await store().notifications.plan([{ ...record, attempts: 7 }]);
      expect(await store().notifications.findMany(['n', 'none'])).toEqual([record]);
      expect((await store().notifications.listDue(minute(4), 10)).map(({ id }) => id)).toEqual(['n']);
      expect((await store().notifications.listDue(minute(5), 10)).map(({ id }) => id)).toEqual(['m', 'n']);
      expect(await store().notifications.listDue(minute(5), 1)).toHaveLength(1);
      expect(await store().notifications.listDue(minute(5), 10, 'email')).toEqual([]);
      const { alertId } = record;
      expect((await store().notifications.list({ alertId, limit: 10 })).map(({ id }) => id)).toEqual(['m', 'n']);
      expect(await store().notifications.list({ alertId: 'other', limit: 10 })).toEqual([]);
    });

    test('are claimed by one, until the claim is over', async () => {
      await store().notifications.plan([await planned('n')]);
      const instances = [store(), await another(), store(), await another()];
      const claims = instances.map((one, index) => one.notifications.claim('n', claim(`w${index}`, 1, 3)));
      expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
      expect(await store().notifications.listDue(minute(2), 10)).toEqual([]);
      expect(await store().notifications.claim('n', claim('late', 2, 4))).toBe(false);
      expect(await store().notifications.claim('n', claim('late', 3, 5))).toBe(true);
      expect(await store().notifications.claim('none', claim('late', 3, 5))).toBe(false);
    });

    test('are settled by who has claimed them, and by nobody else', async () => {
      await store().notifications.plan([await planned('n')]);
      await store().notifications.claim('n', claim('slow', 1, 2));
      await store().notifications.claim('n', claim('next', 2, 4));
      const sent = { status: 'sent', attempts: 1, dueAt: minute(2), sentAt: minute(2), lastError: null } as const;
      await store().notifications.settle('n', 'slow', { ...sent, attempts: 9 });
      await store().notifications.settle('n', 'next', sent);
      expect(await store().notifications.findMany(['n'])).toMatchObject([
        { ...sent, claimedBy: null, claimedUntil: null },
      ]);
      expect(await store().notifications.claim('n', claim('again', 5, 6))).toBe(false);
      expect(await store().notifications.list({ status: 'pending', limit: 10 })).toEqual([]);
      expect(await store().notifications.list({ limit: 10 })).toHaveLength(1);
    });
  });

  describe('durations of steps', () => {
    const measured = (hour: string, writer: string, buckets: Readonly<Record<string, number>>) => ({
      hour,
      writer,
      step: 'fetchReport',
      buckets,
    });

    test('are replaced by what the same process has counted since, beside those of others', async () => {
      const { durations } = store();
      await durations.save([measured('2026-03-11T06', 'a', { '7': 1 })]);
      await durations.save([
        measured('2026-03-11T06', 'a', { '7': 2, '0': 1 }),
        measured('2026-03-11T06', 'b', { '9': 4 }),
      ]);
      await durations.save([measured('2026-03-11T07', 'a', { '8': 1 })]);
      await durations.save([]);
      const found = await durations.list({ from: '2026-03-11T06', to: '2026-03-11T07' });
      expect(found).toHaveLength(2);
      expect(found).toEqual(
        expect.arrayContaining([
          { step: 'fetchReport', buckets: { '7': 2, '0': 1 } },
          { step: 'fetchReport', buckets: { '9': 4 } },
        ]),
      );
      expect(await durations.list({ from: '2026-03-11T08', to: '2026-03-12T00' })).toEqual([]);
    });
  });

  describe('a day', () => {
    test('is counted by tier and status, also those that have not begun', async () => {
      const tiers = { a: 'critical', b: 'critical', c: 'standard', d: 'standard' } as const;
      for (const [id, tier] of Object.entries(tiers))
        await store().accounts.save(account(id, { tier, cohort: id === 'd' ? 'jp' : 'eu' }));
      await store().accounts.save(account('old', { status: 'archived' }));
      await accountDay('a');
      await accountDay('c', { status: 'failed' });
      await accountDay('old');
      await store().revenue.saveDays([day({ accountId: accountId('a') }), day({ accountId: accountId('b') })]);
      await store().revenue.saveDays([day({ accountId: accountId('d'), date: date('2026-03-09') })]);
      const counts = await store().runs.countDay('daily', DAY, {});
      expect(counts).toHaveLength(4);
      expect(counts).toEqual(
        expect.arrayContaining([
          { tier: 'critical', status: 'published', collected: true, accounts: 1 },
          { tier: 'critical', status: null, collected: true, accounts: 1 },
          { tier: 'standard', status: 'failed', collected: false, accounts: 1 },
          { tier: 'standard', status: null, collected: false, accounts: 1 },
        ]),
      );
      expect(await store().runs.countDay('daily', DAY, { cohort: 'jp' })).toEqual([
        { tier: 'standard', status: null, collected: false, accounts: 1 },
      ]);
      expect(await store().runs.countDay('revenue', DAY, { accounts: [accountId('a')] })).toEqual([
        { tier: 'critical', status: null, collected: true, accounts: 1 },
      ]);
    });

    test('has one group for each cause of failure, with a few accounts, the largest first', async () => {
      const down = { provider: 'app-store-1', code: 'SOURCE_UNAVAILABLE', stage: 'fetching' };
      const unfit = { provider: null, code: 'FIT_FAILED', stage: 'training' };
      const failed = (failure: typeof down | typeof unfit, errorMessage: string | null) =>
        ({ status: 'failed', errorCode: failure.code, errorMessage, failure }) as const;
      for (const id of ['a', 'b', 'c', 'd', 'e', 'fine', 'yesterday']) await store().accounts.save(account(id));
      await store().accounts.save(account('archived', { status: 'archived' }));
      await accountDay('archived', failed(unfit, null));
      for (const id of ['d', 'b', 'a']) await accountDay(id, failed(down, `down for ${id}`));
      await accountDay('c', { ...failed(down, null), status: 'running' });
      await accountDay('e', failed(unfit, null));
      await accountDay('fine');
      await accountDay('yesterday', { ...failed(down, 'x'), date: date('2026-03-09') });
      expect(await store().runs.listFailures('daily', DAY, 2)).toEqual([
        { ...down, accounts: 4, samples: [accountId('a'), accountId('b')], message: 'down for a' },
        { ...unfit, accounts: 1, samples: [accountId('e')], message: '' },
      ]);
      expect(await store().runs.listFailures('revenue', DAY, 2)).toEqual([]);
    });
  });
}
