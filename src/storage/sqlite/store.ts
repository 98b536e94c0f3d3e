// The store in one SQLite file: the embedded default.
import { access } from 'node:fs/promises';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import { sqliteAccess } from './access.ts';
import { sqliteAudit } from './audit.ts';
import { sqliteConnections } from './connections.ts';
import { sqliteAccounts } from './accounts.ts';
import { fileGoneError } from './errors.ts';
import { sqliteAlerts } from './alerts.ts';
import { sqliteDeliveries } from './deliveries.ts';
import { sqliteCohorts } from './cohorts.ts';
import { sqliteForecasts } from './forecasts.ts';
import { sqliteGates } from './gates.ts';
import { sqliteHolds } from './holds.ts';
import { sqliteModels } from './models.ts';
import { sqliteScores } from './scores.ts';
import { sqliteTotals } from './totals.ts';
import { sqliteVariables } from './variables.ts';
import { sqliteTraining } from './training.ts';
import { sqliteViews } from './views.ts';
import { applyRetention, purgeAccount } from './maintenance.ts';
import { migrate } from './migrate.ts';
import { sqlitePayloads } from './payloads.ts';
import { sqliteProviders } from './providers.ts';
import { sqliteDurations } from './durations.ts';
import { sqliteNotifications, sqliteReceivers } from './notifications.ts';
import { sqliteRates } from './rates.ts';
import { sqliteRatesComparisons } from './rates-comparisons.ts';
import { sqliteRepair } from './repair.ts';
import { sqliteBulk, sqliteRequestKeys } from './requests.ts';
import { sqliteRevenue } from './revenue.ts';
import { sqliteRuns } from './runs.ts';
import { SqliteSession } from './session.ts';

/** @throws MorrowError STORE_UNREACHABLE when the file cannot be opened or is no database. */
export async function openSqliteStore(file: string, clock: Clock): Promise<Store> {
  const session = await SqliteSession.open(file, clock);
  const forecasts = sqliteForecasts(session);
  return {
    kind: 'sqlite',
    accounts: sqliteAccounts(session),
    payloads: sqlitePayloads(session),
    rates: sqliteRates(session),
    ratesComparisons: sqliteRatesComparisons(session),
    revenue: sqliteRevenue(session),
    models: sqliteModels(session),
    forecasts,
    scores: sqliteScores(session),
    gates: sqliteGates(session),
    holds: sqliteHolds(session),
    cohorts: sqliteCohorts(session),
    training: sqliteTraining(session),
    alerts: sqliteAlerts(session),
    notifications: sqliteNotifications(session),
    receivers: sqliteReceivers(session),
    durations: sqliteDurations(session),
    runs: sqliteRuns(session),
    providers: sqliteProviders(session),
    repair: sqliteRepair(session),
    totals: sqliteTotals(
      session,
      async (account, target) => (await forecasts.listForTarget(account, target)).at(-1) ?? null,
    ),
    access: sqliteAccess(session),
    audit: sqliteAudit(session),
    connections: sqliteConnections(session),
    variables: sqliteVariables(session),
    views: sqliteViews(session),
    deliveries: sqliteDeliveries(session),
    bulk: sqliteBulk(session),
    requestKeys: sqliteRequestKeys(session),
    migrate: () => migrateFile(file, clock),
    ping: () => ping(session),
    purgeAccount: (id) => purgeAccount(session, id),
    applyRetention: (cutoffs) => applyRetention(session, cutoffs),
    close: () => session.close(),
  };
}

/** A deleted file stays readable through an open connection, and what is written to it is lost: so look for it by name. */
async function ping(session: SqliteSession): Promise<void> {
  await access(session.file).catch((cause: unknown) => {
    throw fileGoneError(session.file, cause);
  });
  await session.read((connection) => connection.all('SELECT COUNT(*) FROM sqlite_schema'));
}

/** The read model of stored days takes most of a minute for ten thousand accounts: whoever starts beside it waits for it. */
const MIGRATION_PATIENCE_MS = 600_000;

async function migrateFile(file: string, clock: Clock): Promise<void> {
  const session = await SqliteSession.open(file, clock, MIGRATION_PATIENCE_MS);
  try {
    await migrate(session);
  } finally {
    await session.close();
  }
}
