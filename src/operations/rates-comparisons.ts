// How the rates of provider A and reserve B agree, as the days' runs have compared them.
import type { RatesComparison } from '../ports/rates-comparison-store.ts';
import type { OperationsDeps } from './deps.ts';
import { resolveRange } from './run-requests.ts';

/** Newest date first; the last 30 complete days by default. @throws InvalidInputError; MorrowError RANGE_TOO_LONG. */
export const listRatesComparisons = (
  deps: Pick<OperationsDeps, 'store' | 'clock' | 'timeZone'>,
  query: { readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<readonly RatesComparison[]> => deps.store.ratesComparisons.list(resolveRange(deps, query));
