// The steps of each queue, built from their dependencies.
import type { DefaultActivities, HeavyActivities } from '../contract/activities.ts';
import { createAccountDayActivities } from './account-day.ts';
import type { DefaultDependencies, HeavyDependencies } from './dependencies.ts';
import { createForecastActivities } from './forecast.ts';
import { createTrainingActivities } from './heavy/train.ts';
import { createHistoryActivities } from './history.ts';
import { createHousekeepingActivities } from './housekeeping.ts';
import { createRatesActivities } from './rates.ts';
import { createRevenueActivities } from './revenue.ts';
import { createRunActivities } from './runs.ts';

export const createDefaultActivities = (dependencies: DefaultDependencies): DefaultActivities => ({
  ...createAccountDayActivities(dependencies),
  ...createRevenueActivities(dependencies),
  ...createForecastActivities(dependencies),
  ...createRatesActivities(dependencies),
  ...createRunActivities(dependencies),
  ...createHistoryActivities(dependencies),
  ...createHousekeepingActivities(dependencies),
});

export const createHeavyActivities = (dependencies: HeavyDependencies): HeavyActivities =>
  createTrainingActivities(dependencies);
