// Whether an account can be trained as it is now, and if not, whether waiting may help.
import { DEFAULT_TRAINING_NEEDS, readiness } from '../../../domain/forecast/accuracy/readiness.ts';
import type { SnapshotRow } from './rows.ts';

export interface Lack {
  /** For people: what is missing. */
  readonly missing: string;
  /** True: it may still come by itself. A short or patchy history only grows by the day, or by somebody's hand. */
  readonly mayCome: boolean;
}

/** Days that a message names; the latest ones. */
const NAMED_DAYS = 3;

/** Null: there is enough to train on. */
export function lackOf({ input }: Pick<SnapshotRow, 'input'>): Lack | null {
  const { problem, reason, missingDates } = readiness(input, DEFAULT_TRAINING_NEEDS);
  if (problem === null) return null;
  const days = missingDates.slice(-NAMED_DAYS).join(', ');
  const mayCome = problem === 'last-day-missing';
  return { missing: mayCome ? `no revenue of ${days}` : reason.replace(/\.$/, ''), mayCome };
}
