// A store that notes down every forecast it publishes for delivery, whoever publishes it: the gate of a day, a release, a repair.
import { deliveryId } from '../../domain/forecast/delivery-id.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DeliveryRecord } from '../../ports/delivery-store.ts';
import type { StatusChange, Store } from '../../ports/store.ts';

/**
 * Noted down first, published then: a crash in between leaves a delivery that waits for its forecast, never a forecast that nobody
 * delivers. A write for some hundred forecasts; nobody waits for a receiver.
 */
export function announcing(store: Store, clock: Clock): Store {
  return {
    ...store,
    forecasts: {
      ...store.forecasts,
      setStatus: async (changes) => {
        const published = changes.filter(({ to }) => to.status === 'published');
        const now = clock.now().toISOString();
        if (published.length > 0) await store.deliveries.plan(published.map((change) => toDelivery(change, now)));
        return store.forecasts.setStatus(changes);
      },
    },
  };
}

const toDelivery = ({ accountId, businessDate, revision }: StatusChange, now: string): DeliveryRecord => ({
  id: deliveryId({ accountId, businessDate, revision }),
  accountId,
  businessDate,
  forecastRevision: revision,
  status: 'pending',
  attempts: 0,
  createdAt: now,
  dueAt: now,
  claimedBy: null,
  claimedUntil: null,
  sentAt: null,
  lastError: null,
});
