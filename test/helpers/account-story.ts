// An account with everything that its page shows: weeks of two sources with rates, a trained model, forecasts made with it, runs.
import { loadForecastInput } from '../../src/activities/forecast-input.ts';
import { createHolidayCalendar } from '../../src/connectors/holiday-calendar.ts';
import { depthDays, type Account } from '../../src/domain/account.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { forecastWith } from '../../src/domain/forecast/apply.ts';
import { DEFAULT_CALIBRATION } from '../../src/domain/forecast/default-calibration.ts';
import { draftForecast } from '../../src/domain/forecast/draft.ts';
import { trainModel } from '../../src/domain/forecast/train.ts';
import type { StoredModel } from '../../src/domain/forecast/types.ts';
import type { IsoDate } from '../../src/domain/ids.ts';
import type { Store } from '../../src/ports/store.ts';
import { forecast, statusChange } from '../storage/forecast-builders.ts';
import { accountId, anAccount, currency, decimal, sourceId } from './builders.ts';

export interface StoryOptions {
  readonly settings?: Partial<Account>;
  /** The last complete day. */
  readonly last: IsoDate;
  /** Days of revenue, up to the last. */
  readonly days?: number;
}

export async function tellAccount(
  store: Store,
  id: string,
  { settings, last, days = 60 }: StoryOptions,
): Promise<Account> {
  const account = anAccount({ id: accountId(id), currency: currency('EUR'), historyDepthDays: 'auto', ...settings });
  await store.accounts.save(account);
  await store.revenue.saveDays(
    Array.from({ length: days }, (_, back) => revenueOf(account, addDays(last, -back), back)),
  );
  const model = await trained(store, account, addDays(last, -8));
  for (let back = 8; back >= 0; back -= 1) {
    await forecastOn(store, { account, model }, addDays(last, -back));
    await store.runs.save(accountDay(account, addDays(last, -back), back === 3 ? 'failed' : 'published'));
  }
  return account;
}

/** An account that nothing was ever published for: its gate found a source missing. */
export async function holdFirstForecast(store: Store, id: string, businessDate: IsoDate): Promise<void> {
  const key = { accountId: accountId(id), businessDate };
  await store.accounts.save(anAccount({ id: key.accountId }));
  await store.forecasts.save([forecast(key)]);
  const message = '1 of 2 sources did not report the business date; none may be missing.';
  const finding = { rule: 'partial-inputs', severity: 'hold', figure: 1, limit: 0, message } as const;
  const to = { status: 'held', findings: [finding], facts: null, holdId: null } as const;
  await store.forecasts.setStatus([statusChange({ ...key, revision: 1, to })]);
}

function revenueOf(account: Account, date: IsoDate, back: number) {
  const busy = [0, 6].includes(new Date(`${date}T12:00:00Z`).getUTCDay()) ? 400 : 0;
  const ads = 900 + busy - 4 * back + ((back * 7_919) % 90);
  const shop = 500 - 2 * back + ((back * 31) % 60);
  const share = (source: string, amount: number, rate: string | null) => ({
    sourceId: sourceId(source),
    amount: decimal(amount.toFixed(6)),
    originalAmount: decimal((rate === null ? amount : amount / Number(rate)).toFixed(6)),
    originalCurrency: currency(rate === null ? account.currency : 'USD'),
    rate,
  });
  return {
    accountId: account.id,
    date,
    amount: decimal((ads + shop).toFixed(2)),
    currency: account.currency,
    shares: [share('ad-exchange', ads, null), share('app-store-1', shop, '0.926500000000')],
    rates: {
      ratesId: `rates-a/${date}`,
      provider: back % 5 === 2 ? ('rates-b' as const) : ('rates-a' as const),
      quoteDate: back % 7 < 2 ? addDays(date, -1) : date,
      synthetic: false,
    },
    origin: 'sources' as const,
  };
}

const inputOf = (store: Store, account: Account, date: IsoDate) =>
  loadForecastInput({ store, holidays: createHolidayCalendar() }, account, { date, currency: account.currency });

async function trained(store: Store, account: Account, date: IsoDate): Promise<StoredModel> {
  const settings = { depthDays: depthDays(account), polynomialDegree: account.polynomialDegree };
  const made = trainModel(await inputOf(store, account, date), settings);
  const model = await store.models.register({
    ...made,
    id: `${account.id}/${date}/story`,
    accountId: account.id,
    businessDate: date,
    currency: account.currency,
    codeVersion: 'test',
  });
  const by = { kind: 'rule', name: 'first-model' } as const;
  return (await store.models.promote({ accountId: account.id, modelId: model.id, by, reason: 'The first one.' })).model;
}

interface Told {
  readonly account: Account;
  readonly model: StoredModel;
}

async function forecastOn(store: Store, { account, model }: Told, date: IsoDate): Promise<void> {
  const input = await inputOf(store, account, date);
  const forecast = draftForecast({
    accountId: account.id,
    businessDate: date,
    currency: account.currency,
    model,
    observedDays: input.values.filter((value) => value !== null).length,
    inflation: 1,
    steps: forecastWith(model, input, { horizonDays: 14, calibration: DEFAULT_CALIBRATION }),
    scores: [],
  });
  await store.forecasts.save([forecast]);
  await store.forecasts.setStatus([statusChange({ accountId: account.id, businessDate: date, revision: 1 })]);
}

const accountDay = (account: Account, date: IsoDate, status: 'failed' | 'published') => ({
  id: `account-day/daily/${date}/${account.id}`,
  kind: 'account-day' as const,
  pipeline: 'daily',
  date,
  accountId: account.id,
  cohort: null,
  status,
  errorCode: status === 'failed' ? 'RATE_MISSING' : null,
  errorMessage: status === 'failed' ? 'No rate for USD.' : null,
  failure: null,
  startedAt: `${addDays(date, 1)}T06:00:00.000Z`,
  finishedAt: `${addDays(date, 1)}T06:00:12.000Z`,
  summary: null,
});
