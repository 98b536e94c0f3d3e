// One account on one screen: its settings, its days with what priced them, the next day's forecast with the reasons, its model and
// its runs. The cost grows with the length of the range only.
import { z } from 'zod';
import type { Account } from '../domain/account.ts';
import { addDays } from '../domain/calendar/dates.ts';
import { backtestReport, type BacktestRow } from '../domain/forecast/backtest-report.ts';
import { contributionsTo, type Difference } from '../domain/forecast/contributions.ts';
import type { Explanation } from '../domain/forecast/explain.ts';
import type { StoredModel } from '../domain/forecast/types.ts';
import type { DecimalString, IsoDate } from '../domain/ids.ts';
import type { Explainer } from '../ports/explainer.ts';
import type { DateRange } from '../ports/revenue-source.ts';
import type { RunRecord } from '../ports/store.ts';
import { accountVersion, getAccount } from './accounts.ts';
import type { OperationsDeps } from './deps.ts';
import {
  currentForecasts,
  hasIntervals,
  withheldOf,
  type CurrentForecast,
  type WithheldForecast,
} from './forecasts.ts';
import { parseInput } from './input.ts';
import type { RunLinks } from './links.ts';
import { summariseModel, type ModelSummary } from './model-summary.ts';
import { overviewRange } from './overview.ts';
import { layDays, rowsOfAccount, type Fact, type OverviewDay } from './overview-days.ts';
import { lastCompleteDay } from './run-requests.ts';
import { linksOf } from './run-start.ts';
import { isoDate } from './values.ts';

/** Runs that are shown, newest first. */
const RUNS = 60;
const WEEK = 7;

const querySchema = z.strictObject({ from: isoDate.optional(), to: isoDate.optional() });

export interface AccountOverviewQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What priced a day: rates of one provider, and what each source was converted at. */
export interface PricedDay {
  readonly date: IsoDate;
  readonly provider: string;
  /** The day the provider published the rates for. */
  readonly quoteDate: IsoDate;
  readonly synthetic: boolean;
  /** Units of the account's currency for one unit of `from`. */
  readonly conversions: readonly { readonly sourceId: string; readonly from: string; readonly rate: string }[];
}

/** The model behind the next day's forecast, or else the champion. */
export interface ModelCard extends Omit<ModelSummary, 'backtest'>, Pick<StoredModel, 'settings' | 'data' | 'features'> {
  readonly backtest: readonly BacktestRow[];
  /** Null: no day of its history is left to draw it over. */
  readonly curve: Explanation['curve'] | null;
}

/** Why the next day's forecast is not the mean of the days before. */
export interface ForecastReasons extends Difference, Pick<Explanation, 'observed' | 'members' | 'bySource'> {
  /** The same weekday a week before, in the currency of the forecast; null: nothing is known of it. */
  readonly lastWeek: { readonly date: IsoDate; readonly amount: DecimalString } | null;
}

export interface AccountOverview extends DateRange {
  readonly account: Account;
  /** For `If-Match` when the account is changed. */
  readonly etag: string;
  readonly timeZone: string;
  readonly lastCompleteDay: IsoDate;
  readonly days: readonly OverviewDay[];
  readonly priced: readonly PricedDay[];
  /** What is served for the day after the last complete one; null: nothing. */
  readonly next: CurrentForecast | null;
  /** The newest forecast of that day, where it is not the one that is served: not judged yet, held back, or rejected. */
  readonly withheld: WithheldForecast | null;
  /** Null without a forecast, or where its model is gone. */
  readonly reasons: ForecastReasons | null;
  readonly model: ModelCard | null;
  /** Newest start first. */
  readonly runs: readonly (RunRecord & { readonly links: RunLinks })[];
}

/** @throws InvalidInputError; MorrowError RANGE_TOO_LONG, ACCOUNT_NOT_FOUND, STORE_UNREACHABLE. */
export async function readAccountOverview(
  deps: OperationsDeps,
  explainer: Explainer,
  id: string,
  query: AccountOverviewQuery = {},
): Promise<AccountOverview> {
  const lastDay = lastCompleteDay(deps);
  const range = overviewRange(parseInput(querySchema, query), lastDay);
  const account = await getAccount(deps, id);
  const [rows, runs, forecast] = await Promise.all([
    rowsOfAccount(deps.store, account, range),
    deps.store.runs.list({ accountId: account.id, limit: RUNS }),
    readForecast({ ...deps, explainer }, account, lastDay),
  ]);
  return {
    ...range,
    account,
    etag: `"${accountVersion(account)}"`,
    timeZone: deps.timeZone,
    lastCompleteDay: lastDay,
    days: layDays(rows),
    priced: rows.facts.flatMap(pricedDay),
    ...forecast,
    runs: runs.map((run) => ({ ...run, links: linksOf(deps, run.id) })),
  };
}

function pricedDay({ date, rates, shares }: Fact): readonly PricedDay[] {
  if (rates === null) return [];
  const { provider, quoteDate, synthetic } = rates;
  const conversions = shares.flatMap(({ sourceId, originalCurrency, rate }) =>
    rate === null ? [] : [{ sourceId, from: originalCurrency, rate }],
  );
  return [{ date, provider, quoteDate, synthetic, conversions }];
}

type ForecastDeps = Pick<OperationsDeps, 'store'> & { readonly explainer: Explainer };

export type NextDay = Pick<AccountOverview, 'next' | 'withheld' | 'reasons' | 'model'>;

/** The forecast of the day after the last complete one, why it is what it is, and the model. @throws MorrowError ACCOUNT_NOT_FOUND. */
export async function explainNextDay(
  deps: Pick<OperationsDeps, 'store' | 'clock' | 'timeZone'>,
  explainer: Explainer,
  id: string,
): Promise<NextDay> {
  const account = await getAccount(deps, id);
  return readForecast({ store: deps.store, explainer }, account, lastCompleteDay(deps));
}

async function readForecast(deps: ForecastDeps, account: Account, lastDay: IsoDate): Promise<NextDay> {
  const tomorrow = addDays(lastDay, 1);
  const [next = null] = await currentForecasts(deps.store, account.id, { from: tomorrow, to: tomorrow });
  const { models, forecasts } = deps.store;
  const withheld = next === null ? withheldOf(await forecasts.findLatest(account.id, lastDay)) : next.withheld;
  const model = next === null ? await models.findChampion(account.id) : await models.find(next.modelId);
  if (model === null) return { next, withheld, reasons: null, model: null };
  const asked = { account, model, origin: next?.businessDate ?? lastDay, step: next?.step ?? 1 };
  const explanation = await deps.explainer.explain(asked);
  return {
    next,
    withheld,
    reasons: next === null || explanation === null ? null : await reasonsOf(deps, next, explanation),
    model: cardOf(model, explanation),
  };
}

async function reasonsOf(
  { store }: ForecastDeps,
  next: CurrentForecast,
  explanation: Explanation,
): Promise<ForecastReasons | null> {
  if (!hasIntervals(next)) return null;
  const { accountId, currency, served, targetDate } = next;
  const date = addDays(targetDate, -WEEK);
  const [lastWeek] = await store.revenue.listDays(accountId, { from: date, to: date });
  return {
    ...contributionsTo({ day: next, served, currency }, explanation),
    observed: explanation.observed,
    members: explanation.members,
    bySource: explanation.bySource,
    lastWeek: lastWeek?.currency === currency ? { date, amount: lastWeek.amount } : null,
  };
}

const cardOf = (model: StoredModel, explanation: Explanation | null): ModelCard => ({
  ...summariseModel(model),
  settings: model.settings,
  data: model.data,
  features: model.features,
  backtest: backtestReport(model),
  curve: explanation?.curve ?? null,
});
