// A real store of a test's own, for the steps that only load, compute and save.
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createDefaultActivities } from '../../src/activities/index.ts';
import type { DefaultActivities } from '../../src/contract/activities.ts';
import { DEFAULT_DEADLINES } from '../../src/domain/alerting/deadline-policy.ts';
import { systemClock } from '../../src/ports/clock.ts';
import type { HolidayCalendar } from '../../src/ports/holiday-calendar.ts';
import type { Store } from '../../src/ports/store.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { ScriptedOutside } from './scripted-outside.ts';
import { scratchFolder } from './scratch.ts';

/** Migrated and empty; closed and gone when the test has ended. */
export async function scratchStore(): Promise<Store> {
  const file = join(scratchFolder(), 'morrow.db');
  const store = await openStore({ kind: 'sqlite', file }, { clock: systemClock });
  onTestFinished(() => store.close());
  await store.migrate();
  return store;
}

/** A calendar that knows no country. */
export const NO_HOLIDAYS: HolidayCalendar = { knows: () => false, listHolidays: () => [] };

/** The light steps over the store, with a calm outside unless the test brings its own. */
export function stepsOver(store: Store, outside = new ScriptedOutside()): DefaultActivities {
  const { sources, ratesProviders } = outside;
  const retention = { payloads: 30, runs: 30, forecasts: 30, revenue: 365, models: 30, rates: 365, audit: 365 };
  return createDefaultActivities({
    store,
    sources,
    ratesProviders,
    holidays: NO_HOLIDAYS,
    clock: systemClock,
    retention,
    sensorIntervalMs: 60_000,
    ratesMaxDifferencePercent: 1,
    deadlines: DEFAULT_DEADLINES,
    notifiers: [],
  });
}
