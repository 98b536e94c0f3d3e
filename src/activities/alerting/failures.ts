// Failed account days as incidents: counted from the rows, so that a look which is repeated says the same.
import { failureIncident, failurePrefix, type DayName } from '../../domain/alerting/incidents.ts';
import type { Store } from '../../ports/store.ts';

const SAMPLES = 5;
/** The largest ones; more causes at once are chaos, not information. */
const INCIDENTS = 50;
const OPEN_MAX = 500;

type Day = Pick<DayName, 'pipeline' | 'date'>;

/**
 * Raises one incident for each cause, and resolves those whose accounts are done by now.
 * @param accounts all that the day has. @returns how many causes there are.
 */
export async function tellFailures(store: Store, day: Day, accounts: number): Promise<number> {
  const groups = await store.runs.listFailures(day.pipeline, day.date, SAMPLES);
  const incidents = groups.slice(0, INCIDENTS).map((group) => failureIncident(day, group, accounts));
  for (const incident of incidents) await store.alerts.raise(incident);
  await resolveOthers(store, day, new Set(incidents.map(({ id }) => id)));
  return groups.length;
}

async function resolveOthers(store: Store, day: Day, failing: ReadonlySet<string>): Promise<void> {
  const open = await store.alerts.list({ open: true, prefix: failurePrefix(day), limit: OPEN_MAX });
  for (const { id, count } of open) {
    if (!failing.has(id))
      await store.alerts.resolve(id, `Recovered: of ${count} accounts none fails for this reason any more.`);
  }
}
