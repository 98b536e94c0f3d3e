// What every store must do with saved views and with the outbox of published forecasts.
import { describe, expect, test } from 'vitest';
import type { DeliveryRecord } from '../../../src/ports/delivery-store.ts';
import type { SavedView } from '../../../src/ports/view-store.ts';
import { accountId, date } from '../builders.ts';
import type { ContractContext } from '../contract.ts';

const at = (minute: number): string => `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z`;

const view = (name: string, more: Partial<SavedView> = {}): SavedView => ({
  id: `shared/runs/${name}`,
  owner: 'shared',
  page: 'runs',
  name,
  search: { days: 90, status: 'failed' },
  revision: 1,
  createdAt: at(0),
  updatedAt: at(0),
  ...more,
});

const delivery = (account: string, more: Partial<DeliveryRecord> = {}): DeliveryRecord => ({
  id: `2026-11-21/${account}/1`,
  accountId: accountId(account),
  businessDate: date('2026-11-21'),
  forecastRevision: 1,
  status: 'pending',
  attempts: 0,
  createdAt: at(0),
  dueAt: at(0),
  claimedBy: null,
  claimedUntil: null,
  sentAt: null,
  lastError: null,
  ...more,
});

export function viewsContract({ store, another }: ContractContext): void {
  describe('a saved view', () => {
    test('is there once, however many save it at the same time', async () => {
      const other = await another();
      const added = await Promise.all([store().views.add(view('odd')), other.views.add(view('odd'))]);
      expect(added.filter(Boolean)).toHaveLength(1);
      expect(await store().views.find('shared/runs/odd')).toEqual(view('odd'));
    });

    test('is listed by name, for its owner and page only', async () => {
      await store().views.add(view('late'));
      await store().views.add(view('failed'));
      await store().views.add(view('x', { id: 'user:anna/runs/x', owner: 'user:anna' }));
      await store().views.add(view('x', { id: 'shared/overview/x', page: 'overview' }));
      expect((await store().views.list('shared', 'runs')).map(({ name }) => name)).toEqual(['failed', 'late']);
    });

    test('is changed and removed by whoever saw its newest revision only', async () => {
      await store().views.add(view('odd'));
      const changed = view('odd', { search: { code: 'RATE_MISSING' }, revision: 2, updatedAt: at(1) });
      expect(await store().views.replace(changed)).toBe(true);
      expect(await store().views.replace(changed)).toBe(false);
      expect(await store().views.remove('shared/runs/odd', 1)).toBe(false);
      expect(await store().views.find('shared/runs/odd')).toEqual(changed);
      expect(await store().views.remove('shared/runs/odd', 2)).toBe(true);
      expect(await store().views.find('shared/runs/odd')).toBeNull();
    });
  });

  describe('the outbox of published forecasts', () => {
    const claim = (by: string, minute = 1) => ({ by, now: at(minute), until: at(minute + 5) });

    test('plans each delivery once; what is there stays as it is', async () => {
      await store().deliveries.plan([delivery('u1'), delivery('u2')]);
      await store().deliveries.plan([delivery('u1', { attempts: 7 }), delivery('u3')]);
      const listed = await store().deliveries.list({ limit: 10 });
      expect(listed.map(({ accountId: id, attempts }) => [id, attempts])).toEqual([
        ['u3', 0],
        ['u2', 0],
        ['u1', 0],
      ]);
      expect(await store().deliveries.count(10)).toEqual({ pending: 3 });
      expect(await store().deliveries.count(2)).toEqual({ pending: 2 });
    });

    test('gives each due one to one caller, until the claim is over', async () => {
      const later = delivery('later', { dueAt: at(30) });
      await store().deliveries.plan([delivery('u1'), delivery('u2'), delivery('u3'), later]);
      const other = await another();
      const [mine, theirs] = await Promise.all([
        store().deliveries.claimDue(claim('a'), 2),
        other.deliveries.claimDue(claim('b'), 3),
      ]);
      const ids = [...mine, ...theirs].map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.every((id) => id !== later.id)).toBe(true);
      const rest = await store().deliveries.claimDue(claim('c', 2), 10);
      expect(ids.length + rest.length).toBe(3);
      expect(await store().deliveries.claimDue(claim('d', 3), 10)).toEqual([]);
      expect(await store().deliveries.claimDue(claim('e', 8), 10)).toHaveLength(3);
    });

    test('keeps how attempts ended, unless the claim is somebody else’s by now', async () => {
      await store().deliveries.plan([delivery('u1'), delivery('u2')]);
      await store().deliveries.claimDue(claim('a'), 10);
      const sent = {
        id: delivery('u1').id,
        status: 'sent',
        attempts: 1,
        dueAt: at(1),
        sentAt: at(1),
        lastError: null,
      } as const;
      await store().deliveries.settle('b', [sent]);
      expect(await store().deliveries.count(10)).toEqual({ pending: 2 });
      const failed = {
        ...sent,
        id: delivery('u2').id,
        status: 'given-up',
        sentAt: null,
        lastError: 'HTTP 500',
      } as const;
      await store().deliveries.settle('a', [sent, failed]);
      expect(await store().deliveries.list({ status: 'sent', limit: 10 })).toMatchObject([
        { accountId: 'u1', sentAt: at(1), claimedBy: null },
      ]);
      const ofAccount = { accountId: accountId('u2'), limit: 10 };
      expect(await store().deliveries.list(ofAccount)).toMatchObject([{ status: 'given-up', lastError: 'HTTP 500' }]);
    });

    test('delivers again what is asked for, and all that were given up', async () => {
      const over = { status: 'given-up', attempts: 12, lastError: 'HTTP 500' } as const;
      await store().deliveries.plan([delivery('u1', over), delivery('u2', over), delivery('u3', { status: 'sent' })]);
      expect(await store().deliveries.requeue([delivery('u3').id, 'nothing'], at(9))).toBe(1);
      expect(await store().deliveries.requeueGivenUp(at(9))).toBe(2);
      const due = await store().deliveries.claimDue(claim('a', 9), 10);
      expect(due.map(({ attempts, lastError }) => [attempts, lastError])).toEqual(
        Array.from({ length: 3 }, () => [0, null]),
      );
      expect(await store().deliveries.requeue([delivery('u3').id], at(10))).toBe(0);
    });

    test('is listed a page at a time, and leaves with its account', async () => {
      await store().deliveries.plan(['a', 'b', 'c'].map((name) => delivery(name)));
      const [last] = await store().deliveries.list({ limit: 1 });
      expect(last?.accountId).toBe('c');
      const rest = await store().deliveries.list({ limit: 5, before: last?.id ?? '' });
      expect(rest.map(({ accountId: id }) => id)).toEqual(['b', 'a']);
    });
  });
}
