// The steps around deadlines and alerts, as workflows see them; on the `default` queue like the others.
import type * as m from './alert-messages.ts';

export interface AlertActivities {
  /** Holds a running day against its deadlines and groups its failures: raises and resolves their alerts. Counts rows, so it may run twice. */
  lookAtDay(request: m.DayLookRequest): Promise<m.DayLook>;
  /** Raises what is missing or late without a run that says so, and resolves what has recovered. */
  watchAlerts(request: m.WatchRequest): Promise<void>;
  /** Raises and resolves what takes longer than normal. */
  watchDurations(request: m.WatchRequest): Promise<void>;
  /** Plans and sends what is to be told of alerts. Each once; after a crash of the sender perhaps twice, with the same id. */
  deliverNotifications(request: m.DeliveryRequest): Promise<m.DeliveryResult>;
  /** Sends a test alert through each channel, and says how it was taken. Not idempotent: sent again when it is repeated. */
  testChannels(request: m.ChannelTestRequest): Promise<readonly m.ChannelResult[]>;
}
