// Stages two to four of a training batch: what each history is like, how the candidates did on it, and what is made of that.
import type { StageResult, TrainingStageRequest } from '../../../contract/messages.ts';
import type { HeavyDependencies } from '../../dependencies.ts';
import { whileHeartbeating } from '../../heartbeat.ts';
import type { TrainTask } from '../training-thread.ts';
import { computeRows, stageResult } from './compute.ts';
import { loadRows, saveRows, type SnapshotRow, type StageRow } from './rows.ts';

export const createStageActivities = ({ store, pool }: HeavyDependencies) => ({
  prepareTraining({ batchId }: TrainingStageRequest): Promise<StageResult> {
    return whileHeartbeating(async (tell) => {
      const { rows: snapshot } = await loadRows(store, batchId, 'snapshot');
      const rows = await computeRows(pool, { job: 'prepare', tell }, snapshot.map(trainTask));
      await saveRows(store, { batchId, stage: 'prepare' }, rows);
      const reports = rows.flatMap((row) => ('value' in row ? [row.value] : []));
      const sum = (figure: (report: (typeof reports)[number]) => number): number =>
        reports.reduce((total, report) => total + figure(report), 0);
      const [gaps, outliers] = [sum(({ missing }) => missing), sum(({ clipped }) => clipped.length)];
      return stageResult(rows, `${rows.length} histories: ${gaps} days missing, ${outliers} outliers clipped`);
    });
  },

  backtestTraining({ batchId }: TrainingStageRequest): Promise<StageResult> {
    return whileHeartbeating(async (tell) => {
      const [{ rows: snapshot }, { rows: prepared }] = await Promise.all([
        loadRows(store, batchId, 'snapshot'),
        loadRows(store, batchId, 'prepare'),
      ]);
      const tasks = onlyThoseOf(prepared, snapshot.map(trainTask));
      const rows = await computeRows(pool, { job: 'backtest', tell }, tasks);
      await saveRows(store, { batchId, stage: 'backtest' }, rows);
      return stageResult(rows, `${rows.length} accounts backtested`);
    });
  },

  fitTraining({ batchId }: TrainingStageRequest): Promise<StageResult> {
    return whileHeartbeating(async (tell) => {
      const { rows: backtests } = await loadRows(store, batchId, 'backtest');
      const rows = await computeRows(pool, { job: 'select', tell }, backtests);
      await saveRows(store, { batchId, stage: 'fit' }, rows);
      return stageResult(rows, `${rows.length} accounts: ${kindsOf(rows)}`);
    });
  },
});

const trainTask = ({ accountId, input, settings }: SnapshotRow): StageRow<TrainTask> => ({
  accountId,
  value: { input, settings },
});

/** An account that failed in an earlier stage stays failed, with the reason it failed for. */
function onlyThoseOf<Task>(
  before: readonly StageRow<unknown>[],
  tasks: readonly StageRow<Task>[],
): readonly StageRow<Task>[] {
  const failed = new Map(before.flatMap((row) => ('refused' in row ? [[row.accountId, row] as const] : [])));
  return tasks.map((task) => failed.get(task.accountId) ?? task);
}

/** `12 combination, 3 few-values`. */
function kindsOf(rows: readonly StageRow<{ readonly kind: string }>[]): string {
  const counts = new Map<string, number>();
  for (const row of rows) if ('value' in row) counts.set(row.value.kind, (counts.get(row.value.kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ') || 'no model';
}
