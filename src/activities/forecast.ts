// The light half of forecasting: is there anything to train on, and what does the trained model say.
import type { HistoryCheck, HistoryRequest, PredictRequest, PredictedStep } from '../contract/messages.ts';
import { depthDays } from '../domain/account.ts';
import { checkHistory, depthWindow } from '../domain/forecast/history.ts';
import { predictSteps } from '../domain/forecast/predict.ts';
import { roundNumberToCurrency } from '../domain/money/currency.ts';
import { requireAccount, requireModel } from './account-day.ts';
import type { DefaultDependencies } from './dependencies.ts';

export const createForecastActivities = ({ store }: DefaultDependencies) => ({
  async checkHistory({ accountId, date, currency }: HistoryRequest): Promise<HistoryCheck> {
    const account = await requireAccount(store, accountId);
    const window = depthWindow(date, depthDays(account));
    const { present, missing } = checkHistory(await store.revenue.history(accountId, window, currency), window);
    return { present, missing };
  },

  async predict({
    accountId,
    date,
    currency,
    modelId,
    horizonDays,
  }: PredictRequest): Promise<readonly PredictedStep[]> {
    const model = await requireModel(store, accountId, modelId);
    return predictSteps(model, date, horizonDays).map(({ targetDate, value }) => ({
      targetDate,
      revenue: roundNumberToCurrency(value, currency),
    }));
  },
});
