// The store in MongoDB: for production, many machines, and people who query it themselves.
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import { mongoAccess } from './access.ts';
import { mongoAudit } from './audit.ts';
import { mongoConnections } from './connections.ts';
import { mongoAccounts } from './accounts.ts';
import { mongoAlerts } from './alerts.ts';
import { mongoDeliveries } from './deliveries.ts';
import { mongoCohorts } from './cohorts.ts';
import { mongoForecasts } from './forecasts.ts';
import { mongoGates } from './gates.ts';
import { mongoHolds } from './holds.ts';
import { applyRetention, purgeAccount } from './maintenance.ts';
import { migrate } from './migrate.ts';
import { mongoModels } from './models.ts';
import { mongoPayloads } from './payloads.ts';
import { mongoProviders } from './providers.ts';
import { mongoDurations } from './durations.ts';
import { mongoNotifications, mongoReceivers } from './notifications.ts';
import { mongoRates } from './rates.ts';
import { mongoRatesComparisons } from './rates-comparisons.ts';
import { mongoRepair } from './repair.ts';
import { mongoBulk, mongoRequestKeys } from './requests.ts';
import { mongoRevenue } from './revenue.ts';
import { mongoRuns } from './runs.ts';
import { mongoScores } from './scores.ts';
import { type MongoLocation, MongoSession } from './session.ts';
import { mongoTotals } from './totals.ts';
import { mongoVariables } from './variables.ts';
import { mongoTraining } from './training.ts';
import { mongoViews } from './views.ts';

/** @throws MorrowError STORE_UNREACHABLE after at most about five seconds, INVALID_CONFIG. */
export async function openMongoStore(location: MongoLocation, clock: Clock): Promise<Store> {
  const session = await MongoSession.open(location, clock);
  return {
    kind: 'mongodb',
    accounts: mongoAccounts(session),
    payloads: mongoPayloads(session),
    rates: mongoRates(session),
    ratesComparisons: mongoRatesComparisons(session),
    revenue: mongoRevenue(session),
    models: mongoModels(session),
    forecasts: mongoForecasts(session),
    scores: mongoScores(session),
    gates: mongoGates(session),
    holds: mongoHolds(session),
    cohorts: mongoCohorts(session),
    training: mongoTraining(session),
    alerts: mongoAlerts(session),
    notifications: mongoNotifications(session),
    receivers: mongoReceivers(session),
    durations: mongoDurations(session),
    runs: mongoRuns(session),
    providers: mongoProviders(session),
    repair: mongoRepair(session),
    totals: mongoTotals(session),
    access: mongoAccess(session),
    audit: mongoAudit(session),
    connections: mongoConnections(session),
    variables: mongoVariables(session),
    views: mongoViews(session),
    deliveries: mongoDeliveries(session),
    bulk: mongoBulk(session),
    requestKeys: mongoRequestKeys(session),
    migrate: () => migrate(session),
    ping: () => session.ping(),
    purgeAccount: (id) => purgeAccount(session, id),
    applyRetention: (cutoffs) => applyRetention(session, cutoffs),
    close: () => session.close(),
  };
}
