// Every schema change, oldest first. A new one is a new file here and a new entry at the end.
import { initial } from './0001-initial.ts';
import { forecastsWithBands } from './0002-forecasts-with-bands.ts';
import { providerBudgets } from './0003-provider-budgets.ts';
import { alerting } from './0004-alerting.ts';
import { dayTotals } from './0005-day-totals.ts';
import { access } from './0006-access.ts';
import { ratesComparisons } from './0007-rates-comparisons.ts';
import { connections } from './0008-connections.ts';
import { variables } from './0009-variables.ts';
import { viewsAndDeliveries } from './0010-views-and-deliveries.ts';
import { requests } from './0011-requests.ts';
import { screensOfMany } from './0012-screens-of-many.ts';
import { storedDays } from './0013-stored-days.ts';
import { receivers } from './0014-receivers.ts';
import type { Migration } from './migration.ts';

export const MIGRATIONS: readonly Migration[] = [
  initial,
  forecastsWithBands,
  providerBudgets,
  alerting,
  dayTotals,
  access,
  ratesComparisons,
  connections,
  variables,
  viewsAndDeliveries,
  requests,
  screensOfMany,
  storedDays,
  receivers,
];
