// Runs in a copy of the project that docs/own-source.md was applied to: one account with the new source, through the real steps.
import { MockActivityEnvironment } from '@temporalio/testing';
import { createDefaultActivities } from '../../src/activities/index.ts';
import { readConfig } from '../../src/config/config.ts';
import { createHolidayCalendar } from '../../src/connectors/holiday-calendar.ts';
import { REGISTERED_SOURCES, createSources } from '../../src/connectors/registry.ts';
import { toMorrowError } from '../../src/contract/errors.ts';
import { parseIsoDate } from '../../src/domain/calendar/dates.ts';
import { parseAccount } from '../../src/operations/account-schema.ts';
import { DEFAULT_DEADLINES } from '../../src/domain/alerting/deadline-policy.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { openStore } from '../../src/storage/open-store.ts';

const date = parseIsoDate('2026-11-20');
const config = readConfig(process.env);
const store = await openStore(config.store, { clock: systemClock });
await store.migrate();
const account = parseAccount({ id: 'corner-shop', currency: 'EUR', sources: ['web-shop'] }, REGISTERED_SOURCES);
await store.accounts.save(account);
const steps = createDefaultActivities({
  store,
  sources: createSources(config),
  ratesProviders: [],
  holidays: createHolidayCalendar(),
  clock: systemClock,
  retention: { payloads: 30, runs: 30, forecasts: 30, revenue: 365, models: 30, rates: 365, audit: 365 },
  sensorIntervalMs: 1_000,
  ratesMaxDifferencePercent: 1,
  deadlines: DEFAULT_DEADLINES,
  notifiers: [],
});

/** The calls that the account day's workflow makes, up to the merged revenue. */
async function collectDay(): Promise<unknown> {
  const ref = { accountId: account.id, date };
  const plan = await steps.beginAccountDay({ ...ref, pipeline: 'revenue', force: true });
  const reports = await Promise.all(
    plan.sources.map((sourceId) => steps.fetchReport({ accountId: account.id, sourceId, from: date, to: date })),
  );
  const sources = await steps.transformReports({ ...ref, reports });
  await steps.mergeRevenue({ ...ref, currency: plan.currency, sources, converted: null });
  const range = { from: date, to: date };
  return {
    sources: await store.revenue.listSources(account.id, range),
    days: await store.revenue.listDays(account.id, range),
  };
}

const answer = await new MockActivityEnvironment()
  .run(collectDay)
  .catch((error: unknown) => ({ failed: toMorrowError(error).code }));
process.stdout.write(JSON.stringify(answer));
await store.close();
