// What the inbox asks the API for, and what is decided in it.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson, postJson } from './request.ts';
import type { Alert, AlertDescription, AlertList, AlertTestResult } from './types.ts';

const AGAIN_MS = 20_000;
export const ALERTS_SHOWN = 200;

const pathOf = (id: string): string => `/api/alerts/${encodeURIComponent(id)}`;

export const alertsLike = (ask: Readonly<Record<string, string>>) =>
  queryOptions({
    queryKey: ['alerts', ask],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ ...ask, limit: String(ALERTS_SHOWN) });
      return getJson<AlertList>(`/api/alerts?${query.toString()}`, signal);
    },
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  });

export const alertOf = (id: string) =>
  queryOptions({
    queryKey: ['alert', id],
    queryFn: ({ signal }) => getJson<AlertDescription>(pathOf(id), signal),
    refetchInterval: AGAIN_MS,
  });

interface Reasoned {
  readonly by: string;
  readonly reason: string;
}

export const acknowledgeAlert = (id: string, { by, reason }: Reasoned): Promise<Alert> =>
  postJson(`${pathOf(id)}/acknowledge`, { by, note: reason });
export const resolveAlert = (id: string, decision: Reasoned): Promise<Alert> =>
  postJson(`${pathOf(id)}/resolve`, decision);
export const sendTestAlert = (by: string): Promise<AlertTestResult> => postJson('/api/alerts/test', { by });
