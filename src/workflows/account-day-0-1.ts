// The last third of an account day as version 0.1 ran it: trained every day and published at once. Only for days that were
// begun by 0.1 and finish on this version; it goes when none of them can be open any more.
import type { AccountDayInput, AccountDayStage } from '../contract/messages.ts';
import type { CurrencyCode } from '../domain/ids.ts';
import { steps } from './steps.ts';

export async function publishAtOnce(
  { accountId, date, pipeline, horizonDays }: AccountDayInput,
  currency: CurrencyCode,
  enter: (stage: AccountDayStage) => void,
): Promise<void> {
  const of = { accountId, date, currency };
  enter('checking-history');
  const { present, missing } = await steps.checkHistory(of);
  enter('training');
  const { modelId, kind } = await steps.trainModel(of, `${present} days, ${missing} missing`);
  enter('predicting');
  const predicted = await steps.predict({ ...of, modelId, horizonDays }, kind);
  enter('publishing');
  await steps.publish({ ...of, pipeline, modelId, steps: predicted });
}
