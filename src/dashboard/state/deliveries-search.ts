// What the page of deliveries shows, as the query of its address. Text that makes no sense is left out.
import { textOf } from './search-text.ts';

export const DELIVERY_STATUSES = ['pending', 'sent', 'given-up', 'dropped'] as const;

export interface DeliveriesSearch {
  readonly status?: (typeof DELIVERY_STATUSES)[number];
  readonly account?: string;
}

export function readDeliveriesSearch(raw: Readonly<Record<string, unknown>>): DeliveriesSearch {
  const status = DELIVERY_STATUSES.find((known) => known === raw['status']);
  const account = textOf(raw['account'], /^[a-z0-9][a-z0-9._-]{0,47}$/);
  return { ...(status === undefined ? {} : { status }), ...(account === undefined ? {} : { account }) };
}
