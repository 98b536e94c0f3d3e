// How an account's day ended, read from a store: in the form in which a stormy day and a calm one can be compared.
import { accountDayId } from '../../src/contract/workflow-ids.ts';
import type { StoredForecast } from '../../src/domain/forecast/types.ts';
import type { AccountId, IsoDate } from '../../src/domain/ids.ts';
import type { Store } from '../../src/ports/store.ts';
import { inLanes } from './lanes.ts';

export interface Ending {
  readonly account: AccountId;
  /** `missing`: no run record. */
  readonly status: string;
  readonly code: string | null;
  /** The money: current revenue of the day and its shares. Null: none was written. */
  readonly revenue: object | null;
  readonly sources: readonly object[];
  readonly forecast: object | null;
  /** The content-addressed id of the champion. */
  readonly champion: string | null;
  /** How often each thing is there; each must be there once, or not at all. */
  readonly revisions: Readonly<Record<'revenue' | 'sources' | 'forecast' | 'models', readonly number[]>>;
}

const LANES = 20;
const MODELS_READ = 10;

/** In the order of the accounts. */
export async function readEndings(
  store: Store,
  accounts: readonly AccountId[],
  date: IsoDate,
): Promise<readonly Ending[]> {
  const endings = new Map<AccountId, Ending>();
  await inLanes(LANES, accounts, async (account) => void endings.set(account, await readEnding(store, account, date)));
  return accounts.flatMap((account) => endings.get(account) ?? []);
}

async function readEnding(store: Store, account: AccountId, date: IsoDate): Promise<Ending> {
  const range = { from: date, to: date };
  const [record, days, sources, forecasts, models] = await Promise.all([
    store.runs.find(accountDayId('daily', date, account)),
    store.revenue.listDayRevisions(account, date),
    store.revenue.listSources(account, range),
    store.forecasts.listRevisions(account, date),
    store.models.list(account, MODELS_READ),
  ]);
  const day = days.at(-1);
  const forecast = forecasts.at(-1);
  return {
    account,
    status: record?.status ?? 'missing',
    code: record?.errorCode ?? null,
    revenue: day === undefined ? null : moneyOf(day),
    sources: sources.map(({ sourceId, amount, currency, items, rejected }) => ({
      sourceId,
      amount,
      currency,
      items,
      rejected,
    })),
    forecast: forecast === undefined ? null : figuresOf(forecast),
    champion: models.find(({ stage }) => stage === 'champion')?.id ?? null,
    revisions: {
      revenue: days.map(({ revision }) => revision),
      sources: timesEach(sources.map(({ sourceId }) => sourceId)),
      forecast: forecasts.map(({ revision }) => revision),
      models: models.map(({ version }) => version),
    },
  };
}

/** A second revision is none of it: a fault that passes may hide, at one request, what the source says at the others. */
const timesEach = (ids: readonly string[]): readonly number[] =>
  [...new Set(ids)].map((id) => ids.filter((other) => other === id).length);

type Day = Awaited<ReturnType<Store['revenue']['listDayRevisions']>>[number];

/** Which of the two providers had the rates may differ; what they priced may not. */
const moneyOf = ({ amount, currency, shares, rates, origin }: Day): object => ({
  amount,
  currency,
  origin,
  shares: shares.map((share) => ({ ...share })),
  quoteDate: rates?.quoteDate ?? null,
});

const figuresOf = ({
  modelId,
  currency,
  days,
  served,
  confidence,
  observedDays,
  accuracy,
  status,
  findings,
}: StoredForecast): object => ({
  modelId,
  currency,
  days,
  served,
  confidence,
  observedDays,
  accuracy,
  status,
  rules: findings.map(({ rule, severity }) => `${severity} ${rule}`),
});
