// What screens ask the API for, and how often they ask again.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson, postJson } from './request.ts';
import type { AccountPage, AlertList, CohortList, HoldDecided, HoldDescription, HoldList, Overview } from './types.ts';

/** While a run goes on, or totals are added up, things change by the second. */
const LIVE_MS = 2_000;
const CALM_MS = 20_000;

export interface OverviewAsk {
  readonly from?: string;
  readonly to?: string;
  readonly account?: string;
  readonly cohort?: string;
}

export const overviewOf = (ask: OverviewAsk) =>
  queryOptions({
    queryKey: ['overview', ask],
    queryFn: ({ signal }) => getJson<Overview>(`/api/overview${queryText(ask)}`, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (isLive(state.data) ? LIVE_MS : CALM_MS),
  });

const isLive = (data: Overview | undefined): boolean =>
  data !== undefined && (data.refreshing.length > 0 || data.runs.some(({ status }) => status === 'running'));

export const openHolds = () =>
  queryOptions({
    queryKey: ['holds'],
    queryFn: ({ signal }) => getJson<HoldList>('/api/holds?status=open,escalated&limit=50', signal),
    refetchInterval: CALM_MS,
  });

export const holdOf = (id: string) =>
  queryOptions({
    queryKey: ['hold', id],
    queryFn: ({ signal }) => getJson<HoldDescription>(`/api/holds/${encodeURIComponent(id)}?limit=100`, signal),
  });

export const openAlerts = () =>
  queryOptions({
    queryKey: ['alerts'],
    queryFn: ({ signal }) => getJson<AlertList>('/api/alerts?open=true&limit=50', signal),
    refetchInterval: CALM_MS,
  });

/** Active accounts whose id or name holds the text. */
export const accountsLike = (search: string) =>
  queryOptions({
    queryKey: ['accounts', search],
    queryFn: ({ signal }) => getJson<AccountPage>(`/api/accounts${queryText({ search, limit: '8' })}`, signal),
    placeholderData: keepPreviousData,
    enabled: search !== '',
  });

export const cohortNames = () =>
  queryOptions({
    queryKey: ['cohorts'],
    queryFn: ({ signal }) => getJson<CohortList>('/api/cohorts', signal),
    staleTime: 60_000,
  });

export interface HoldDecision {
  readonly id: string;
  readonly action: 'release' | 'reject';
  readonly by: string;
  readonly reason: string;
  /** Absent: everything that is still held. */
  readonly accounts?: readonly string[];
}

export const decideHold = ({ id, action, ...body }: HoldDecision): Promise<HoldDecided> =>
  postJson<HoldDecided>(`/api/holds/${encodeURIComponent(id)}/${action}`, body);

function queryText(values: object): string {
  const given = Object.entries(values).map(([name, value]) => [name, String(value)]);
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
