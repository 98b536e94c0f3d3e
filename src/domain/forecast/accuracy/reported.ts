// The error an account is told to expect: the corrected backtest's until its own forecasts have shown a real one.
import { RESOLVED_NEEDED } from '../registry/served.ts';
import type { AccuracySums } from './summary.ts';
import { summarise } from './summary.ts';

export interface ReportedError {
  /** Mean absolute error, units of the currency. */
  readonly meanAbsoluteError: number;
  /** `backtest`: corrected for its optimism. `realised`: of published forecasts. */
  readonly source: 'backtest' | 'realised';
  /** Resolved forecasts there are, also while they are too few. */
  readonly n: number;
}

/**
 * Realised from 14 resolved forecasts on, replaced and not blended: a mixture could be traced to neither.
 * @param expectedError the backtest's mean absolute error, corrected (`ForecastStep.expectedError`).
 */
export function reportedError(expectedError: number, resolved: AccuracySums): ReportedError {
  const { mae, n } = summarise(resolved);
  if (mae === null || n < RESOLVED_NEEDED) return { meanAbsoluteError: expectedError, source: 'backtest', n };
  return { meanAbsoluteError: mae, source: 'realised', n };
}
