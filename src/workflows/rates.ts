// The rates of one business date, once for all accounts of a run: what is stored, else provider A, else reserve B.
import { isCancellation, setCurrentDetails } from '@temporalio/workflow';
import type { RatesInput, RatesRef } from '../contract/messages.ts';
import { catalogueFailure } from './failures.ts';
import { steps } from './steps.ts';

export async function rates({ date }: RatesInput): Promise<RatesRef> {
  try {
    const found = (await steps.findRates({ date })) ?? (await steps.fetchRates({ date }, `rates of ${date}`));
    setCurrentDetails(`${found.ratesId}, quoted ${found.quoteDate} by ${found.provider}`);
    return found;
  } catch (error) {
    throw isCancellation(error) ? error : catalogueFailure(error);
  }
}
