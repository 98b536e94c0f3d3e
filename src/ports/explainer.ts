// What a model makes of an account's history: why its forecast is what it is, and its curve. Nothing is stored.
import type { Account } from '../domain/account.ts';
import type { Explanation } from '../domain/forecast/explain.ts';
import type { StoredModel } from '../domain/forecast/types.ts';
import type { IsoDate } from '../domain/ids.ts';

export interface ExplanationAsked {
  readonly account: Account;
  readonly model: StoredModel;
  /** The last day that the forecast was made from. */
  readonly origin: IsoDate;
  /** Days after it, 1 or more. */
  readonly step: number;
}

export interface Explainer {
  /**
   * On the history as it is known now, in the currency of the model. Null: there is none, or nothing finite comes of it.
   * @throws MorrowError STORE_UNREACHABLE (retryable).
   */
  explain(asked: ExplanationAsked): Promise<Explanation | null>;
}
