// What the page of backfills asks the API for, and what it tells it.
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { backfillPlan } from '../../api/backfill-schemas.ts';
import type { runStarted } from '../../api/schemas.ts';
import { postJson } from './request.ts';

export type BackfillPlan = z.output<typeof backfillPlan>;
export type RunStarted = z.output<typeof runStarted>;

export interface BackfillAsk {
  readonly from: string;
  readonly to: string;
  readonly cohort?: string;
  readonly accounts?: readonly string[];
  /** Every day again, also those that are there. */
  readonly reread?: boolean;
}

/** What one would do and cost; starts nothing. It is made anew when it is asked for again, not by itself. */
export const planOf = (ask: BackfillAsk) =>
  queryOptions({
    queryKey: ['backfill-plan', ask],
    queryFn: () => postJson<BackfillPlan>('/api/backfills/plan', ask),
    staleTime: 30_000,
    refetchOnWindowFocus: false,
  });

/** @param confirm requests that somebody has agreed to. */
export const startBackfill = (ask: BackfillAsk, confirm: number): Promise<RunStarted> =>
  postJson('/api/backfills', { ...ask, confirm });
