// How parts of runs are counted, and what is kept of their failures.
import type { AccountId, CurrencyCode, DecimalString } from '../../domain/ids.ts';

/** One failure as its parent keeps it: data, not an exception. */
export interface FailureSample {
  readonly accountId: AccountId;
  readonly code: string;
  readonly message: string;
}

/** What account days that fail for one reason have in common. */
export interface FailureCause {
  /** The source or rates provider that was asked; null: the failure has to do with none. */
  readonly provider: string | null;
  /** Of the error catalogue. */
  readonly code: string;
  /** Where in its day the account was. */
  readonly stage: string;
}

/** Counts of a part of a run. Samples: at most 5 per part, so that no result outgrows its payload. */
export interface RunTally {
  readonly accounts: number;
  /** Forecasts made (revenue collected, in a run without forecasts) and not held. */
  readonly published: number;
  /** Forecasts made and kept back by a gate. Absent in runs of 0.1. */
  readonly held?: number;
  readonly alreadyDone: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly failuresByCode: Readonly<Record<string, number>>;
  readonly samples: readonly FailureSample[];
}

export interface CurrencyTotal {
  readonly currency: CurrencyCode;
  readonly amount: DecimalString;
  readonly accounts: number;
}
