// Published forecasts on their way to the webhook.
import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { getJson, postJson } from './request.ts';
import type { DeliveryList } from './types.ts';

const CALM_MS = 20_000;
const PAGE = 50;

export interface DeliveriesAsk {
  readonly status?: string;
  readonly account?: string;
}

export const deliveriesLike = (ask: DeliveriesAsk) =>
  infiniteQueryOptions({
    queryKey: ['deliveries', ask],
    queryFn: ({ signal, pageParam }) => {
      const query = { ...ask, limit: String(PAGE), ...(pageParam === null ? {} : { after: pageParam }) };
      return getJson<DeliveryList>(`/api/deliveries?${new URLSearchParams(query).toString()}`, signal);
    },
    initialPageParam: firstPage,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    refetchInterval: CALM_MS,
  });

export const redeliver = (asked: { readonly ids: readonly string[] } | { readonly failed: true }) =>
  postJson<{ readonly requeued: number }>('/api/deliveries/redeliver', asked);

const firstPage: string | null = null;
