// From when on a receiver that asks for time is left alone: from its answer, however long the step had been sending by then.
import { afterEach, expect, test, vi } from 'vitest';
import { createDeliveryActivities } from '../../src/activities/alerting/deliver.ts';
import type { DefaultDependencies } from '../../src/activities/dependencies.ts';
import { isLeftAlone } from '../../src/activities/deliveries/receiver-waits.ts';
import { announcing } from '../../src/activities/deliveries/announce.ts';
import { MorrowError } from '../../src/contract/errors.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { accountId, isoDate } from '../helpers/builders.ts';
import { scratchStore } from '../helpers/scratch-store.ts';
import { forecast, statusChange } from '../storage/forecast-builders.ts';

afterEach(() => vi.restoreAllMocks());

const ANSWERED_AFTER_MS = 40_000;
const ASKED_MS = 60_000;

/** The answer takes a while, by the clock that steps measure themselves with. */
function refuseLate(): Promise<never> {
  const before = performance.now();
  vi.spyOn(performance, 'now').mockReturnValue(before + ANSWERED_AFTER_MS);
  return Promise.reject(new MorrowError('NOTIFICATION_FAILED', 'Not now.', { retryAfterMs: ASKED_MS }));
}

test.each(['webhook', 'forecasts'] as const)('%s: a time that is asked for begins with the answer', async (id) => {
  const store = announcing(await scratchStore(), systemClock);
  const key = { accountId: accountId('u1'), businessDate: isoDate('2026-11-21') };
  await store.forecasts.save([forecast(key)]);
  await store.forecasts.setStatus([statusChange({ ...key, revision: 1 })]);
  await store.alerts.raise({ id: 'a', severity: 'warning', title: 't', detail: 'd' });
  const receivers =
    id === 'webhook'
      ? { notifiers: [{ channel: id, send: refuseLate }] }
      : { notifiers: [], forecastReceiver: { deliver: refuseLate } };
  const steps = createDeliveryActivities({ store, ...receivers } as unknown as DefaultDependencies);
  const now = Date.now() + 60_000;
  expect(await steps.deliverNotifications({ at: new Date(now).toISOString() })).toMatchObject({ failed: 1 });
  const isLeftAloneAfter = (ms: number) => isLeftAlone(store, id, new Date(now + ms));
  expect(await isLeftAloneAfter(ANSWERED_AFTER_MS + ASKED_MS - 1)).toBe(true);
  expect(await isLeftAloneAfter(ANSWERED_AFTER_MS + ASKED_MS + 10_000)).toBe(false);
});
