// The negative control: the same workflows, one of them with a step that old histories do not have.
import { sleep } from '@temporalio/workflow';
import { accountDay as original } from '../../src/workflows/account-day.ts';
import type { AccountDayInput, AccountDayResult } from '../../src/contract/messages.ts';

export {
  accountHistory,
  alertTest,
  backfillRun,
  dayRun,
  forecastHold,
  housekeeping,
  modelChange,
  partition,
  predictBulk,
  providerBreaker,
  rates,
  ratesCheck,
  retrainRun,
  scheduledRun,
  trainingBatch,
  watch,
} from '../../src/workflows/index.ts';

export async function accountDay(input: AccountDayInput): Promise<AccountDayResult> {
  await sleep('1 second');
  return await original(input);
}
