// Whether provider A and reserve B agree about a date: an alert at most, so it never fails and nothing waits for it.
import { isCancellation, setCurrentDetails } from '@temporalio/workflow';
import type { RatesCheckInput, RatesCheckResult } from '../contract/provider-messages.ts';
import { endingOf } from './failures.ts';
import { steps } from './steps.ts';

const NOTHING: RatesCheckResult = { compared: 0, largest: null, alerted: false };

export async function ratesCheck({ date }: RatesCheckInput): Promise<RatesCheckResult> {
  try {
    const result = await steps.compareRates({ date }, `A and B of ${date}`);
    setCurrentDetails(describe(result));
    return result;
  } catch (error) {
    if (isCancellation(error)) throw error;
    setCurrentDetails(`not compared: ${endingOf(error).message}`);
    return NOTHING;
  }
}

const describe = ({ compared, largest }: RatesCheckResult): string =>
  largest === null
    ? 'not comparable'
    : `${compared} currencies, at most ${largest.percent.toFixed(2)} % apart (${largest.currency})`;
