// The steps of a day without Temporal, without kills and in a store of its own: what the calm day of a round is made with.
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createTrainingPool } from '../../src/activities/heavy/training-pool.ts';
import { createDefaultActivities, createHeavyActivities } from '../../src/activities/index.ts';
import { readConfig } from '../../src/config/config.ts';
import { createHolidayCalendar } from '../../src/connectors/holiday-calendar.ts';
import { createRatesProviders } from '../../src/connectors/rates-providers.ts';
import { createSources } from '../../src/connectors/registry.ts';
import type { DefaultActivities, HeavyActivities } from '../../src/contract/activities.ts';
import { systemClock } from '../../src/ports/clock.ts';
import type { Store } from '../../src/ports/store.ts';
import { openStore } from '../../src/storage/open-store.ts';
import type { EnvironmentVariables } from '../lib/project.ts';

export interface CalmSite {
  readonly store: Store;
  readonly steps: DefaultActivities & Pick<HeavyActivities, 'trainModel'>;
  close(): Promise<void>;
}

/** That a step fails for good is one of the things a calm day is asked about. */
const QUIET = new DefaultLogger('ERROR');
/** No rows are old enough to go. */
const KEEP_ALL = 36_500;
const THREADS = 2;

/** @param env of the stack: where its emulators are, and the credentials they want. */
export async function openCalmSite(env: EnvironmentVariables, stateDir: string): Promise<CalmSite> {
  const config = readConfig(env);
  const store = await openStore({ kind: 'sqlite', file: join(stateDir, 'calm.db') }, { clock: systemClock });
  await store.migrate();
  const pool = createTrainingPool(THREADS);
  const holidays = createHolidayCalendar();
  const shared = { store, holidays, clock: systemClock };
  const steps = createDefaultActivities({
    ...shared,
    sources: createSources(config),
    ratesProviders: createRatesProviders(config),
    retention: {
      payloads: KEEP_ALL,
      runs: KEEP_ALL,
      forecasts: KEEP_ALL,
      revenue: KEEP_ALL,
      models: KEEP_ALL,
      rates: KEEP_ALL,
      audit: KEEP_ALL,
    },
    sensorIntervalMs: config.SENSOR_INTERVAL_MS,
    ratesMaxDifferencePercent: config.RATES_MAX_DIFFERENCE_PERCENT,
    // Nobody watches a calm day, nor is told of it.
    deadlines: [],
    notifiers: [],
  });
  const { trainModel } = createHeavyActivities({ store, holidays, pool, codeVersion: config.MORROW_CODE_VERSION });
  const close = async (): Promise<void> => {
    await pool.close();
    await store.close();
  };
  return { store, steps: { ...steps, trainModel }, close };
}

/** Runs a step the way a worker does, once. @throws what the step throws. */
export const runStep = <Request, Answer>(
  step: (request: Request) => Promise<Answer>,
  request: Request,
): Promise<Answer> =>
  new MockActivityEnvironment({}, { logger: QUIET }).run<[Request], Answer, typeof step>(step, request);
