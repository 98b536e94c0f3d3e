// What is found about deadlines, as incidents: raised while they are at risk or missed, resolved when the work is done.
import { deadlineEnding, deadlineIncident, deadlineIncidentId, type DayName } from '../../domain/alerting/incidents.ts';
import type { WatchedDeadline } from '../../domain/alerting/deadline-watch.ts';
import type { Store } from '../../ports/store.ts';

/** @param nowMs when it was looked. */
export async function tellDeadlines(
  store: Store,
  day: DayName,
  { deadlines, nowMs }: { readonly deadlines: readonly WatchedDeadline[]; readonly nowMs: number },
): Promise<void> {
  for (const watched of deadlines) {
    if (watched.status === 'at-risk' || watched.status === 'missed')
      await store.alerts.raise(deadlineIncident(day, watched));
    else if (isDone(watched))
      await store.alerts.resolve(deadlineIncidentId(day, watched), deadlineEnding(watched, nowMs));
  }
}

/** Only the first look that finds it so; of a deadline from before the run, every one: another run may have missed it. */
const isDone = ({ status, changed, left }: WatchedDeadline): boolean =>
  left <= 0 && (changed || status === 'void') && status !== 'open';
