// The task queues as gauges: what waits, how long it has waited, and how many workers ask for it.
import type { temporal } from '@temporalio/proto';
import { DEFAULT_QUEUE, HEAVY_QUEUE } from '../contract/queues.ts';
import type { Sample, SampledPart } from '../observability/metrics/sampled-gauges.ts';
import type { OperationsDeps } from './deps.ts';
import { callTemporal } from './temporal-call.ts';

type Description = temporal.api.workflowservice.v1.IDescribeTaskQueueResponse;

/** Temporal's numbers of the kinds of tasks. */
const KINDS = { workflow: 1, activity: 2 } as const;
/** The heavy queue has no workflows. */
const WATCHED = [
  { queue: DEFAULT_QUEUE, kind: 'workflow' },
  { queue: DEFAULT_QUEUE, kind: 'activity' },
  { queue: HEAVY_QUEUE, kind: 'activity' },
] as const;
/** A worker asks again within a minute; Temporal remembers one that is gone for longer. */
const POLLER_ALIVE_MS = 75_000;

const LABELS = ['queue', 'kind'] as const;
const GAUGES: SampledPart['gauges'] = {
  morrow_queue_backlog_tasks: { help: 'Tasks that wait for a worker, about.', labels: LABELS },
  morrow_queue_backlog_age_seconds: { help: 'How long the oldest of them has waited, about.', labels: LABELS },
  morrow_queue_pollers: { help: 'Workers that asked for tasks within the last 75 seconds.', labels: LABELS },
};

export const queueFigures = (deps: Pick<OperationsDeps, 'temporal' | 'clock'>): SampledPart => ({
  part: 'queues',
  gauges: GAUGES,
  read: async () => (await Promise.all(WATCHED.map((watched) => readQueue(deps, watched)))).flat(),
});

type Watched = (typeof WATCHED)[number];

async function readQueue(
  deps: Pick<OperationsDeps, 'temporal' | 'clock'>,
  { queue, kind }: Watched,
): Promise<readonly Sample[]> {
  const { temporal: client, clock } = deps;
  const described = await callTemporal(deps, () =>
    client.workflowService.describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name: queue },
      taskQueueType: KINDS[kind],
      reportStats: true,
    }),
  );
  const labels = { queue, kind };
  const since = clock.now().getTime() - POLLER_ALIVE_MS;
  return [
    { name: 'morrow_queue_backlog_tasks', labels, value: Number(described.stats?.approximateBacklogCount ?? 0) },
    { name: 'morrow_queue_backlog_age_seconds', labels, value: seconds(described.stats?.approximateBacklogAge) },
    { name: 'morrow_queue_pollers', labels, value: pollersSince(described, since) },
  ];
}

const pollersSince = ({ pollers }: Description, since: number): number =>
  (pollers ?? []).filter(({ lastAccessTime }) => seconds(lastAccessTime) * 1_000 >= since).length;

/** Zero values are absent on the wire. */
const seconds = (value: { seconds?: unknown; nanos?: number | null } | null | undefined): number =>
  Number(value?.seconds ?? 0) + Number(value?.nanos ?? 0) / 1e9;
