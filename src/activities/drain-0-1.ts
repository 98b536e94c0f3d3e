// The two steps that only account days of version 0.1 ask for, until none of them is open any more. Their day has no gate, so
// what its own gate lets pass is published at once.
import type { PredictRequest, PredictedStep, PublishRequest, PublishedForecast } from '../contract/messages.ts';
import { HORIZON_DAYS_DEFAULT } from '../contract/limits.ts';
import type { DefaultDependencies } from './dependencies.ts';
import type { createForecastActivities } from './forecast.ts';
import type { createJudgingActivities } from './judging.ts';

interface Steps {
  readonly forecasting: ReturnType<typeof createForecastActivities>;
  readonly judging: ReturnType<typeof createJudgingActivities>;
}

export const createDrainingActivities = ({ store }: DefaultDependencies, { forecasting, judging }: Steps) => ({
  async predict(request: PredictRequest): Promise<readonly PredictedStep[]> {
    const { forecast } = await forecasting.draft(request);
    return forecast.days.map(({ targetDate, revenue }) => ({ targetDate, revenue }));
  },

  async publish({ accountId, date, pipeline, currency, modelId, steps }: PublishRequest): Promise<PublishedForecast> {
    const horizonDays = steps.length || HORIZON_DAYS_DEFAULT;
    const { revision } = await forecasting.makeForecast({ accountId, date, currency, modelId, horizonDays });
    await judging.judgeForecast({ accountId, date, pipeline, revision });
    const judged = await store.forecasts.find(accountId, date, revision);
    if (judged?.status === 'staged') {
      const { findings, facts } = judged;
      const to = { status: 'published' as const, findings, facts, holdId: null };
      await store.forecasts.setStatus([{ accountId, businessDate: date, revision, from: ['staged'], to }]);
      await store.runs.moveAccountDays({ pipeline, date, accounts: [accountId], from: ['staged'], to: 'published' });
    }
    return { revision };
  },
});
