// Deliveries of published forecasts through the API: listed by status and account, counted, delivered again.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeliveryRecord } from '../../src/ports/delivery-store.ts';
import { LAST_DAY, startApiStack, type ApiStack } from '../helpers/api-stack.ts';
import { accountId } from '../helpers/builders.ts';

let api: ApiStack;
const AT = '2026-11-22T06:10:00.000Z';

const delivery = (account: string, status: DeliveryRecord['status']): DeliveryRecord => ({
  id: `${LAST_DAY}/${account}/1`,
  accountId: accountId(account),
  businessDate: LAST_DAY,
  forecastRevision: 1,
  status,
  attempts: 3,
  createdAt: AT,
  dueAt: AT,
  claimedBy: null,
  claimedUntil: null,
  sentAt: null,
  lastError: null,
});

beforeAll(async () => {
  api = await startApiStack();
  await api.store.deliveries.plan([delivery('a', 'given-up'), delivery('b', 'given-up'), delivery('c', 'sent')]);
});
afterAll(() => api?.close());

test('deliveries are listed a page at a time, by status and account, with counts of all', async () => {
  const first = await api.call('GET', '/api/deliveries?limit=2');
  expect(first).toMatchObject({
    status: 200,
    body: { deliveries: [{ accountId: 'c' }, { accountId: 'b' }], counts: { 'given-up': 2, sent: 1 } },
  });
  const { next } = first.body as { next: string };
  const second = await api.call('GET', `/api/deliveries?limit=2&after=${encodeURIComponent(next)}`);
  expect(second.body).toMatchObject({ deliveries: [{ accountId: 'a' }], next: null });
  const narrow = await api.call('GET', '/api/deliveries?status=sent&account=c');
  expect(narrow.body).toMatchObject({
    deliveries: [{ id: `${LAST_DAY}/c/1`, messageId: expect.stringMatching(/^msg_/) }],
  });
});

test('some are delivered again by id, all that were given up by one word, and the audit log knows who asked', async () => {
  const one = await api.call('POST', '/api/deliveries/redeliver', { json: { ids: [`${LAST_DAY}/c/1`] } });
  expect(one).toMatchObject({ status: 200, body: { requeued: 1 } });
  const all = await api.call('POST', '/api/deliveries/redeliver', { json: { failed: true } });
  expect(all).toMatchObject({ status: 200, body: { requeued: 2 } });
  expect(await api.store.deliveries.count(10)).toEqual({ pending: 3 });
  expect(await api.store.audit.list({ action: 'delivery.again', limit: 5 })).toHaveLength(2);
  const unclear = await api.call('POST', '/api/deliveries/redeliver', { json: { ids: ['x'], failed: true } });
  expect(unclear).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
});
