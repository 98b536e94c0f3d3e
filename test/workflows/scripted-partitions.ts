// The day run as it is, over partitions that end when the test says: `through` of a page is `p<number>-<milliseconds>-<end>`.
// Where the end is `asked`, it comes with the signal `finish`.
import { condition, defineSignal, setHandler, sleep } from '@temporalio/workflow';
import { MorrowError } from '../../src/contract/errors.ts';
import type { PartitionInput, RunTally } from '../../src/contract/messages.ts';
import { catalogueFailure } from '../../src/workflows/failures.ts';
import { tellingParent } from '../../src/workflows/handover.ts';
import { steps } from '../../src/workflows/steps.ts';
import { EMPTY_TALLY, withSuccess } from '../../src/workflows/tally.ts';

export { dayRun } from '../../src/workflows/day-run.ts';
export { rates } from '../../src/workflows/rates.ts';
export { ratesCheck } from '../../src/workflows/rates-check.ts';

export const partition = (input: PartitionInput): Promise<RunTally> =>
  tellingParent(
    () => runScripted(input),
    (tally) => ({ tally }),
  );

const finish = defineSignal('finish');

async function runScripted({ after, through, limit, cohort }: PartitionInput): Promise<RunTally> {
  const [, milliseconds, end] = (through ?? '').split('-');
  let isAsked = false;
  setHandler(finish, () => void (isAsked = true));
  const page = { after, limit, ...(through === undefined ? {} : { through }) };
  await steps.listAccountPage({ ...page, ...(cohort === undefined ? {} : { cohort }) });
  if (Number(milliseconds) > 0) await sleep(Number(milliseconds));
  if (end === 'fails') throw catalogueFailure(new MorrowError('INTERNAL', 'Scripted.'));
  if (end === 'waits') await condition(() => false);
  if (end === 'asked') await condition(() => isAsked);
  return withSuccess(EMPTY_TALLY, 'collected');
}
