// What the page of schedules asks the API for, and what it tells it.
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { schedule, scheduleList } from '../../api/schedule-schemas.ts';
import { getJson, postJson } from './request.ts';

export type ScheduleList = z.output<typeof scheduleList>;
export type Schedule = z.output<typeof schedule>;

const REFRESH_MS = 15_000;

export const allSchedules = () =>
  queryOptions({
    queryKey: ['schedules'],
    queryFn: ({ signal }) => getJson<ScheduleList>('/api/schedules', signal),
    refetchInterval: REFRESH_MS,
  });

const pathOf = (id: string, verb: string): string => `/api/schedules/${encodeURIComponent(id)}/${verb}`;

export const changeSchedule = (
  id: string,
  verb: 'pause' | 'resume',
  decision: { readonly by: string; readonly reason: string },
): Promise<Schedule> => postJson(pathOf(id, verb), decision);

export const triggerSchedule = (id: string): Promise<Schedule> => postJson(pathOf(id, 'trigger'));
