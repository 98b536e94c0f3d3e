// Predictions on demand, computed off the event loop. Nothing is stored or published.
import type { ErrorCode, ErrorFacts } from '../contract/errors.ts';
import type { Prediction } from '../domain/forecast/on-demand/prediction.ts';
import type { PurgedAsked } from '../domain/forecast/on-demand/purged.ts';
import type { HistoryPoint } from '../domain/forecast/types.ts';
import type { ModelSettings } from '../domain/forecast/model.ts';
import type { AccountId, CurrencyCode, IsoDate } from '../domain/ids.ts';

/** Of an account as the store knows it, as of the end of a day. */
export interface AccountAsked {
  readonly kind: 'account';
  readonly account: AccountId;
  readonly date: IsoDate;
}

/** Of figures that come along. */
export interface HistoryAsked {
  readonly kind: 'history';
  /** One per date, oldest first; at least one. */
  readonly history: readonly HistoryPoint[];
  readonly currency: CurrencyCode | null;
  readonly settings: ModelSettings;
}

/** Of an account that was purged after it was asked about. */
export type PredictionAsked = AccountAsked | HistoryAsked | PurgedAsked;

/** The prediction, or why there is none: ACCOUNT_NOT_FOUND, NO_HISTORY, FIT_FAILED, INVALID_AMOUNT. */
export type PredictionAnswer =
  | { readonly value: Prediction }
  | { readonly refused: { readonly code: ErrorCode; readonly message: string; readonly facts: ErrorFacts } };

export interface PredictorOptions {
  /** 1..28. */
  readonly horizonDays: number;
  /** Ends the work within a moment. */
  readonly signal: AbortSignal;
  /** True: somebody waits. */
  readonly urgent?: boolean;
}

export interface Predictor {
  /** One answer per question, in their order. @throws MorrowError STORE_UNREACHABLE (retryable); the signal's reason. */
  predict(asked: readonly PredictionAsked[], options: PredictorOptions): Promise<readonly PredictionAnswer[]>;
}
