// What the page of a run asks about its inside: steps, log, durations.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from './request.ts';
import type { RunDurations, RunLog, RunSteps } from './types.ts';

const LIVE_MS = 2_000;

const pathOf = (id: string, what: string): string => `/api/runs/${encodeURIComponent(id)}/${what}`;

export interface StepsAsk {
  readonly kinds: string;
  readonly states?: string;
  readonly limit: number;
}

export const stepsOf = (id: string, ask: StepsAsk) =>
  infiniteQueryOptions({
    queryKey: ['steps', id, ask],
    queryFn: ({ signal, pageParam }) => {
      const query = { ...ask, limit: String(ask.limit), ...(pageParam === null ? {} : { after: pageParam }) };
      return getJson<RunSteps>(`${pathOf(id, 'steps')}?${new URLSearchParams(query).toString()}`, signal);
    },
    initialPageParam: firstPage,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.pages.at(-1)?.isRunning === true ? LIVE_MS : false),
  });

export const logOf = (id: string, step: string, isLive: boolean) =>
  queryOptions({
    queryKey: ['run-log', id, step],
    queryFn: ({ signal }) =>
      getJson<RunLog>(`${pathOf(id, 'log')}?${new URLSearchParams({ step, limit: '50' }).toString()}`, signal),
    refetchInterval: isLive ? LIVE_MS : false,
  });

export const durationsOf = (id: string, step: string | null) =>
  queryOptions({
    queryKey: ['durations', id, step],
    queryFn: ({ signal }) =>
      getJson<RunDurations>(
        `${pathOf(id, 'durations')}${step === null ? '' : `?${new URLSearchParams({ step }).toString()}`}`,
        signal,
      ),
    placeholderData: keepPreviousData,
  });

const firstPage: string | null = null;
