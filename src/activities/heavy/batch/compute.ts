// How a stage computes: the rows of the stage before go through the threads; who failed before stays failed.
import { Context } from '@temporalio/activity';
import type { StageResult } from '../../../contract/messages.ts';
import type { TellProgress } from '../../heartbeat.ts';
import { errorOf, type Answer } from '../answer.ts';
import type { TrainingPool } from '../training-pool.ts';
import type { TrainingJobs } from '../training-thread.ts';
import { countFailed, samplesOf, type StageRow } from './rows.ts';

type Task<Name extends keyof TrainingJobs> = Parameters<TrainingJobs[Name]>[0];
type Value<Name extends keyof TrainingJobs> = ReturnType<TrainingJobs[Name]>;

/** One row per account, in the order of `tasks`. @throws MorrowError INTERNAL when not one account got through its thread. */
export async function computeRows<Name extends keyof TrainingJobs>(
  pool: TrainingPool,
  { job, tell }: { readonly job: Name; readonly tell: TellProgress },
  tasks: readonly StageRow<Task<Name>>[],
): Promise<readonly StageRow<Value<Name>>[]> {
  const open = tasks.flatMap((row) => ('value' in row ? [row] : []));
  const total = open.length;
  tell({ done: 0, total });
  const answers = await pool.run(job, {
    tasks: open.map(({ value }) => value),
    signal: Context.current().cancellationSignal,
    onProgress: (done) => tell({ done, total }),
  });
  requireThreads(answers);
  const answered = new Map(open.map(({ accountId }, index) => [accountId, answers[index]]));
  return tasks.flatMap((row) => ('value' in row ? withAnswer(row.accountId, answered.get(row.accountId)) : [row]));
}

const withAnswer = <V>(accountId: StageRow<V>['accountId'], answer: Answer<V> | undefined): readonly StageRow<V>[] =>
  answer === undefined ? [] : [{ accountId, ...answer }];

/** When nobody gets through, it is the worker that is broken and not the accounts: the step is better tried again elsewhere. */
function requireThreads(answers: readonly Answer<unknown>[]): void {
  const [first] = answers;
  if (first === undefined || 'value' in first) return;
  const broken = answers.every((answer) => 'refused' in answer && answer.refused.code === 'INTERNAL');
  if (broken) throw errorOf(first.refused);
}

/** What a stage says of itself: everyone in the batch, and who has failed in this stage or before. */
export function stageResult(rows: readonly StageRow<unknown>[], note: string): StageResult {
  const failed = countFailed(rows);
  const said = failed === 0 ? note : `${note}, ${failed} failed`;
  return { accounts: rows.length, failed, note: said, samples: samplesOf(rows) };
}
