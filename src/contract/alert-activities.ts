// The steps around deadlines and alerts, as workflows see them; on the `default` queue like the others.
import type * as m from './alert-messages.ts';

export interface AlertActivities {
  /** Holds a running day against its deadlines and groups its failures: raises and resolves their alerts. Counts rows, so it may run twice. */
  lookAtDay(request: m.DayLookRequest): Promise<m.DayLook>;
}
