// Published forecasts on their way to a real HTTP receiver: each once, signed, tried again, never before it is published.
import { describe, expect, onTestFinished, test } from 'vitest';
import { announcing } from '../../src/activities/deliveries/announce.ts';
import { deliverForecasts } from '../../src/activities/deliveries/deliver-forecasts.ts';
import { MOST_ATTEMPTS } from '../../src/activities/alerting/plan-notifications.ts';
import { createForecastReceiver, forecastPayload } from '../../src/connectors/notify/forecast-webhook.ts';
import { listDeliveries, redeliver } from '../../src/operations/deliveries.ts';
import { systemClock } from '../../src/ports/clock.ts';
import type { Store } from '../../src/ports/store.ts';
import { accountId, isoDate } from '../helpers/builders.ts';
import { scratchStore } from '../helpers/scratch-store.ts';
import { startWebhookReceiver } from '../helpers/webhook-receiver.ts';
import { forecast, statusChange } from '../storage/forecast-builders.ts';

const SECRET = 'whsec_Y2FuYXJ5LW9mLXRoZS13ZWJob29rLXNlY3JldC1rZXk=';
const DAY = isoDate('2026-11-21');

async function delivering() {
  const hook = await startWebhookReceiver(SECRET);
  onTestFinished(() => hook.close());
  const plain = await scratchStore();
  const store = announcing(plain, systemClock);
  const receiver = createForecastReceiver({
    url: hook.url,
    secret: SECRET,
    secretName: 'FORECAST_WEBHOOK_SECRET',
    clock: systemClock,
    timeoutMs: 5_000,
  });
  let minutes = 0;
  return {
    hook,
    store,
    deps: { store, clock: systemClock },
    /** One look of the watch, so many minutes after the one before. */
    look: (after = 1) => {
      minutes += after;
      return deliverForecasts({ store, receiver, now: new Date(Date.now() + minutes * 60_000) });
    },
  };
}

async function publish(store: Store, ...accounts: readonly string[]): Promise<void> {
  const keys = accounts.map((id) => ({ accountId: accountId(id), businessDate: DAY }));
  await store.forecasts.save(keys.map((key) => forecast(key)));
  await store.forecasts.setStatus(keys.map((key) => statusChange({ ...key, revision: 1 })));
}

describe('a published forecast', () => {
  test('reaches the receiver once, whole, and signed', async () => {
    const { hook, store, look } = await delivering();
    await publish(store, 'u1', 'u2');
    expect(await look()).toEqual({ sent: 2, failed: 0, givenUp: 0 });
    expect(await look()).toEqual({ sent: 0, failed: 0, givenUp: 0 });
    expect(hook.received).toHaveLength(2);
    for (const { body, verified } of hook.received) {
      expect(verified).toBe(true);
      const { type, data } = forecastPayload.parse(body);
      const stored = await store.forecasts.find(accountId(data.accountId), DAY, 1);
      expect([type, data.days.map(({ revenue }) => revenue)]).toEqual([
        'forecast.published',
        stored?.days.map(({ revenue }) => revenue),
      ]);
    }
  });

  test('is tried again later under the same id, the others after a receiver that is down has come back', async () => {
    const { hook, store, look, deps } = await delivering();
    await publish(store, ...Array.from({ length: 60 }, (_, index) => `u${index}`));
    hook.answer(503);
    const { sent, failed } = await look();
    expect(sent).toBe(0);
    expect(failed).toBeLessThan(30);
    hook.answer(204);
    await look(2);
    expect((await listDeliveries(deps)).counts).toEqual({ sent: 60 });
    const ids = (status: (id: string) => boolean) => new Set(hook.received.map(({ id }) => id).filter(status));
    expect(ids(() => true).size).toBe(60);
    expect(hook.received).toHaveLength(60 + failed);
  });

  test('waits for as long as its receiver asks by Retry-After, and the others with it', async () => {
    const { hook, store, look, deps } = await delivering();
    await publish(store, ...Array.from({ length: 60 }, (_, index) => `u${index}`));
    hook.answer(429, { 'retry-after': '600' });
    const { failed } = await look();
    expect(failed).toBeLessThanOrEqual(16);
    hook.answer(204);
    expect(await look(5)).toEqual({ sent: 0, failed: 0, givenUp: 0 });
    expect(await look(6)).toEqual({ sent: 60, failed: 0, givenUp: 0 });
    expect(hook.received).toHaveLength(60 + failed);
    expect((await listDeliveries(deps)).counts).toEqual({ sent: 60 });
  });

  test('waits so also behind more than are taken in hand at a time', async () => {
    const { hook, store, look } = await delivering();
    await publish(store, ...Array.from({ length: 300 }, (_, index) => `u${index}`));
    hook.answer(429, { 'retry-after': '600' });
    await look();
    hook.answer(204);
    expect(await look(5)).toEqual({ sent: 0, failed: 0, givenUp: 0 });
    expect(await look(6)).toEqual({ sent: 300, failed: 0, givenUp: 0 });
  });

  test('waits also when it is published after its receiver asked for time, and comes after what waited before', async () => {
    const { hook, store, look } = await delivering();
    await publish(store, ...Array.from({ length: 40 }, (_, index) => `u${index}`));
    hook.answer(429, { 'retry-after': '600' });
    const { failed } = await look();
    hook.answer(204);
    await publish(store, 'late');
    expect(await look(5)).toEqual({ sent: 0, failed: 0, givenUp: 0 });
    expect(hook.received).toHaveLength(failed);
    expect(await look(6)).toEqual({ sent: 41, failed: 0, givenUp: 0 });
    const accounts = hook.received.slice(failed).map(({ body }) => forecastPayload.parse(body).data.accountId);
    expect(accounts.indexOf('late')).toBeGreaterThanOrEqual(40 - failed - 16);
  });

  test('is sent at once when somebody delivers again by hand, however long its receiver asked for', async () => {
    const { hook, store, look, deps } = await delivering();
    await publish(store, 'u1');
    hook.answer(429, { 'retry-after': '3600' });
    await look();
    hook.answer(204);
    expect((await listDeliveries(deps)).notBefore).not.toBeNull();
    await redeliver(deps, { ids: [`${DAY}/u1/1`] });
    expect((await listDeliveries(deps)).notBefore).toBeNull();
    expect(await look()).toEqual({ sent: 1, failed: 0, givenUp: 0 });
  });

  test('counts as failed only when it was tried, however often its receiver was down before', async () => {
    const { hook, store, look } = await delivering();
    await publish(store, ...Array.from({ length: 60 }, (_, index) => `u${index}`));
    hook.answer(503);
    let failed = 0;
    for (let time = 0; time < 3; time += 1) failed += (await look(2)).failed;
    expect(failed).toBe(hook.received.length);
  });

  test('is given up after so many attempts, and delivered again by hand, with the same id', async () => {
    const { hook, store, look, deps } = await delivering();
    await publish(store, 'u1');
    hook.answer(500);
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) await look(120);
    const { deliveries, counts } = await listDeliveries(deps, { status: 'given-up' });
    expect(counts).toEqual({ 'given-up': 1 });
    expect(deliveries).toMatchObject([
      { id: `${DAY}/u1/1`, attempts: MOST_ATTEMPTS, lastError: expect.stringContaining('HTTP 500') },
    ]);
    hook.answer(200);
    expect(await look(120)).toEqual({ sent: 0, failed: 0, givenUp: 0 });
    expect(await redeliver(deps, { failed: true })).toEqual({ requeued: 1 });
    expect(await look()).toEqual({ sent: 1, failed: 0, givenUp: 0 });
    expect(new Set(hook.received.map(({ id }) => id))).toEqual(new Set([deliveries[0]?.messageId]));
    expect(await redeliver(deps, { ids: [`${DAY}/u1/1`, 'unknown'] })).toEqual({ requeued: 1 });
    expect(await look()).toMatchObject({ sent: 1 });
  });

  test('is delivered once though two processes look at the same time', async () => {
    const { hook, store, look } = await delivering();
    await publish(store, ...Array.from({ length: 40 }, (_, index) => `u${index}`));
    const results = await Promise.all([look(1), look(0)]);
    expect(results.reduce((sum, { sent }) => sum + sent, 0)).toBe(40);
    expect(hook.received).toHaveLength(40);
  });
});

describe('what is not published', () => {
  test('is not delivered, also when the process died between noting it down and publishing it', async () => {
    const { hook, store, look, deps } = await delivering();
    const key = { accountId: accountId('u1'), businessDate: DAY };
    await store.forecasts.save([forecast(key)]);
    const change = statusChange({ ...key, revision: 1 });
    // Noted down, but it is staged still.
    await store.forecasts.setStatus([{ ...change, from: ['rejected'] }]);
    expect(await look()).toEqual({ sent: 0, failed: 0, givenUp: 0 });
    expect((await listDeliveries(deps)).counts).toEqual({ pending: 1 });
    await store.forecasts.setStatus([change]);
    expect(await look(2)).toMatchObject({ sent: 1 });
    expect(hook.received).toHaveLength(1);
  });

  test('for a day is dropped, and delivered all the same when it is published later', async () => {
    const { store, look, deps } = await delivering();
    const key = { accountId: accountId('u1'), businessDate: DAY };
    await store.forecasts.save([forecast(key)]);
    const change = statusChange({ ...key, revision: 1 });
    await store.forecasts.setStatus([{ ...change, from: ['rejected'] }]);
    await look(25 * 60);
    expect((await listDeliveries(deps)).counts).toEqual({ dropped: 1 });
    await store.forecasts.setStatus([change]);
    expect(await look()).toMatchObject({ sent: 1 });
  });

  test('is never noted down for held, rejected or staged forecasts', async () => {
    const { store, deps } = await delivering();
    const key = { accountId: accountId('u1'), businessDate: DAY };
    await store.forecasts.save([forecast(key)]);
    const to = { status: 'held', findings: [], facts: null, holdId: 'h' } as const;
    await store.forecasts.setStatus([statusChange({ ...key, revision: 1, to })]);
    expect((await listDeliveries(deps)).counts).toEqual({});
  });
});

test('asking for both some and all, or for nothing, is refused', async () => {
  const deps = { store: await scratchStore(), clock: systemClock };
  for (const request of [{}, { ids: ['x'], failed: true }, { ids: [] }]) {
    await expect(redeliver(deps, request)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  }
});
