// The rates of one business date, once for all accounts of a run: what is stored, else provider A, else reserve B.
import { isCancellation, patched, setCurrentDetails } from '@temporalio/workflow';
import type { RatesInput, RatesRef } from '../contract/messages.ts';
import { catalogueFailure } from './failures.ts';
import { tellingParent } from './handover.ts';
import { beginRatesCheck } from './rates-check.ts';
import { steps } from './steps.ts';

export const rates = (input: RatesInput): Promise<RatesRef> =>
  tellingParent(
    () => findOrFetch(input),
    (ref) => ({ rates: ref }),
  );

async function findOrFetch({ date }: RatesInput): Promise<RatesRef> {
  // Asked before anything is awaited: behind a local activity a replay may not know yet which patches its history has.
  const compares = patched('compare-rates');
  try {
    const found = (await steps.findRates({ date })) ?? (await steps.fetchRates({ date }, `rates of ${date}`));
    setCurrentDetails(`${found.ratesId}, quoted ${found.quoteDate} by ${found.provider}`);
    if (compares) await beginRatesCheck(date);
    return found;
  } catch (error) {
    throw isCancellation(error) ? error : catalogueFailure(error);
  }
}
