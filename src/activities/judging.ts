// The gate of one account's forecast: what was made is held against the account's history, and stays staged or is held.
import type { JudgedForecast, JudgeRequest } from '../contract/messages.ts';
import { MorrowError } from '../contract/errors.ts';
import { accountDayId } from '../contract/workflow-ids.ts';
import type { Account } from '../domain/account.ts';
import { batchRow } from '../domain/forecast/gates/batch/row.ts';
import { judgeForecast } from '../domain/forecast/gates/judge-forecast.ts';
import type { ForecastUnderTest } from '../domain/forecast/gates/types.ts';
import { measureInputs } from '../domain/forecast/gates/measure-inputs.ts';
import type { ForecastInput } from '../domain/forecast/model.ts';
import type { BatchFacts, Forecast, ForecastDay, ForecastState, StoredForecast } from '../domain/forecast/types.ts';
import type { IsoDate } from '../domain/ids.ts';
import { gatePolicyOf } from '../domain/variables.ts';
import type { Store } from '../ports/store.ts';
import { closeRecord, requireAccount } from './account-day.ts';
import type { DefaultDependencies } from './dependencies.ts';
import { draftKey, type Drafts } from './drafts.ts';
import { loadForecastInput } from './forecast-input.ts';

const RULES_SHOWN = 5;

export function createJudgingActivities(dependencies: DefaultDependencies, drafts: Drafts) {
  const { store, clock } = dependencies;

  async function underTest({ forecast, basis }: Candidate): Promise<ForecastUnderTest> {
    const { accountId, businessDate } = forecast;
    const account = await requireAccount(store, accountId);
    const [reports, { history, trainedOn }] = await Promise.all([
      store.revenue.listSources(accountId, { from: businessDate, to: businessDate }),
      basis ?? readBasis(forecast, account),
    ]);
    const inputs = measureInputs({ history, expected: account.sources, reports, trainedOn });
    return { businessDate, currency: forecast.currency, history, steps: forecast.days.map(toNumbers), inputs };
  }

  async function readBasis({ businessDate, currency, modelId }: Forecast, account: Account): Promise<Basis> {
    const [history, model] = await Promise.all([
      loadForecastInput(dependencies, account, { date: businessDate, currency }),
      store.models.find(modelId),
    ]);
    return { history, trainedOn: model?.businessDate ?? null };
  }

  /** Made here a moment ago, or as it is in the store. */
  async function findCandidate(request: JudgeRequest): Promise<Candidate> {
    const draft = drafts.take(draftKey(request));
    if (draft !== undefined) return { forecast: draft.forecast, decided: null, basis: draft };
    const forecast = await requireForecast(store, request);
    // Made before with the very same content: what was decided about it then stands.
    return { forecast, decided: forecast.status === 'staged' ? null : forecast, basis: null };
  }

  async function finish(request: JudgeRequest, { status, findings }: Judgement): Promise<JudgedForecast> {
    const ending = { status: runStatusOf(status), errorCode: null, errorMessage: null };
    await closeRecord(store, request, ending, clock.now());
    return { status: runStatusOf(status), findings: findings.slice(0, RULES_SHOWN).map(({ rule }) => rule) };
  }

  return {
    async judgeForecast(request: JudgeRequest): Promise<JudgedForecast> {
      const { accountId, date, revision } = request;
      const found = await findCandidate(request);
      if (found.decided !== null) return await finish(request, found.decided);
      const candidate = await underTest(found);
      const verdict = judgeForecast(candidate, gatePolicyOf(request.variables));
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

/** What a forecast was made from. */
interface Basis {
  readonly history: ForecastInput;
  readonly trainedOn: IsoDate | null;
}

interface Candidate {
  readonly forecast: Forecast;
  /** Null: it is to be judged. */
  readonly decided: Judgement | null;
  /** Null: to be read. */
  readonly basis: Basis | null;
}

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
