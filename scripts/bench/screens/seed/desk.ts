// What people and operators have left behind in a year: holds, gates, alerts, deliveries, views, users, keys, rates compared.
import { addDays } from '../../../../src/domain/calendar/dates.ts';
import { parseCurrency } from '../../../../src/domain/money/currency.ts';
import type { IsoDate } from '../../../../src/domain/ids.ts';
import type { HoldRecord, Store } from '../../../../src/ports/store.ts';
import { holdIdOf } from './forecasts.ts';
import { instantOf, outcomeOf } from './outcomes.ts';
import { accountIdOf, datesOf, noiseOf, type SeedPlan } from './plan.ts';

const ALERTS = 2_000;
const OPEN_ALERTS = 60;
const DELIVERED_DAYS = 30;
const AT_ONCE = 500;
const VIEWS = 40;
const PEOPLE = 25;
const STEPS = ['beginAccountDay', 'fetchReport', 'transformReports', 'mergeRevenue', 'makeForecast'] as const;

export async function seedDesk(store: Store, plan: SeedPlan): Promise<void> {
  const dates = datesOf(plan);
  for (const date of dates) await seedDay(store, plan, date);
  await seedAlerts(store);
  for (const date of dates.slice(-DELIVERED_DAYS)) await seedDeliveries(store, plan, date);
  await seedPeople(store, plan.last);
}

async function seedDay(store: Store, plan: SeedPlan, date: IsoDate): Promise<void> {
  const held = date === plan.last ? heldOn(plan) : Math.floor(noiseOf(plan.accounts, Date.parse(date) / 1e7) * 40);
  await store.holds.save(holdOf(date, held, date === plan.last));
  await store.gates.save({
    id: `gate/daily/${date}/seed-0`,
    runId: `day/daily/${date}`,
    date,
    population: 'all',
    wave: 0,
    outcome: { wave: 0, decision: 'publish', judged: plan.accounts, published: plan.accounts - held, held, hold: null },
    findings: [],
    profile: null,
    decidedAt: instantOf(addDays(date, 1), 3_500),
  });
  await store.ratesComparisons.save(comparisonOf(date));
  await store.durations.save(
    STEPS.map((step) => ({
      hour: `${addDays(date, 1)}T05`,
      step,
      writer: 'seed',
      buckets: { 8: 900, 12: 90, 16: 10 },
    })),
  );
}

const heldOn = (plan: SeedPlan): number =>
  Array.from({ length: plan.accounts }, (_, index) => outcomeOf(index, plan.days - 1)).filter(
    ({ status }) => status === 'held',
  ).length;

function holdOf(date: IsoDate, accounts: number, isOpen: boolean): HoldRecord {
  const next = addDays(date, 1);
  return {
    id: holdIdOf(date),
    date,
    accounts,
    reason: `${accounts} forecasts are odd by themselves.`,
    status: isOpen ? 'open' : 'decided',
    openedAt: instantOf(next, 3_500),
    escalatesAt: instantOf(next, 7_000),
    decidesAt: instantOf(next, 20_000),
    closedAt: isOpen ? null : instantOf(next, 5_000),
    log: [],
  };
}

const CURRENCIES = 30;

const comparisonOf = (date: IsoDate) => ({
  date,
  base: parseCurrency('EUR'),
  comparedAt: instantOf(addDays(date, 1), 60),
  quoteDates: { a: date, b: date },
  currencies: CURRENCIES,
  limitPercent: 2,
  alerted: false,
  differences: Array.from({ length: CURRENCIES }, (_, index) => ({
    currency: `C${String.fromCodePoint(65 + (index % 26))}${String.fromCodePoint(65 + Math.floor(index / 26))}`,
    a: 1.1 + index,
    b: 1.101 + index,
    percent: 0.1,
  })),
});

async function seedAlerts(store: Store): Promise<void> {
  const ids = Array.from({ length: ALERTS }, (_, index) => `source/app-store-${index % 3}/seed-${index}`);
  for (const [index, id] of ids.entries()) {
    await store.alerts.raise({
      id,
      severity: index % 5 === 0 ? 'critical' : 'warning',
      title: `A source has failed ${index % 7} times`,
      detail: 'Accounts wait for their reports.',
      count: index % 90,
      facts: { code: 'SOURCE_UNAVAILABLE', provider: 'app-store-1', accounts: [accountIdOf(index)] },
    });
    if (index < ALERTS - OPEN_ALERTS) await store.alerts.resolve(id);
  }
}

async function seedDeliveries(store: Store, plan: SeedPlan, date: IsoDate): Promise<void> {
  for (let start = 0; start < plan.accounts; start += AT_ONCE) {
    const size = Math.min(AT_ONCE, plan.accounts - start);
    await store.deliveries.plan(Array.from({ length: size }, (_, index) => deliveryOf(start + index, date)));
  }
}

function deliveryOf(index: number, date: IsoDate) {
  const accountId = accountIdOf(index);
  const isLost = noiseOf(index, Date.parse(date) / 1e7) < 0.003;
  const at = instantOf(addDays(date, 1), 3_600);
  return {
    id: `${date}/${accountId}/1`,
    accountId,
    businessDate: date,
    forecastRevision: 1,
    status: isLost ? ('given-up' as const) : ('sent' as const),
    attempts: isLost ? 8 : 1,
    createdAt: at,
    dueAt: at,
    claimedBy: null,
    claimedUntil: null,
    sentAt: isLost ? null : at,
    lastError: isLost ? 'HTTP 503' : null,
  };
}

async function seedPeople(store: Store, last: IsoDate): Promise<void> {
  const at = instantOf(last, 0);
  for (let index = 0; index < VIEWS; index += 1) {
    const [page, name] = [index % 2 === 0 ? ('runs' as const) : ('overview' as const), `view ${index}`];
    const search = { days: 90, status: 'failed' };
    await store.views.add({
      id: `shared/${page}/${name}`,
      owner: 'shared',
      page,
      name,
      search,
      revision: 1,
      createdAt: at,
      updatedAt: at,
    });
  }
  for (let index = 0; index < PEOPLE; index += 1) {
    await store.access.users.add({
      id: `person-${index}`,
      role: 'viewer',
      password: 'scrypt$none',
      status: 'disabled',
      createdAt: at,
      passwordAt: at,
    });
    await store.access.keys.save({
      id: `key${index}`,
      name: `key ${index}`,
      role: 'viewer',
      hash: '',
      createdBy: 'seed',
      createdAt: at,
      expiresAt: null,
      revokedAt: at,
      lastUsedAt: null,
    });
  }
}
