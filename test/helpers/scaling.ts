// A decision of the autoscaler with defaults that show only what matters.
import type { QueueDecision } from '../../src/operations/autoscaler.ts';

export const aDecision = (changes: Partial<QueueDecision> = {}): QueueDecision => ({
  queue: 'heavy',
  wanted: 2,
  reason: 'backlog',
  figures: {
    at: '2026-07-07T06:00:00.000Z',
    backlog: 12,
    backlogAgeSeconds: 3.5,
    slotsUsed: 4,
    slotsTotal: 4,
    workers: 1,
    pendingWork: 40,
    addRate: 2,
    dispatchRate: 1,
  },
  ...changes,
});
