// Retention at the far end of what may be configured.
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, test } from 'vitest';
import { createHousekeepingActivities } from '../../src/activities/housekeeping.ts';
import { variables } from '../../src/config/schema.ts';
import { systemClock } from '../../src/ports/clock.ts';
import type { Store } from '../../src/ports/store.ts';
import { isoDate } from '../helpers/builders.ts';
import { NO_HOLIDAYS, scratchStore } from '../helpers/scratch-store.ts';

const DATE = isoDate('2026-11-21');
/** A hundred years. */
const MOST = variables.KEEP_AUDIT_DAYS.parse('36500');

test('rows that are kept for longer than there are dates hold up nothing that is kept for less', async () => {
  const store = await scratchStore();
  const asked: Parameters<Store['applyRetention']>[0][] = [];
  const watched: Store = {
    ...store,
    applyRetention: (cutoffs) => {
      asked.push(cutoffs);
      return store.applyRetention(cutoffs);
    },
  };
  const { applyRetention } = createHousekeepingActivities({
    store: watched,
    retention: { payloads: 30, runs: MOST, forecasts: MOST, revenue: MOST, models: MOST, rates: MOST, audit: MOST },
    sources: new Map(),
    ratesProviders: [],
    holidays: NO_HOLIDAYS,
    clock: systemClock,
    sensorIntervalMs: 60_000,
    ratesMaxDifferencePercent: 1,
    deadlines: [],
    notifiers: [],
  });
  await new MockActivityEnvironment().run(applyRetention, { date: DATE });
  expect(asked).toMatchObject([{ payloadsBefore: '2026-10-22', auditBefore: '1970-01-01' }]);
});
