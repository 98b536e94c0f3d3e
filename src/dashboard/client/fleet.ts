// What the page of workers and queues asks the API for.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { fleet } from '../../api/fleet-schemas.ts';
import { getJson } from './request.ts';

export type Fleet = z.output<typeof fleet>;
export type Queue = Fleet['queues'][number];
export type Worker = Fleet['workers'][number];

/** Workers speak every ten seconds, queues are counted every five. */
const REFRESH_MS = 5_000;

export const fleetNow = () =>
  queryOptions({
    queryKey: ['workers'],
    queryFn: ({ signal }) => getJson<Fleet>('/api/workers', signal),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
