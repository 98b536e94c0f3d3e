// What validation found out about one account's fresh model, as it is kept.
import type { ErrorPair } from '../compare-models.ts';

/** Mean absolute errors over the same days, units of the currency. */
export interface ErrorFigures {
  /** Forecasts compared. */
  readonly n: number;
  /** Different days among them. */
  readonly days: number;
  readonly challenger: number | null;
  /** Null without a champion. */
  readonly champion: number | null;
  readonly naive: number | null;
}

export interface Validation {
  /** Who was served then; `compared`: false when it was made under other settings of the account. Null: nobody. */
  readonly champion: { readonly modelId: string; readonly version: number; readonly compared: boolean } | null;
  readonly backtest: ErrorFigures;
  readonly realised: ErrorFigures;
  readonly promotion: PromotionVerdict;
}

export interface PromotionVerdict {
  readonly promote: boolean;
  readonly rule: string;
  /** One sentence for people. */
  readonly reason: string;
}

export function errorFigures(pairs: readonly ErrorPair[]): ErrorFigures {
  return {
    n: pairs.length,
    days: new Set(pairs.map(({ targetDate }) => targetDate)).size,
    challenger: meanOf(pairs.map(({ challenger }) => challenger)),
    champion: meanOf(pairs.map(({ champion }) => champion)),
    naive: meanOf(pairs.map(({ naive }) => naive)),
  };
}

function meanOf(errors: readonly (number | null)[]): number | null {
  const known = errors.filter((error) => error !== null);
  return known.length === 0 ? null : known.reduce((sum, error) => sum + Math.abs(error), 0) / known.length;
}
