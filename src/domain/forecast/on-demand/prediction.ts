// A prediction that somebody asks for now, apart from the day run: from a history of their own, or of an account as it stands.
// Pure, and the same for one that is waited for and for thousands; nothing is published or kept here.
import type { AccountId, CurrencyCode, IsoDate } from '../../ids.ts';
import { forecastWith } from '../apply.ts';
import { calibrationAt, type Calibration } from '../calibration.ts';
import { draftForecast } from '../draft.ts';
import type { ForecastInput, ForecastKind, ForecastModel, ModelSettings } from '../model.ts';
import { trainModel } from '../train.ts';
import type { ForecastScore, HistoryPoint, Served, StoredModel } from '../types.ts';
import { forecastHistory, roundFigure } from './history-forecast.ts';

export interface PredictedDay {
  /** Step 1 is the day after the business date. */
  readonly step: number;
  readonly targetDate: IsoDate;
  /** Amounts, rounded to the currency, or to two digits without one. */
  readonly revenue: string;
  readonly lo80: string;
  readonly hi80: string;
  readonly lo95: string;
  readonly hi95: string;
  /** Mean absolute error to expect. */
  readonly expectedError: string;
}

export interface Prediction {
  /** Null: from a history that came with the request. */
  readonly account: AccountId | null;
  readonly currency: CurrencyCode | null;
  /** The last day that it knows. */
  readonly businessDate: IsoDate;
  /** Days it was made from, and days between the first and the last of them without a figure. */
  readonly observedDays: number;
  readonly missingDays: number;
  readonly confidence: 'low' | 'normal';
  /** `naive`: last week's value, because the model has been worse than that. */
  readonly served: Served;
  readonly model: PredictionModel;
  readonly days: readonly PredictedDay[];
}

export interface PredictionModel {
  /** Null: trained for this prediction only. */
  readonly id: string | null;
  readonly kind: ForecastKind;
  readonly reason: string;
}

export interface HistoryPredictionTask {
  readonly kind: 'history';
  /** One per date, oldest first; at least one. */
  readonly history: readonly HistoryPoint[];
  readonly currency: CurrencyCode | null;
  readonly settings: ModelSettings;
  readonly horizonDays: number;
  readonly calibration: Calibration;
}

export interface AccountPredictionTask {
  readonly kind: 'account';
  readonly accountId: AccountId;
  readonly date: IsoDate;
  readonly currency: CurrencyCode;
  readonly input: ForecastInput;
  readonly settings: ModelSettings;
  /** Null: none applies, so one is trained. */
  readonly champion: StoredModel | null;
  /** Of the last weeks. */
  readonly scores: readonly ForecastScore[];
  readonly horizonDays: number;
  readonly calibration: Calibration;
}

export type PredictionTask = HistoryPredictionTask | AccountPredictionTask;

/** Deterministic. @throws DomainError NO_HISTORY, FIT_FAILED. */
export const predictOnDemand = (task: PredictionTask): Prediction =>
  task.kind === 'history' ? predictHistory(task) : predictAccount(task);

function predictHistory({ history, currency, settings, ...options }: HistoryPredictionTask): Prediction {
  const { businessDate, model, steps } = forecastHistory(history, { ...settings, ...options });
  return {
    account: null,
    currency,
    businessDate,
    observedDays: model.data.observed,
    missingDays: model.data.missing,
    confidence: model.confidence,
    served: 'model',
    model: { id: null, kind: model.kind, reason: model.reason },
    days: steps.map(({ step, targetDate, ...figures }) => ({
      step,
      targetDate,
      revenue: roundFigure(figures.mean, currency),
      lo80: roundFigure(figures.lo80, currency),
      hi80: roundFigure(figures.hi80, currency),
      lo95: roundFigure(figures.lo95, currency),
      hi95: roundFigure(figures.hi95, currency),
      expectedError: roundFigure(figures.expectedError, currency),
    })),
  };
}

/** The step whose inflation stands for the first week's. */
const REPORTED_STEP = 4;

/** What the day run of the date would publish, if its gate let it through. */
function predictAccount(task: AccountPredictionTask): Prediction {
  const { accountId, date, currency, input, settings, champion, calibration, horizonDays, scores } = task;
  const model: ForecastModel = champion ?? trainModel(input, settings);
  const observedDays = input.values.filter((value) => value !== null).length;
  const { served, confidence, days } = draftForecast({
    accountId,
    businessDate: date,
    currency,
    model: { id: champion?.id ?? '', kind: model.kind, backtest: model.backtest },
    observedDays,
    inflation: calibrationAt(calibration, model.data.observed, REPORTED_STEP).inflation,
    steps: forecastWith(model, input, { horizonDays, calibration }),
    scores,
  });
  return {
    account: accountId,
    currency,
    businessDate: date,
    observedDays,
    missingDays: input.values.length - observedDays,
    confidence,
    served,
    model: { id: champion?.id ?? null, kind: model.kind, reason: model.reason },
    days: days.map(({ step, targetDate, revenue, lo80, hi80, lo95, hi95, expectedError }) => ({
      step,
      targetDate,
      revenue,
      lo80,
      hi80,
      lo95,
      hi95,
      expectedError: roundFigure(expectedError, currency),
    })),
  };
}
