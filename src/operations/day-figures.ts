// The last complete business day as gauges: accounts done, late and failed, revenue by currency and source. Read from the store, exact at any time.
import { businessDateAt } from '../domain/calendar/business-date.ts';
import { dayEnd } from '../domain/calendar/day-end.ts';
import type { IsoDate } from '../domain/ids.ts';
import type { Sample, SampledPart } from '../observability/metrics/sampled-gauges.ts';
import type { RunStatus, Store } from '../ports/store.ts';
import type { OperationsDeps } from './deps.ts';

/** What forecasts are made by. */
const PIPELINE = 'daily';
/** Nothing of an account day is late that ended so. What is held waits for an answer and has an alert of its own. */
const DONE: ReadonlySet<RunStatus> = new Set(['published', 'held', 'collected']);
const STATUSES: readonly RunStatus[] = ['running', 'staged', 'held', 'published', 'collected', 'failed', 'cancelled'];

const GAUGES: SampledPart['gauges'] = {
  morrow_business_date_timestamp_seconds: {
    help: 'Midnight UTC of the last complete business date, which the figures of the day are about.',
    labels: [],
  },
  morrow_day_deadline_timestamp_seconds: { help: 'When all account days of that date should be done.', labels: [] },
  morrow_accounts_expected: { help: 'Active accounts, which a day run has to bring to an end.', labels: ['pipeline'] },
  morrow_accounts_done: { help: 'Accounts whose day is done.', labels: ['pipeline'] },
  morrow_accounts_late: {
    help: 'After the deadline: expected accounts that are not done. Before: 0.',
    labels: ['pipeline'],
  },
  morrow_accounts_by_status: {
    help: 'Accounts by what the run record of their day says.',
    labels: ['pipeline', 'status'],
  },
  morrow_accounts_failed: { help: 'Failed account days by code of the error catalogue.', labels: ['pipeline', 'code'] },
  morrow_revenue_amount: { help: 'Daily revenue of all accounts, in their own currencies.', labels: ['currency'] },
  morrow_revenue_accounts: { help: 'Accounts with revenue of the date.', labels: ['currency'] },
  morrow_source_revenue_amount: {
    help: 'What each source stated for the date, in its currencies, before conversion.',
    labels: ['source', 'currency'],
  },
  morrow_source_accounts: { help: 'Accounts with figures of the source.', labels: ['source', 'currency'] },
};

type Deps = Pick<OperationsDeps, 'store' | 'clock' | 'timeZone'>;

/** @param deadline time of day, `HH:MM`, in the time zone. */
export const dayFigures = (deps: Deps, deadline: string): SampledPart => ({
  part: 'day',
  gauges: GAUGES,
  // The store is asked for at every reading: it may be away.
  read: () => readDay(deps, deadline),
});

async function readDay({ store, clock, timeZone }: Deps, deadline: string): Promise<readonly Sample[]> {
  const now = clock.now();
  const date = businessDateAt(now.toISOString(), timeZone);
  const deadlineAt = dayEnd(date, timeZone) + timeOfDayMs(deadline);
  const [accounts, revenue] = await Promise.all([
    accountSamples(store, date, now.getTime() >= deadlineAt),
    revenueSamples(store, date),
  ]);
  return [
    sample('morrow_business_date_timestamp_seconds', {}, Date.parse(`${date}T00:00:00Z`) / 1_000),
    sample('morrow_day_deadline_timestamp_seconds', {}, deadlineAt / 1_000),
    ...accounts,
    ...revenue,
  ];
}

async function accountSamples(store: Store, date: IsoDate, deadlineIsOver: boolean): Promise<readonly Sample[]> {
  const [expected, byStatus, failures] = await Promise.all([
    store.accounts.count({}),
    store.runs.countAccountDays(PIPELINE, date, {}),
    store.runs.countFailures(PIPELINE, date, {}),
  ]);
  const labels = { pipeline: PIPELINE };
  const done = [...DONE].reduce((sum, status) => sum + (byStatus[status] ?? 0), 0);
  return [
    sample('morrow_accounts_expected', labels, expected),
    sample('morrow_accounts_done', labels, done),
    sample('morrow_accounts_late', labels, deadlineIsOver ? Math.max(0, expected - done) : 0),
    ...STATUSES.map((status) => sample('morrow_accounts_by_status', { ...labels, status }, byStatus[status] ?? 0)),
    ...Object.entries(failures).map(([code, count]) => sample('morrow_accounts_failed', { ...labels, code }, count)),
  ];
}

async function revenueSamples(store: Store, date: IsoDate): Promise<readonly Sample[]> {
  const [totals, bySource] = await Promise.all([
    store.revenue.totals(date, {}),
    store.revenue.totalsBySource(date, {}),
  ]);
  return [
    ...totals.flatMap(({ currency, amount, accounts }) => [
      sample('morrow_revenue_amount', { currency }, Number(amount)),
      sample('morrow_revenue_accounts', { currency }, accounts),
    ]),
    ...bySource.flatMap(({ sourceId: source, currency, amount, accounts }) => [
      sample('morrow_source_revenue_amount', { source, currency }, Number(amount)),
      sample('morrow_source_accounts', { source, currency }, accounts),
    ]),
  ];
}

const sample = (name: string, labels: Sample['labels'], value: number): Sample => ({ name, labels, value });

/** Exact but on the two days a year that are an hour longer or shorter before this time of day. */
function timeOfDayMs(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return (hours * 60 + minutes) * 60_000;
}
