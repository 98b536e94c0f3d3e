// Forecasting an account's next days: is there anything to learn from, which model applies, and what it says.
import { MorrowError } from '../contract/errors.ts';
import type {
  DraftedForecast,
  HistoryCheck,
  HistoryRequest,
  ModelRef,
  NextDay,
  PredictRequest,
} from '../contract/messages.ts';
import { depthDays, type Account } from '../domain/account.ts';
import { addDays } from '../domain/calendar/dates.ts';
import { forecastWith } from '../domain/forecast/apply.ts';
import { calibrationAt } from '../domain/forecast/calibration.ts';
import { draftForecast } from '../domain/forecast/draft.ts';
import { checkHistory, depthWindow } from '../domain/forecast/history.ts';
import { isApplicable, isOutgrown } from '../domain/forecast/registry/applicable.ts';
import type { Forecast, StoredModel } from '../domain/forecast/types.ts';
import type { CurrencyCode } from '../domain/ids.ts';
import { requireAccount, requireModel } from './account-day.ts';
import { createCalibrationSource } from './calibration.ts';
import type { DefaultDependencies } from './dependencies.ts';
import { draftKey, type Draft, type Drafts } from './drafts.ts';
import { loadForecastInput } from './forecast-input.ts';

/** Resolved forecasts younger than this say how good the account's forecasts are now. */
const REALISED_DAYS = 28;
/** The step whose inflation stands for the first week's. */
const REPORTED_STEP = 4;

export function createForecastActivities(dependencies: DefaultDependencies, drafts: Drafts) {
  const { store, clock } = dependencies;
  const calibrations = createCalibrationSource(store, clock);

  /** The forecast as it would be published, and what it was made from. */
  async function draft({ accountId, date, currency, modelId, horizonDays }: PredictRequest): Promise<Draft> {
    const [account, model, calibration] = await Promise.all([
      requireAccount(store, accountId),
      requireModel(store, accountId, modelId),
      calibrations.current(),
    ]);
    const [input, scores] = await Promise.all([
      loadForecastInput(dependencies, account, { date, currency }),
      store.scores.list(accountId, { from: addDays(date, 1 - REALISED_DAYS), to: date }, currency),
    ]);
    const forecast = draftForecast({
      accountId,
      businessDate: date,
      currency,
      model,
      observedDays: input.values.filter((value) => value !== null).length,
      inflation: calibrationAt(calibration, model.data.observed, REPORTED_STEP).inflation,
      steps: forecastWith(model, input, { horizonDays, calibration }),
      scores,
    });
    return { forecast, history: input, trainedOn: model.businessDate };
  }

  async function makeForecast(request: PredictRequest): Promise<DraftedForecast> {
    const made = await draft(request);
    const [saved] = await store.forecasts.save([made.forecast]);
    const revision = saved?.revision ?? 0;
    // Of the same content as before, the status is not known here.
    if (saved?.outcome !== 'unchanged') drafts.put(draftKey({ ...request, revision }), made);
    return { revision, nextDay: nextDayOf(made.forecast) };
  }

  return {
    draft,
    makeForecast,

    async checkHistory({ accountId, date, currency }: HistoryRequest): Promise<HistoryCheck> {
      const account = await requireAccount(store, accountId);
      const window = depthWindow(date, depthDays(account));
      const [points, champion] = await Promise.all([
        store.revenue.history(accountId, window, currency),
        store.models.findChampion(accountId),
      ]);
      const { present, missing } = checkHistory(points, window);
      return { present, missing, champion: applicable(champion, account, { currency, present }) };
    },
  };
}

interface History {
  readonly currency: CurrencyCode;
  /** Observed days. */
  readonly present: number;
}

/** Null: none, or made under other settings than the account's, or when it was much younger. */
function applicable(champion: StoredModel | null, account: Account, { currency, present }: History): ModelRef | null {
  if (champion === null || isOutgrown(champion.data.observed, present)) return null;
  const settings = { depthDays: depthDays(account), polynomialDegree: account.polynomialDegree };
  if (!isApplicable(champion, { settings, currency })) return null;
  return { modelId: champion.id, kind: champion.kind, version: champion.version };
}

function nextDayOf({ days, served, accountId, businessDate }: Forecast): NextDay {
  const [first] = days;
  if (first === undefined) {
    throw new MorrowError('FORECAST_NOT_FOUND', `The forecast of ${accountId} for ${businessDate} has no day.`, {
      facts: { account: accountId, date: businessDate },
    });
  }
  const { targetDate, revenue, lo80, hi80 } = first;
  return { targetDate, revenue, lo80, hi80, served };
}
