// Earlier forecasts held against what a day really brought: the realised accuracy of everything that was published.
import type { HistoryRequest, ScoredForecasts } from '../contract/messages.ts';
import { scoreForecast } from '../domain/forecast/accuracy/score.ts';
import type { ForecastScore } from '../domain/forecast/types.ts';
import type { AccountId, CurrencyCode, IsoDate } from '../domain/ids.ts';
import type { Store, TargetForecast } from '../ports/store.ts';
import type { DefaultDependencies } from './dependencies.ts';

export const createScoreActivities = ({ store }: DefaultDependencies) => ({
  async scoreForecasts({ accountId, date, currency }: HistoryRequest): Promise<ScoredForecasts> {
    const scores = await scoreDay(store, { accountId, date, currency });
    const nextDay = scores.find(({ step }) => step === 1);
    return {
      resolved: scores.length,
      nextDay: nextDay === undefined ? null : { error: nextDay.mean - nextDay.actual, inside80: nextDay.inside80 },
    };
  },
});

export interface ResolvedDay {
  readonly accountId: AccountId;
  readonly date: IsoDate;
  readonly currency: CurrencyCode;
}

/** Scores every published forecast of the day anew: a corrected day replaces what its first figure said. */
export async function scoreDay(store: Store, day: ResolvedDay): Promise<readonly ForecastScore[]> {
  const { accountId, date, currency } = day;
  const [[revenue], published] = await Promise.all([
    store.revenue.listDays(accountId, { from: date, to: date }),
    store.forecasts.listForTarget(accountId, date),
  ]);
  if (revenue === undefined || revenue.currency !== currency) return [];
  const actual = Number(revenue.amount);
  const scores = published
    // Forecasts of 0.1 have no bands to be held against.
    .filter((forecast) => forecast.currency === currency && forecast.observedDays > 0)
    .map((forecast) => toScore(forecast, date, actual));
  if (scores.length > 0) await store.scores.save(scores);
  return scores;
}

function toScore({ day, ...forecast }: TargetForecast, targetDate: IsoDate, actual: number): ForecastScore {
  const { accountId, businessDate, currency, modelId, served, observedDays } = forecast;
  const figures = {
    mean: Number(day.revenue),
    modelMean: Number(day.modelRevenue),
    naiveMean: Number(day.naiveRevenue),
    lo80: Number(day.lo80),
    hi80: Number(day.hi80),
    lo95: Number(day.lo95),
    hi95: Number(day.hi95),
    sigma: day.sigma,
  };
  const { mean, modelMean, naiveMean, sigma } = figures;
  const { inside80, inside95, width80 } = scoreForecast(figures, actual);
  const key = { accountId, targetDate, businessDate, step: day.step, currency, modelId, served, observedDays };
  return { ...key, actual, mean, modelMean, naiveMean, sigma, width80, inside80, inside95 };
}
