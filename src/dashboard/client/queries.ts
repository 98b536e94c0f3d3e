// What screens ask the API for, and how often they ask again.
import { queryOptions } from '@tanstack/react-query';
import { getJson } from './request.ts';
import type { RunRow } from './types.ts';

const POLL_MS = 10_000;

/** Recorded day runs, newest first. */
export const dayRuns = (limit: number) =>
  queryOptions({
    queryKey: ['day-runs', limit],
    queryFn: ({ signal }) => getJson<{ runs: readonly RunRow[] }>(`/api/runs?kind=day&limit=${limit}`, signal),
    refetchInterval: POLL_MS,
  });
