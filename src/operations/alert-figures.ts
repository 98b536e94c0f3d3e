// Open incidents and what waits to be told of them, as gauges.
import type { SampledPart } from '../observability/metrics/sampled-gauges.ts';
import { CHANNELS } from '../ports/notifier.ts';
import { ALERT_SEVERITIES } from '../ports/store.ts';
import type { OperationsDeps } from './deps.ts';

const GAUGES: SampledPart['gauges'] = {
  morrow_alerts_open: { help: 'Incidents that are open, at most 500 of them.', labels: ['severity'] },
  morrow_notifications_pending: { help: 'Notifications that are still to be sent, at most 500.', labels: ['channel'] },
  morrow_notifications_given_up: {
    help: 'Notifications that nobody took for hours, as long as they are kept; at most 500.',
    labels: ['channel'],
  },
};

const MOST = 500;

/** The store is asked for at every reading: it may be away. */
export const alertFigures = (deps: Pick<OperationsDeps, 'store'>): SampledPart => ({
  part: 'alerts',
  gauges: GAUGES,
  read: async () => {
    const { alerts, notifications } = deps.store;
    const [open, pending, givenUp] = await Promise.all([
      alerts.list({ open: true, limit: MOST }),
      notifications.list({ status: 'pending', limit: MOST }),
      notifications.list({ status: 'given-up', limit: MOST }),
    ]);
    const count = <T>(items: readonly T[], matches: (item: T) => boolean): number => items.filter(matches).length;
    return [
      ...ALERT_SEVERITIES.map((severity) => ({
        name: 'morrow_alerts_open',
        labels: { severity },
        value: count(open, (alert) => alert.severity === severity),
      })),
      ...CHANNELS.flatMap((channel) => [
        {
          name: 'morrow_notifications_pending',
          labels: { channel },
          value: count(pending, (n) => n.channel === channel),
        },
        {
          name: 'morrow_notifications_given_up',
          labels: { channel },
          value: count(givenUp, (n) => n.channel === channel),
        },
      ]),
    ];
  },
});
