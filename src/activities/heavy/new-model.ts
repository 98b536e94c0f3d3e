// A trained model as the registry takes it.
import { createHash } from 'node:crypto';
import { depthDays, type Account } from '../../domain/account.ts';
import type { ForecastModel, ModelSettings } from '../../domain/forecast/model.ts';
import type { NewModel } from '../../domain/forecast/types.ts';

export const settingsOf = (account: Account): ModelSettings => ({
  depthDays: depthDays(account),
  polynomialDegree: account.polynomialDegree,
});

/** The id is made of the content: training again on the same days registers nothing new, whichever version of the code does it. */
export function newModel(
  model: ForecastModel,
  origin: Pick<NewModel, 'accountId' | 'businessDate' | 'currency' | 'codeVersion'>,
): NewModel {
  const content = JSON.stringify([origin.currency, model]);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
  return { ...model, ...origin, id: `${origin.accountId}/${origin.businessDate}/${hash}` };
}
