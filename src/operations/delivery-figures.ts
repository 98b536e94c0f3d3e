// Published forecasts on their way to their receiver, as gauges: how many wait, and how many it never took.
import type { SampledPart } from '../observability/metrics/sampled-gauges.ts';
import type { OperationsDeps } from './deps.ts';

/** So many are counted of each: a look costs the same, however many there are. */
const MOST = 10_000;

const GAUGES: SampledPart['gauges'] = {
  morrow_deliveries_pending: {
    help: `Published forecasts that are still to be delivered, at most ${MOST}.`,
    labels: [],
  },
  morrow_deliveries_given_up: {
    help: `Published forecasts that the receiver did not take for hours, as long as they are kept; at most ${MOST}.`,
    labels: [],
  },
};

/** The store is asked for at every reading: it may be away. */
export const deliveryFigures = (deps: Pick<OperationsDeps, 'store'>): SampledPart => ({
  part: 'deliveries',
  gauges: GAUGES,
  read: async () => {
    const counts = await deps.store.deliveries.count(MOST);
    return [
      { name: 'morrow_deliveries_pending', labels: {}, value: counts.pending ?? 0 },
      { name: 'morrow_deliveries_given_up', labels: {}, value: counts['given-up'] ?? 0 },
    ];
  },
});
