// One account's day, from the sources' reports to the published forecast. Its steps follow from the account's own settings.
import {
  CancellationScope,
  condition,
  defineQuery,
  defineSignal,
  getExternalWorkflowHandle,
  isCancellation,
  patched,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { MorrowError } from '../contract/errors.ts';
import { SOURCES_PATIENCE_MS } from '../contract/limits.ts';
import type {
  AccountDayInput,
  AccountDayOutcome,
  AccountDayPlan,
  AccountDayResult,
  AccountDayStage,
  AccountDayState,
  ConvertedRevenue,
  FetchedReport,
  HistoryCheck,
  MergedRevenue,
  ModelRef,
  RatesOutcome,
  TransformedSource,
  WaitsFor,
} from '../contract/messages.ts';
import { QUERIES, SIGNALS } from '../contract/messages.ts';
import type { CurrencyCode, SourceId } from '../domain/ids.ts';
import { publishAtOnce } from './account-day-0-1.ts';
import { OUTCOME_ATTRIBUTE } from './attributes.ts';
import { catalogueFailure, endingOf, providerOf } from './failures.ts';
import { steps } from './steps.ts';
import { withVariables } from './variables.ts';

export const accountDayState = defineQuery<AccountDayState>(QUERIES.state);
export const ratesReady = defineSignal<[RatesOutcome]>(SIGNALS.ratesReady);
/** From an account day: its account, and what it waits for (absent: begun by 0.2 or before). From a partition: its workflow id. */
export const parked = defineSignal<[string, WaitsFor?]>(SIGNALS.parked);

/** How long `convert` waits before it tells its partition that it will wait longer. */
const PARK_AFTER_MS = 1_000;

export async function accountDay(input: AccountDayInput): Promise<AccountDayResult> {
  const day = new AccountDay(input);
  try {
    const result = await day.run();
    finish(day, { stage: 'done', outcome: result.outcome });
    return result;
  } catch (error) {
    const cancelled = isCancellation(error);
    await CancellationScope.nonCancellable(() => recordEnd(input, error, cancelled ? null : day.standsAt));
    const stage = cancelled ? 'cancelled' : 'failed';
    finish(day, { stage, outcome: stage });
    throw cancelled ? error : catalogueFailure(error);
  }
}

class AccountDay {
  private stage: AccountDayStage = 'starting';
  private readonly fetched: SourceId[] = [];
  private rates: RatesOutcome | null;
  private readonly input: AccountDayInput;

  constructor(input: AccountDayInput) {
    this.input = input;
    this.rates = input.rates;
    setHandler(ratesReady, (outcome) => void (this.rates = outcome));
    setHandler(accountDayState, () => this.state(), { description: 'Where the account day stands' });
  }

  /** The business story, top to bottom. */
  async run(): Promise<AccountDayResult> {
    const { accountId, date, pipeline, force } = this.input;
    const plan = await steps.beginAccountDay({ accountId, date, pipeline, force });
    if (plan.alreadyDone) return this.result('already-done');
    if (plan.dayEndsInMs > 0) await this.waitForDayEnd(plan);

    const revenue = await this.collect(plan);
    if (pipeline !== 'revenue') return await this.forecast(revenue);
    await steps.finishAccountDay({
      accountId,
      date,
      pipeline,
      status: 'collected',
      errorCode: null,
      errorMessage: null,
    });
    return this.result('collected', { revenue });
  }

  private async collect(plan: AccountDayPlan): Promise<MergedRevenue> {
    const { accountId, date } = this.input;
    const reports = await this.fetchAll(plan);
    this.enter('transforming');
    const sources = reports.length === 0 ? [] : await steps.transformReports({ accountId, date, reports });
    const converted = needsRates(plan, sources) ? await this.convert(plan, sources) : null;
    this.enter('merging');
    return await steps.mergeRevenue({ accountId, date, currency: plan.currency, sources, converted });
  }

  /** The forecast is made and judged here; the gate of the whole day publishes it. */
  private async forecast(revenue: MergedRevenue): Promise<AccountDayResult> {
    // Asked for by its input, the present version costs no marker and no write to the list of runs.
    if (this.input.version === undefined && !patched('staged-forecasts')) {
      await publishAtOnce(this.input, revenue.currency, (stage) => this.enter(stage));
      return this.result('published', { revenue });
    }
    const { accountId, date, pipeline, horizonDays } = this.input;
    const of = { accountId, date, currency: revenue.currency };
    this.enter('scoring');
    await steps.scoreForecasts(of);
    this.enter('checking-history');
    const history = await steps.checkHistory(of);
    const model = history.champion ?? (await this.train(revenue, history));
    this.enter('predicting');
    const summary = `${model.kind}, version ${model.version}`;
    const { revision, nextDay } = await steps.makeForecast({ ...of, modelId: model.modelId, horizonDays }, summary);
    this.enter('judging');
    const { status } = await steps.judgeForecast({
      accountId,
      date,
      pipeline,
      revision,
      ...withVariables(this.input.variables),
    });
    return this.result(status, { revenue, nextDay, model: model.kind });
  }

  /** No champion that applies: one is trained on the spot. */
  private async train({ currency }: MergedRevenue, { present, missing }: HistoryCheck): Promise<ModelRef> {
    const { accountId, date } = this.input;
    this.enter('training');
    return await steps.trainModel({ accountId, date, currency }, `${present} days, ${missing} missing`);
  }

  private result(outcome: AccountDayOutcome, found: Partial<AccountDayResult> = {}): AccountDayResult {
    return { accountId: this.input.accountId, outcome, revenue: null, nextDay: null, model: null, ...found };
  }

  get standsAt(): AccountDayStage {
    return this.stage;
  }

  get isOfVersion3(): boolean {
    return this.input.version !== undefined;
  }

  private get givesWay(): boolean {
    return this.input.version === 4;
  }

  enter(stage: AccountDayStage): void {
    this.stage = stage;
    setCurrentDetails(`**${stage}**${this.fetched.length > 0 ? `, fetched: ${this.fetched.join(', ')}` : ''}`);
  }

  /** A day that is not over where the account lives would be collected in part: it starts when it is complete. */
  private async waitForDayEnd({ dayEndsInMs, timeZone }: AccountDayPlan): Promise<void> {
    this.enter('waiting-for-day-end');
    await this.park('day-end');
    await sleep(dayEndsInMs, { summary: `until ${this.input.date} is over in ${timeZone}` });
  }

  private async fetchAll(plan: AccountDayPlan): Promise<readonly FetchedReport[]> {
    this.enter('fetching');
    const fetching = Promise.all(plan.sources.map((sourceId) => this.fetch(sourceId)));
    if (this.givesWay) await this.parkUnlessSettled(fetching);
    return await fetching;
  }

  /** A provider that is down, or has nothing yet, may take hours. Where all answer at once, the timer never reaches the server. */
  private async parkUnlessSettled(fetching: Promise<unknown>): Promise<void> {
    let settled = false;
    const settle = () => void (settled = true);
    void fetching.then(settle, settle);
    if (!(await condition(() => settled, SOURCES_PATIENCE_MS))) await this.park('sources');
  }

  private async fetch(sourceId: SourceId): Promise<FetchedReport> {
    const { accountId, date } = this.input;
    const report = await steps.fetchReport({ accountId, sourceId, from: date, to: date }, sourceId);
    this.fetched.push(sourceId);
    return report;
  }

  private async convert(plan: AccountDayPlan, sources: readonly TransformedSource[]): Promise<ConvertedRevenue> {
    const { currency } = plan;
    const early = await this.convertAtStoredRates(currency, sources);
    if (early !== null) return early;
    const ratesId = await this.waitForRates();
    this.enter('converting');
    return await steps.convertRevenue({ currency, ratesId, sources }, `to ${currency}`);
  }

  /** Rates that came after this day was begun are in the store already as a rule: then one step finds and applies them. */
  private async convertAtStoredRates(
    currency: CurrencyCode,
    sources: readonly TransformedSource[],
  ): Promise<ConvertedRevenue | null> {
    if (this.rates !== null || !this.isOfVersion3) return null;
    this.enter('converting');
    return await steps.convertAtStoredRates({ date: this.input.date, currency, sources }, `to ${currency}`);
  }

  /** Known from the start, or stored meanwhile, or told by the partition: in this order, so that hardly anyone waits. */
  private async waitForRates(): Promise<string> {
    if (this.rates === null) {
      this.enter('waiting-for-rates');
      const stored = this.isOfVersion3 ? null : await steps.findRates({ date: this.input.date });
      if (stored !== null) return stored.ratesId;
      if (!(await condition(() => this.rates !== null, PARK_AFTER_MS))) await this.park('rates');
      await condition(() => this.rates !== null);
    }
    return readRates(this.rates);
  }

  private async park(waitsFor: WaitsFor): Promise<void> {
    const parent = workflowInfo().parent;
    if (parent === undefined) return;
    // A partition that is gone has asked for our cancellation already.
    await getExternalWorkflowHandle(parent.workflowId)
      .signal(parked, this.input.accountId, waitsFor)
      .catch(() => undefined);
  }

  private waitingFor(): string | null {
    if (this.stage === 'waiting-for-rates') return `rates of ${this.input.date}`;
    return this.stage === 'waiting-for-day-end' ? `end of ${this.input.date}` : null;
  }

  private state(): AccountDayState {
    return { stage: this.stage, fetched: this.fetched, waitingFor: this.waitingFor() };
  }
}

/** An account that converts needs rates only when a source really pays in another currency. */
const needsRates = (plan: AccountDayPlan, sources: readonly TransformedSource[]): boolean =>
  plan.convertCurrency && sources.some((source) => source.currency !== plan.currency);

function readRates(rates: RatesOutcome | null): string {
  if (rates === null) throw new MorrowError('RATES_UNAVAILABLE', 'The wait for rates ended without rates.');
  if ('failure' in rates) throw new MorrowError(rates.failure, rates.message);
  return rates.ratesId;
}

/** @param failedAt the stage it failed in; null: it was cancelled. */
async function recordEnd(input: AccountDayInput, error: unknown, failedAt: AccountDayStage | null): Promise<void> {
  const { accountId, date, pipeline } = input;
  const { code, message } = endingOf(error);
  await steps.finishAccountDay({
    accountId,
    date,
    pipeline,
    status: failedAt === null ? 'cancelled' : 'failed',
    errorCode: code,
    errorMessage: message,
    ...(failedAt === null ? {} : { failedAt: { stage: failedAt, provider: providerOf(error) } }),
  });
}

interface End {
  readonly stage: AccountDayStage;
  readonly outcome: AccountDayOutcome | 'failed' | 'cancelled';
}

/** Ends that Temporal's own status does not tell apart from an ordinary one. */
const TOLD: ReadonlySet<End['outcome']> = new Set(['held', 'already-done']);

/** Each attribute that is set costs the server a write per account: so only where the run's status says less. */
function finish(day: AccountDay, { stage, outcome }: End): void {
  day.enter(stage);
  if (day.isOfVersion3 && !TOLD.has(outcome)) return;
  upsertSearchAttributes([{ key: OUTCOME_ATTRIBUTE, value: outcome }]);
}
