// The bundle of the benchmark's own workflow: one stage of training for many batches at once, called as the product calls it.
import { scheduleActivity, type ActivityOptions } from '@temporalio/workflow';
import type { SnapshotRequest, StageResult } from '../../src/contract/messages.ts';
import { PROFILES } from '../../src/contract/profiles.ts';

const STAGES = ['snapshotTraining', 'prepareTraining', 'backtestTraining'] as const;

export interface StageRun {
  readonly stage: (typeof STAGES)[number];
  readonly batches: readonly SnapshotRequest[];
}

/** All batches at the same time, so that every worker that is there has work. Returns accounts that came through. */
export async function benchStage({ stage, batches }: StageRun): Promise<number> {
  const results = await Promise.all(
    batches.map((batch) =>
      scheduleActivity<Partial<StageResult> & { readonly ready?: number }>(stage, [batch], OPTIONS[stage]),
    ),
  );
  return results.reduce((sum, { ready, accounts = 0, failed = 0 }) => sum + (ready ?? accounts - failed), 0);
}

const optionsOf = (stage: (typeof STAGES)[number]): ActivityOptions => {
  const { queue, startToCloseMs, heartbeatMs } = PROFILES[stage];
  return {
    taskQueue: queue,
    startToCloseTimeout: startToCloseMs,
    ...(heartbeatMs === null ? {} : { heartbeatTimeout: heartbeatMs }),
    // A run that needs a second try is no measurement.
    retry: { maximumAttempts: 1 },
  };
};

const OPTIONS = {
  snapshotTraining: optionsOf('snapshotTraining'),
  prepareTraining: optionsOf('prepareTraining'),
  backtestTraining: optionsOf('backtestTraining'),
} as const;
