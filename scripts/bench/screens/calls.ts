// What each page of the dashboard asks the API for, as `src/dashboard/client` asks it. Every request names other accounts, days or
// pages than the one before, so that no answer is one that was kept.
import { addDays } from '../../../src/domain/calendar/dates.ts';
import type { IsoDate } from '../../../src/domain/ids.ts';
import { get, type Question } from './ask.ts';
import { hasAllForecasts, holdIdOf } from './seed/forecasts.ts';
import { accountIdOf, noiseOf, type SeedPlan } from './seed/plan.ts';

export interface ScreenCall {
  readonly screen: string;
  readonly what: string;
  /** @param round from 0. */
  question(round: number): Question;
  /** Asked in one of so many rounds only, as it takes long. */
  readonly every?: number;
  /** The API shares its answer for this long: it is asked again only afterwards. */
  readonly sharedMs?: number;
}

/** Of the real day that ran on the stack. */
export interface LiveRuns {
  readonly dayRun: string;
  readonly partition: string;
  readonly accountDays: readonly string[];
}

export interface World {
  readonly plan: SeedPlan;
  readonly live: LiveRuns;
}

const PERIODS = [7, 30, 90] as const;
const HEAT_DAYS = 90;
const TILE_PAGE = 250;
const WORDS = ['amber', 'koi', 'games', 'acc-00', 'lantern', '123', 'studio', 'tin', 'zzz', 'puzzle'] as const;

/** A number below `most`, another one in each round, the same in each run of the benchmark. */
const some = (round: number, most: number): number => Math.floor(noiseOf(round, most) * most);
const one = <T>(values: readonly [T, ...T[]] | readonly T[], round: number): T | '' =>
  values[round % values.length] ?? '';

const query = (values: Readonly<Record<string, string | number>>): string =>
  new URLSearchParams(
    Object.entries(values).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();

export const screenCalls = (world: World): readonly ScreenCall[] => [
  ...overviewCalls(world.plan),
  ...accountCalls(world.plan),
  ...runsCalls(world.plan),
  ...runCalls(world),
  ...operatingCalls(world.plan),
  ...settingsCalls(world.plan),
];

/** Up to a week ahead, as the page asks when a period is chosen. */
function periodOf({ last, days }: SeedPlan, round: number): { readonly from: IsoDate; readonly to: IsoDate } {
  const end = addDays(last, -(some(round, 30) % Math.max(1, days - 90)));
  return { from: addDays(end, 1 - Number(one(PERIODS, round))), to: addDays(end, 7) };
}

const COHORTS = ['default', 'north', 'south', 'east', 'west', 'games', 'tools', 'news'] as const;

function overviewCalls(plan: SeedPlan): readonly ScreenCall[] {
  const screen = 'Overview';
  const account = (round: number): string => fullAccount(plan, round);
  return [
    { screen, what: 'all accounts', question: () => get('/api/overview') },
    { screen, what: 'all accounts, 7, 30, 90 days', question: (n) => get(`/api/overview?${query(periodOf(plan, n))}`) },
    { screen, what: 'all accounts, a year', question: (n) => get(`/api/overview?${query(yearOf(plan, n))}`) },
    {
      screen,
      what: 'a cohort',
      question: (n) => get(`/api/overview?${query({ ...periodOf(plan, n), cohort: one(COHORTS, n) })}`),
    },
    {
      screen,
      what: 'an account',
      question: (n) => get(`/api/overview?${query({ ...periodOf(plan, n), account: account(n) })}`),
    },
    { screen, what: 'open holds', question: () => get('/api/holds?status=open,escalated&limit=50') },
    {
      screen,
      what: 'one hold',
      question: () => get(`/api/holds/${encodeURIComponent(holdIdOf(plan.last))}?limit=100`),
    },
    { screen, what: 'open alerts', question: () => get('/api/alerts?open=true&limit=50') },
    { screen, what: 'cohorts', question: () => get('/api/cohorts') },
    { screen, what: 'search', question: (n) => get(`/api/accounts?${query({ search: one(WORDS, n), limit: 8 })}`) },
    { screen, what: 'saved views', question: (n) => get(`/api/views?page=${n % 2 === 0 ? 'overview' : 'runs'}`) },
    { screen, what: 'session', question: () => get('/api/session') },
  ];
}

const yearOf = ({ last, days }: SeedPlan, round: number) => ({
  from: addDays(last, 1 - days + (round % 7)),
  to: addDays(last, 7),
});

/** One that has forecasts of every day. */
function fullAccount({ accounts }: SeedPlan, round: number): string {
  let index = some(round, accounts);
  while (!hasAllForecasts(index)) index -= 1;
  return accountIdOf(index);
}

function accountCalls(plan: SeedPlan): readonly ScreenCall[] {
  const screen = 'Account';
  const path = (round: number): string => `/api/accounts/${fullAccount(plan, round)}/overview`;
  const days = (count: number) => query({ from: addDays(plan.last, 1 - count), to: addDays(plan.last, 7) });
  return [
    { screen, what: '30 days', question: (n) => get(path(n)) },
    { screen, what: '90 days', question: (n) => get(`${path(n)}?${days(90)}`) },
    { screen, what: 'a year', question: (n) => get(`${path(n)}?${days(plan.days)}`) },
  ];
}

function runsCalls(plan: SeedPlan): readonly ScreenCall[] {
  const screen = 'Runs';
  const days = { from: addDays(plan.last, 1 - HEAT_DAYS), to: plan.last, limit: TILE_PAGE };
  const tiles = (more: Readonly<Record<string, string>>): Question => get(`/api/tiles?${query({ ...days, ...more })}`);
  return [
    { screen, what: 'heat map, first page', question: () => tiles({}) },
    { screen, what: 'heat map, a deep page', question: (n) => tiles({ after: accountIdOf(some(n, plan.accounts)) }) },
    { screen, what: 'heat map, a cohort', question: (n) => tiles({ cohort: String(one(COHORTS, n)) }) },
    {
      screen,
      what: 'heat map, by outcome',
      question: (n) => tiles({ status: String(one(['failed', 'held', 'cancelled'], n)) }),
    },
    { screen, what: 'heat map, by a frequent cause', question: () => tiles({ code: 'SOURCE_UNAVAILABLE' }) },
    { screen, what: 'heat map, by a rare cause', question: () => tiles({ code: 'CONTROL_TOTAL_MISMATCH' }) },
    { screen, what: 'heat map, by a cause nobody has', question: () => tiles({ code: 'STORE_UNREACHABLE' }) },
    { screen, what: 'latest day runs', question: () => get('/api/runs?kind=day&limit=14') },
  ];
}

function runCalls({ plan, live }: World): readonly ScreenCall[] {
  const screen = 'A run';
  const of = (id: string, part = ''): Question => get(`/api/runs/${encodeURIComponent(id)}${part}`);
  const date = (round: number): IsoDate => addDays(plan.last, -1 - some(round, Math.min(60, plan.days - 1)));
  const dayRun = (round: number): string => `day/daily/${date(round)}`;
  const accountDay = (round: number): string =>
    `account-day/daily/${date(round)}/${accountIdOf(some(round, plan.accounts))}`;
  const alive = (round: number): string => String(one(live.accountDays, round));
  const failed = (round: number) =>
    query({ kind: 'account-day', pipeline: 'daily', date: date(round), status: 'failed', limit: 100 });
  return [
    { screen, what: 'a day run of all accounts', question: (n) => of(dayRun(n)) },
    { screen, what: 'its failed accounts', question: (n) => get(`/api/runs?${failed(n)}`) },
    { screen, what: 'its durations', question: (n) => of(dayRun(n), '/durations') },
    { screen, what: 'its variables', question: (n) => of(dayRun(n), '/variables') },
    { screen, what: 'an account day of the store', question: (n) => of(accountDay(n)) },
    { screen, what: 'its durations, of a step', question: (n) => of(accountDay(n), '/durations?step=fetchReport') },
    { screen, what: 'what a code means', question: () => get('/errors/SOURCE_UNAVAILABLE') },
    { screen, what: 'a day run of Temporal', question: () => of(live.dayRun) },
    { screen, what: 'its parts', question: (n) => of(live.dayRun, `/steps?kinds=child&limit=${50 + n}`) },
    {
      screen,
      what: 'accounts of a partition',
      question: (n) => of(live.partition, `/steps?kinds=child&limit=${50 + n}`),
    },
    { screen, what: 'an account day of Temporal', question: (n) => of(alive(n)) },
    { screen, what: 'its steps', question: (n) => of(alive(n), '/steps?kinds=step%2Ctimer%2Csignal&limit=100') },
    { screen, what: 'the log of a step', question: (n) => of(alive(n), '/log?step=fetchReport&limit=50') },
  ];
}

function operatingCalls(plan: SeedPlan): readonly ScreenCall[] {
  const plans = (n: number, more: object): Question => {
    const to = addDays(plan.last, -some(n, 20));
    return { method: 'POST', path: '/api/backfills/plan', body: { from: addDays(to, -29), to, ...more } };
  };
  const alerts = (more: Readonly<Record<string, string>>) => get(`/api/alerts?${query({ ...more, limit: 200 })}`);
  return [
    { screen: 'Schedules', what: 'all', question: () => get('/api/schedules') },
    {
      screen: 'Backfill',
      what: 'plan of an account, 30 days',
      question: (n) => plans(n, { accounts: [fullAccount(plan, n)] }),
    },
    {
      screen: 'Backfill',
      what: 'plan of a cohort, 30 days',
      every: 5,
      question: (n) => plans(n, { cohort: one(COHORTS, n) }),
    },
    { screen: 'Backfill', what: 'plan of all accounts, 30 days', every: 20, question: (n) => plans(n, {}) },
    { screen: 'Backfill', what: 'earlier ones', question: () => get('/api/runs?kind=backfill&limit=20') },
    { screen: 'Workers and queues', what: 'all', every: 5, sharedMs: 2_000, question: () => get('/api/workers') },
    { screen: 'Providers', what: 'all', question: () => get('/api/providers') },
    { screen: 'Providers', what: 'rates A and B', question: () => get('/api/rates/comparisons') },
    { screen: 'Alerts', what: 'open', question: () => alerts({ open: 'true' }) },
    {
      screen: 'Alerts',
      what: 'resolved, by severity',
      question: (n) => alerts({ open: 'false', severity: n % 2 === 0 ? 'critical' : 'warning' }),
    },
    {
      screen: 'Alerts',
      what: 'one',
      question: (n) => get(`/api/alerts/${encodeURIComponent(`source/app-store-${n % 3}/seed-${n % 3}`)}`),
    },
    { screen: 'Deliveries', what: 'latest', question: () => get('/api/deliveries?limit=50') },
    { screen: 'Deliveries', what: 'given up', question: () => get('/api/deliveries?status=given-up&limit=50') },
    {
      screen: 'Deliveries',
      what: 'of an account',
      question: (n) => get(`/api/deliveries?${query({ account: fullAccount(plan, n), limit: 50 })}`),
    },
  ];
}

function settingsCalls(plan: SeedPlan): readonly ScreenCall[] {
  const screen = 'Settings';
  const accounts = (more: Readonly<Record<string, string>>) =>
    get(`/api/accounts?${query({ limit: 50, includeArchived: 'false', ...more })}`);
  return [
    {
      screen,
      what: 'accounts, a deep page',
      question: (n) => accounts({ after: accountIdOf(some(n, plan.accounts)) }),
    },
    { screen, what: 'accounts, search', question: (n) => accounts({ search: String(one(WORDS, n)) }) },
    { screen, what: 'connections', question: () => get('/api/connections') },
    { screen, what: 'users', question: () => get('/api/users') },
    { screen, what: 'keys', question: () => get('/api/keys') },
    { screen, what: 'variables', question: () => get('/api/variables') },
  ];
}
