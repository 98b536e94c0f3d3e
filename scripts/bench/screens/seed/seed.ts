// A store that has run for a year, written through its own methods, and its read models added up. Deterministic.
import { addDays } from '../../../../src/domain/calendar/dates.ts';
import { HORIZON_DAYS_MAX } from '../../../../src/contract/limits.ts';
import type { Store } from '../../../../src/ports/store.ts';
import type { Progress, Step } from '../../../lib/progress.ts';
import { rounded } from '../../statistics.ts';
import { seedDesk } from './desk.ts';
import { seedForecasts } from './forecasts.ts';
import { seedModels, trainShapes } from './models.ts';
import { datesOf, type SeedPlan } from './plan.ts';
import { seedRevenue } from './revenue.ts';
import { seedRuns } from './runs.ts';

/** Seconds of each part. */
export type SeedSeconds = Readonly<Record<string, number>>;

export async function seedStore(store: Store, plan: SeedPlan, progress: Progress): Promise<SeedSeconds> {
  const seconds: Record<string, number> = {};
  const part = async <T>(name: string, work: (step: Step) => Promise<T>): Promise<T> => {
    const step = progress.step(`seed: ${name}`);
    const begin = performance.now();
    const result = await work(step);
    seconds[name] = rounded((performance.now() - begin) / 1_000, 1);
    step.done();
    return result;
  };
  await part('revenue', (step) => seedRevenue(store, plan, step));
  const shapes = await part('models', (step) => trainShapes(store, plan, step));
  await part('champions', (step) => seedModels(store, plan, { shapes, step }));
  await part('forecasts', (step) => seedForecasts(store, plan, { shapes, step }));
  await part('runs', (step) => seedRuns(store, plan, step));
  await part('holds, alerts, deliveries', () => seedDesk(store, plan));
  await part('totals of days', (step) => addUp(store, plan, step));
  return seconds;
}

async function addUp(store: Store, plan: SeedPlan, step: Step): Promise<void> {
  const dates = [
    ...datesOf(plan),
    ...Array.from({ length: HORIZON_DAYS_MAX }, (_, ahead) => addDays(plan.last, ahead + 1)),
  ];
  for (const [index, date] of dates.entries()) {
    await store.totals.recompute(date);
    step.update(`${dates.length - index - 1} days to go`);
  }
}
