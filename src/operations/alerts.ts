// Incidents, as they are recorded.
import { z } from 'zod';
import type { AlertRecord } from '../ports/store.ts';
import type { OperationsDeps } from './deps.ts';
import { parseInput } from './input.ts';

export const ALERT_LIST_MAX = 500;

export const alertListQuerySchema = z.strictObject({
  open: z.boolean().optional(),
  limit: z.int().min(1).max(ALERT_LIST_MAX).default(50),
});

export interface AlertListQuery {
  /** True: unresolved ones, false: resolved ones, absent: both. */
  readonly open?: boolean | undefined;
  readonly limit?: number | undefined;
}

/** Newest first. */
export function listAlerts(
  { store }: Pick<OperationsDeps, 'store'>,
  query: AlertListQuery = {},
): Promise<readonly AlertRecord[]> {
  const { open, limit } = parseInput(alertListQuerySchema, query);
  return store.alerts.list({ limit, ...(open === undefined ? {} : { open }) });
}
