// What the page of runs shows, as the query of its address. Text that makes no sense is left out.
import { textOf } from './search-text.ts';

export const TILE_PERIODS = [14, 30, 90] as const;
export const TILE_PERIOD_DEFAULT = 30;
export const TILE_STATUSES = ['failed', 'held', 'running', 'staged', 'published', 'collected', 'cancelled'] as const;
export type TileStatus = (typeof TILE_STATUSES)[number];

export interface RunsSearch {
  readonly days?: number;
  readonly status?: TileStatus;
  readonly code?: string;
  readonly cohort?: string;
}

export function readRunsSearch(raw: Readonly<Record<string, unknown>>): RunsSearch {
  const days = TILE_PERIODS.find((period) => raw['days'] === period || raw['days'] === String(period));
  const status = TILE_STATUSES.find((known) => known === raw['status']);
  const code = textOf(raw['code'], /^[A-Z][A-Z_]{2,60}$/);
  const cohort = textOf(raw['cohort'], /^[a-z0-9][a-z0-9._-]{0,47}$/);
  return {
    ...(days === undefined || days === TILE_PERIOD_DEFAULT ? {} : { days }),
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(cohort === undefined ? {} : { cohort }),
  };
}
