// What the page of providers asks the API for, and what it tells it.
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { provider, providerList, ratesComparisons } from '../../api/provider-schemas.ts';
import { getJson, postJson, putJson } from './request.ts';

export type Provider = z.output<typeof provider>;
export type ProviderList = z.output<typeof providerList>;
export type RatesComparisons = z.output<typeof ratesComparisons>;
export type RatesComparison = RatesComparisons['comparisons'][number];

const REFRESH_MS = 5_000;

export const allProviders = () =>
  queryOptions({
    queryKey: ['providers'],
    queryFn: ({ signal }) => getJson<ProviderList>('/api/providers', signal),
    refetchInterval: REFRESH_MS,
  });

/** Of the last 30 complete days; a day is compared once. */
export const latestComparisons = () =>
  queryOptions({
    queryKey: ['rates-comparisons'],
    queryFn: ({ signal }) => getJson<RatesComparisons>('/api/rates/comparisons', signal),
    staleTime: 60_000,
  });

export interface Budget {
  /** Null: unlimited. */
  readonly requestsPerSecond: number | null;
  readonly burst: number;
  readonly maxConcurrent: number | null;
  readonly accountShare: number | null;
}

interface Decided {
  readonly by: string;
  readonly reason: string;
}

const pathOf = (id: string, part: string): string => `/api/providers/${encodeURIComponent(id)}/${part}`;

export const setBudget = (id: string, budget: Budget & Decided): Promise<Provider> =>
  putJson(pathOf(id, 'budget'), budget);

export const operateBreaker = (id: string, action: 'open' | 'close', decided: Decided): Promise<Provider> =>
  postJson(pathOf(id, 'breaker'), { action, ...decided });
