// What our own rows still know of an account's day when Temporal has forgotten its run: what came out of each step, and when.
import type { AccountId, IsoDate } from '../../domain/ids.ts';
import type { RunRecord, Store } from '../../ports/store.ts';
import type { RunStep, StepState } from './run-step.ts';
import { showValue } from '../../observability/show-value.ts';

interface Recorded {
  readonly name: string;
  readonly label?: string;
  readonly at: string | null;
  readonly output?: unknown;
  readonly state?: StepState;
  readonly errorCode?: string | null;
  readonly errorMessage?: string | null;
}

/** In the order of the day. Inputs, attempts and durations are not recorded. */
export async function readRecordedSteps(store: Store, record: RunRecord): Promise<readonly RunStep[]> {
  const { accountId, date } = record;
  if (record.kind !== 'account-day' || accountId === null) return [];
  const [revenue, forecast] = await Promise.all([
    revenueSteps(store, accountId, date),
    forecastSteps(store, accountId, date),
  ]);
  return [...revenue, ...forecast, ...failedStep(record)].map(toStep);
}

async function revenueSteps(store: Store, account: AccountId, date: IsoDate): Promise<readonly Recorded[]> {
  const range = { from: date, to: date };
  const [sources, days] = await Promise.all([
    store.revenue.listSources(account, range),
    store.revenue.listDays(account, range),
  ]);
  const fetched = sources.map(({ sourceId, amount, currency, items, rejected, payloadId, recordedAt, revision }) => ({
    name: 'transformReports',
    label: sourceId,
    at: recordedAt,
    output: { amount, currency, items, rejected, payloadId, revision },
  }));
  const merged = days.map(({ amount, currency, rates, shares, recordedAt, revision }) => ({
    name: 'mergeRevenue',
    at: recordedAt,
    output: { amount, currency, rates, shares, revision },
  }));
  return [...fetched, ...merged];
}

async function forecastSteps(store: Store, account: AccountId, date: IsoDate): Promise<readonly Recorded[]> {
  const forecast = await store.forecasts.findLatest(account, date);
  if (forecast === null) return [];
  const { modelId, served, revision, recordedAt, status, findings, holdId, days } = forecast;
  return [
    { name: 'makeForecast', at: recordedAt, output: { modelId, served, revision, nextDay: days[0] ?? null } },
    { name: 'judgeForecast', at: null, output: { status, findings, holdId } },
  ];
}

function failedStep({ status, failure, errorCode, errorMessage, finishedAt }: RunRecord): readonly Recorded[] {
  if (status !== 'failed') return [];
  const label = failure?.provider ?? undefined;
  const name = failure?.stage ?? 'unknown';
  return [
    { name, ...(label === undefined ? {} : { label }), at: finishedAt, state: 'failed', errorCode, errorMessage },
  ];
}

function toStep({ name, label, at, output, state = 'done', errorCode, errorMessage }: Recorded): RunStep {
  return {
    id: label === undefined ? name : `${name}-${label}`,
    kind: 'step',
    name,
    label: label ?? null,
    state,
    queue: null,
    scheduledAt: null,
    startedAt: null,
    finishedAt: at,
    waitedMs: null,
    ranMs: null,
    attempts: 0,
    tries: [],
    nextTryAt: null,
    errorCode: errorCode ?? null,
    errorMessage: errorMessage ?? null,
    input: null,
    output: output === undefined ? null : showValue(output),
    childId: null,
    activityIds: [],
  };
}
