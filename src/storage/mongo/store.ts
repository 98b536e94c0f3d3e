// The store in MongoDB: for production, many machines, and people who query it themselves.
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import { mongoAccounts } from './accounts.ts';
import { mongoForecasts, mongoModels } from './forecasts.ts';
import { ensureIndexes } from './indexes.ts';
import { applyRetention, purgeAccount } from './maintenance.ts';
import { mongoPayloads } from './payloads.ts';
import { mongoRates } from './rates.ts';
import { mongoRevenue } from './revenue.ts';
import { mongoRuns } from './runs.ts';
import { type MongoLocation, MongoSession } from './session.ts';

/** @throws MorrowError STORE_UNREACHABLE after at most about five seconds, INVALID_CONFIG. */
export async function openMongoStore(location: MongoLocation, clock: Clock): Promise<Store> {
  const session = await MongoSession.open(location, clock);
  return {
    kind: 'mongodb',
    accounts: mongoAccounts(session),
    payloads: mongoPayloads(session),
    rates: mongoRates(session),
    revenue: mongoRevenue(session),
    models: mongoModels(session),
    forecasts: mongoForecasts(session),
    runs: mongoRuns(session),
    migrate: () => ensureIndexes(session),
    ping: () => session.ping(),
    purgeAccount: (id) => purgeAccount(session, id),
    applyRetention: (cutoffs) => applyRetention(session, cutoffs),
    close: () => session.close(),
  };
}
