// Does a stored model still speak about this account? Made under other settings, or in another currency, it does not.
import type { CurrencyCode } from '../../ids.ts';
import type { ModelSettings } from '../model.ts';

/** What a model is made under. */
export interface ModelTerms {
  readonly settings: ModelSettings;
  readonly currency: CurrencyCode;
}

/** A history twice as long has more to say, until four weeks are known; from then on tuning has its own rhythm. */
const LONG_ENOUGH = 28;

/** Was the model made when the account was much younger? Then it says less than the history does by now. */
export const isOutgrown = (observedThen: number, observedNow: number): boolean =>
  observedThen < LONG_ENOUGH && observedNow >= 2 * observedThen;

export const isApplicable = (model: ModelTerms, account: ModelTerms): boolean =>
  model.currency === account.currency &&
  model.settings.depthDays === account.settings.depthDays &&
  model.settings.polynomialDegree === account.settings.polynomialDegree;
