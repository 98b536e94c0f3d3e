// The gate of one account's forecast: what was made is held against the account's history, and stays staged or is held.
import type { JudgedForecast, JudgeRequest } from '../contract/messages.ts';
import { MorrowError } from '../contract/errors.ts';
import { accountDayId } from '../contract/workflow-ids.ts';
import { batchRow } from '../domain/forecast/gates/batch/row.ts';
import { judgeForecast } from '../domain/forecast/gates/judge-forecast.ts';
import { DEFAULT_GATE_POLICY } from '../domain/forecast/gates/policy.ts';
import type { ForecastUnderTest } from '../domain/forecast/gates/types.ts';
import { measureInputs } from '../domain/forecast/gates/measure-inputs.ts';
import type { BatchFacts, ForecastDay, ForecastState, StoredForecast } from '../domain/forecast/types.ts';
import type { Store } from '../ports/store.ts';
import { closeRecord, requireAccount } from './account-day.ts';
import type { DefaultDependencies } from './dependencies.ts';
import { loadForecastInput } from './forecast-input.ts';

const RULES_SHOWN = 5;

export function createJudgingActivities(dependencies: DefaultDependencies) {
  const { store, clock } = dependencies;

  async function underTest(forecast: StoredForecast): Promise<ForecastUnderTest> {
    const { accountId, businessDate, currency, modelId } = forecast;
    const account = await requireAccount(store, accountId);
    const [history, reports, model] = await Promise.all([
      loadForecastInput(dependencies, account, { date: businessDate, currency }),
      store.revenue.listSources(accountId, { from: businessDate, to: businessDate }),
      store.models.find(modelId),
    ]);
    return {
      businessDate,
      history,
      steps: forecast.days.map(toNumbers),
      inputs: measureInputs({ history, expected: account.sources, reports, trainedOn: model?.businessDate ?? null }),
    };
  }

  async function finish(request: JudgeRequest, { status, findings }: Judgement): Promise<JudgedForecast> {
    const ending = { status: runStatusOf(status), errorCode: null, errorMessage: null };
    await closeRecord(store, request, ending, clock.now());
    return { status: runStatusOf(status), findings: findings.slice(0, RULES_SHOWN).map(({ rule }) => rule) };
  }

  return {
    async judgeForecast(request: JudgeRequest): Promise<JudgedForecast> {
      const { accountId, date, revision } = request;
      const forecast = await requireForecast(store, request);
      // Made before with the very same content: what was decided about it then stands.
      if (forecast.status !== 'staged') return await finish(request, forecast);
      const candidate = await underTest(forecast);
      const verdict = judgeForecast(candidate, DEFAULT_GATE_POLICY);
      const status = verdict.decision === 'hold' ? ('held' as const) : ('staged' as const);
      const { shift, allZero, negative, late } = batchRow(accountId, candidate, verdict);
      const facts: BatchFacts = { shift, allZero, negative, late };
      const to: ForecastState = { status, findings: verdict.findings, facts, holdId: null };
      // The record first: the gate of the day moves records of forecasts that it can see as judged.
      const judged = await finish(request, to);
      const change = { accountId, businessDate: date, revision, from: ['staged'] as const, to };
      if ((await store.forecasts.setStatus([change])) > 0) return judged;
      return await finish(request, await requireForecast(store, request));
    },
  };
}

type Judgement = Pick<StoredForecast, 'status' | 'findings'>;

/** A rejected forecast was held before; for the run it still is. */
const runStatusOf = (status: StoredForecast['status']): JudgedForecast['status'] =>
  status === 'rejected' ? 'held' : status;

async function requireForecast(
  store: Store,
  { accountId, date, pipeline, revision }: JudgeRequest,
): Promise<StoredForecast> {
  const forecast = await store.forecasts.find(accountId, date, revision);
  if (forecast !== null) return forecast;
  const run = accountDayId(pipeline, date, accountId);
  throw new MorrowError('FORECAST_NOT_FOUND', `${run}: revision ${revision} of the forecast is not in the store.`, {
    facts: { account: accountId, date, revision },
  });
}

const toNumbers = ({ step, targetDate, revenue, lo80, hi80, lo95, hi95 }: ForecastDay) => ({
  step,
  targetDate,
  mean: Number(revenue),
  lo80: Number(lo80),
  hi80: Number(hi80),
  lo95: Number(lo95),
  hi95: Number(hi95),
});
