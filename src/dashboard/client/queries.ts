// What screens ask the API for, and how often they ask again.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { askEvery, isTold } from '../state/live.ts';
import { isStreaming } from './live.ts';
import { getJson, patchJson, postJson } from './request.ts';
import type {
  Account,
  AccountOverview,
  AccountPage,
  AlertList,
  CatalogueEntry,
  CohortList,
  HoldDecided,
  HoldDescription,
  HoldList,
  Overview,
  Run,
  RunList,
  RunReference,
  TilePage,
} from './types.ts';

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
    refetchInterval: ({ state }) =>
      isAddingUp(state.data) ? LIVE_MS : untold(hasRunning(state.data) ? LIVE_MS : CALM_MS),
  });

/** For the last complete day, which everything else is counted from; it changes once a day. */
export const lastDayKnown = (isNeeded: boolean) =>
  queryOptions({
    queryKey: ['overview', {}],
    queryFn: ({ signal }) => getJson<Overview>('/api/overview', signal),
    staleTime: 60_000,
    enabled: isNeeded,
  });

const hasRunning = (data: Overview | undefined): boolean =>
  data?.runs.some(({ status }) => status === 'running') ?? false;

/** Nobody is told when totals have been added up. */
const isAddingUp = (data: Overview | undefined): boolean => data !== undefined && data.refreshing.length > 0;

/** How often to ask as long as changes are not told. */
const untold = (ms: number): number => askEvery(ms, isStreaming());
const untoldCalm = (): number => untold(CALM_MS);

export const openHolds = () =>
  queryOptions({
    queryKey: ['holds'],
    queryFn: ({ signal }) => getJson<HoldList>('/api/holds?status=open,escalated&limit=50', signal),
    refetchInterval: untoldCalm,
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
    refetchInterval: untoldCalm,
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

const accountPath = (id: string): string => `/api/accounts/${encodeURIComponent(id)}`;

export const accountOverviewOf = (id: string, ask: { readonly from?: string; readonly to?: string }) =>
  queryOptions<AccountOverview>({
    queryKey: ['account', id, ask],
    queryFn: ({ signal }) => getJson<AccountOverview>(`${accountPath(id)}/overview${queryText(ask)}`, signal),
    // Of another period, never of another account.
    placeholderData: (before) => (before?.account.id === id ? before : undefined),
    refetchInterval: CALM_MS,
  });

/** Only if the account is still as the tag names it. @throws RequestError ACCOUNT_CHANGED with status 412. */
export const changeAccount = (id: string, changes: object, etag: string): Promise<Account> =>
  patchJson<Account>(accountPath(id), changes, etag);

export interface TilesAsk {
  readonly from: string;
  readonly to: string;
  readonly status?: string;
  readonly code?: string;
  readonly cohort?: string;
}

/** Accounts at a time: few requests when somebody scrolls far, each of them quick. */
const TILE_PAGE = 250;

export const tilesOf = (ask: TilesAsk) =>
  infiniteQueryOptions({
    queryKey: ['tiles', ask],
    queryFn: ({ signal, pageParam }) =>
      getJson<TilePage>(
        `/api/tiles${queryText({ ...ask, limit: TILE_PAGE, ...(pageParam === null ? {} : { after: pageParam }) })}`,
        signal,
      ),
    initialPageParam: firstPage,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });

const firstPage: string | null = null;

/** Recorded runs, newest first. */
export const runsLike = (ask: {
  readonly kind: string;
  readonly pipeline?: string;
  readonly date?: string;
  readonly status?: string;
  readonly limit: number;
}) =>
  queryOptions({
    queryKey: ['runs', ask],
    queryFn: ({ signal }) => getJson<RunList>(`/api/runs${queryText(ask)}`, signal),
    refetchInterval: untoldCalm,
  });

const pathOf = (id: string): string => `/api/runs/${encodeURIComponent(id)}`;

export const runOf = (id: string) =>
  queryOptions({
    queryKey: ['run', id],
    queryFn: ({ signal }) => getJson<Run>(pathOf(id), signal),
    refetchInterval: ({ state }) => {
      const ms = state.data?.status === 'running' ? LIVE_MS : CALM_MS;
      return isTold(id) ? untold(ms) : ms;
    },
  });

/** What the catalogue says about it; it never changes. */
export const errorCodeOf = (code: string) =>
  queryOptions({
    queryKey: ['error', code],
    queryFn: ({ signal }) => getJson<CatalogueEntry>(`/errors/${encodeURIComponent(code)}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const cancelRun = (id: string): Promise<RunReference> => postJson(`${pathOf(id)}/cancel`);
/** The accounts that failed, under the same id. */
export const retryRun = (id: string): Promise<RunReference> => postJson(`${pathOf(id)}/retry`);
export const changePause = (
  id: string,
  change: 'pause' | 'resume',
  decision: { readonly by: string; readonly reason: string },
): Promise<RunReference> => postJson(`${pathOf(id)}/${change}`, decision);
/** Also when the account is done for the date. */
export const runAgain = (pipeline: string, date: string, account: string): Promise<RunReference> =>
  postJson('/api/runs', { pipeline, date, accounts: [account], force: true });

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
