// The steps of each queue, built from their dependencies.
import type { DefaultActivities, HeavyActivities } from '../contract/activities.ts';
import { createAccountDayActivities } from './account-day.ts';
import { createBackfillActivities } from './backfill.ts';
import { createBulkEndActivities } from './bulk.ts';
import { createDayLookActivities } from './alerting/look-at-day.ts';
import { createDeliveryActivities } from './alerting/deliver.ts';
import { createDurationActivities } from './alerting/watch-durations.ts';
import { createWatchActivities } from './alerting/watch.ts';
import { createBatchGateActivities } from './batch-gate.ts';
import type { DefaultDependencies, HeavyDependencies } from './dependencies.ts';
import { DRAFTS_MOST, type Draft } from './drafts.ts';
import { createDrainingActivities } from './drain-0-1.ts';
import { createForecastActivities } from './forecast.ts';
import { createRegistrationActivities } from './heavy/batch/register.ts';
import { createSnapshotActivities } from './heavy/batch/snapshot.ts';
import { createStageActivities } from './heavy/batch/stages.ts';
import { createValidationActivities } from './heavy/batch/validate.ts';
import { createCalibrationActivities } from './heavy/refresh-calibration.ts';
import { createBulkActivities } from './heavy/predict-part.ts';
import { createTrainingActivities } from './heavy/train.ts';
import { createHistoryActivities } from './history.ts';
import { createHoldActivities } from './holds.ts';
import { createHousekeepingActivities } from './housekeeping.ts';
import { createJudgingActivities } from './judging.ts';
import { createProviderActivities } from './providers.ts';
import { createRatesActivities } from './rates.ts';
import { createRatesCheckActivities } from './rates-check.ts';
import { Recent } from './recent.ts';
import { createRegistryActivities } from './registry.ts';
import { createRevenueActivities } from './revenue.ts';
import { createRunActivities } from './runs.ts';
import { createScoreActivities } from './scores.ts';

export function createDefaultActivities(dependencies: DefaultDependencies): DefaultActivities {
  const drafts = new Recent<Draft>(DRAFTS_MOST);
  const forecasting = createForecastActivities(dependencies, drafts);
  const judging = createJudgingActivities(dependencies, drafts);
  return {
    ...createAccountDayActivities(dependencies),
    ...createRevenueActivities(dependencies),
    ...createScoreActivities(dependencies),
    checkHistory: forecasting.checkHistory,
    makeForecast: forecasting.makeForecast,
    judgeForecast: judging.judgeForecast,
    ...createBatchGateActivities(dependencies),
    ...createHoldActivities(dependencies),
    ...createRegistryActivities(dependencies),
    ...createDrainingActivities(dependencies, { forecasting, judging }),
    ...createRatesActivities(dependencies),
    ...createRatesCheckActivities(dependencies),
    ...createProviderActivities(dependencies),
    ...createRunActivities(dependencies),
    ...createBackfillActivities(dependencies),
    ...createBulkEndActivities(dependencies),
    ...createDayLookActivities(dependencies),
    ...createWatchActivities(dependencies),
    ...createDurationActivities(dependencies),
    ...createDeliveryActivities(dependencies),
    ...createHistoryActivities(dependencies),
    ...createHousekeepingActivities(dependencies),
  };
}

export const createHeavyActivities = (dependencies: HeavyDependencies): HeavyActivities => ({
  ...createTrainingActivities(dependencies),
  ...createSnapshotActivities(dependencies),
  ...createStageActivities(dependencies),
  ...createValidationActivities(dependencies),
  ...createRegistrationActivities(dependencies),
  ...createCalibrationActivities(dependencies),
  ...createBulkActivities(dependencies),
});
