// What became of each published forecast on its way to the webhook, and how to deliver it again.
import { z } from 'zod';
import { DELIVERY_STATUSES, type DeliveryRecord, type DeliveryStatus } from '../ports/delivery-store.ts';
import { webhookId } from '../ports/webhook-id.ts';
import { recordChange } from './audit.ts';
import type { OperationsDeps } from './deps.ts';
import { parseInput } from './input.ts';
import { idCursor } from './list-page.ts';
import { accountId } from './values.ts';

export const DELIVERY_LIST_MAX = 500;
const COUNTED_UP_TO = 10_000;
const REDELIVER_MAX = 500;

/** Of `deliveryId`. */
export const deliveryCursor = idCursor(/^\d{4}-\d\d-\d\d\/[a-z0-9][a-z0-9._-]{0,47}\/\d{1,15}$/, (id) =>
  id.slice(0, 10),
);

const deliveryQuerySchema = z.strictObject({
  status: z.enum(DELIVERY_STATUSES).optional(),
  account: accountId.optional(),
  after: deliveryCursor.optional(),
  limit: z.int().min(1).max(DELIVERY_LIST_MAX).default(50),
});

export interface DeliveryListQuery {
  readonly status?: string | undefined;
  readonly account?: string | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

export interface Delivery extends Omit<DeliveryRecord, 'claimedBy' | 'claimedUntil'> {
  /** The `webhook-id` of every attempt. */
  readonly messageId: string;
}

export interface DeliveryListing {
  readonly deliveries: readonly Delivery[];
  readonly countedUpTo: number;
  /** `countedUpTo` of a status means that many or more. */
  readonly counts: Readonly<Partial<Record<DeliveryStatus, number>>>;
  /** ISO instant: the receiver asked by `Retry-After` for nothing until then. Null: it takes what is due. */
  readonly notBefore: string | null;
  readonly next: string | null;
}

type Deps = Pick<OperationsDeps, 'store' | 'clock'>;

/** The latest business date first, a page at a time. @throws InvalidInputError. */
export async function listDeliveries({ store, clock }: Deps, query: DeliveryListQuery = {}): Promise<DeliveryListing> {
  const { status, account, after, limit } = parseInput(deliveryQuerySchema, query);
  const [found, counts, wait] = await Promise.all([
    store.deliveries.list({
      limit: limit + 1,
      ...(status === undefined ? {} : { status }),
      ...(account === undefined ? {} : { accountId: account }),
      ...(after === undefined ? {} : { before: after }),
    }),
    store.deliveries.count(COUNTED_UP_TO),
    store.receivers.find('forecasts'),
  ]);
  const deliveries = found.slice(0, limit).map(toDelivery);
  return {
    deliveries,
    counts,
    countedUpTo: COUNTED_UP_TO,
    notBefore: wait !== null && Date.parse(wait.notBefore) > clock.now().getTime() ? wait.notBefore : null,
    next: found.length > limit ? (deliveries.at(-1)?.id ?? null) : null,
  };
}

const toDelivery = ({ claimedBy: _by, claimedUntil: _until, ...record }: DeliveryRecord): Delivery => ({
  ...record,
  messageId: webhookId(`forecast/${record.id}`),
});

export const redeliverSchema = z
  .strictObject({
    ids: z
      .array(z.string().min(1).max(200))
      .min(1)
      .max(REDELIVER_MAX)
      .optional()
      .describe('These, whatever became of them.'),
    failed: z.literal(true).optional().describe('All that were given up.'),
  })
  .refine(({ ids, failed }) => (ids === undefined) !== (failed === undefined), {
    path: ['ids'],
    message: 'say either ids or failed',
  })
  .meta({ id: 'RedeliverRequest', examples: [{ ids: ['2026-11-20/u1/1'] }, { failed: true }] });

/**
 * Within a minute they are sent again, with the same `webhook-id`, also when the receiver has asked for more time: whoever asks for
 * them knows better.
 * @throws InvalidInputError.
 */
export async function redeliver(deps: Deps, request: unknown): Promise<{ readonly requeued: number }> {
  const asked = parseInput(redeliverSchema, request);
  const now = deps.clock.now().toISOString();
  const { deliveries, receivers } = deps.store;
  const requeued =
    asked.ids === undefined ? await deliveries.requeueGivenUp(now) : await deliveries.requeue(asked.ids, now);
  if (requeued > 0) await receivers.save({ id: 'forecasts', notBefore: now });
  await recordChange(deps, { action: 'delivery.again', subject: 'deliveries', after: { ...asked, requeued } });
  return { requeued };
}
