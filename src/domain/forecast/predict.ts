// Reads a fitted model: one day's value, or the steps after a business date. Unrounded; rounding to the currency is the publisher's.
import { addDays, daysBetween } from '../calendar/dates.ts';
import { DomainError } from '../domain-error.ts';
import type { IsoDate } from '../ids.ts';
import { evaluateCurve } from './curve.ts';
import type { FittedModel } from './polynomial-model.ts';

export interface PredictedStep {
  readonly targetDate: IsoDate;
  /** Units of the account's currency; always finite. */
  readonly value: number;
}

/** The model's value for any day. @throws DomainError FIT_FAILED when it is not finite. */
export function predictAt(model: FittedModel, date: IsoDate): number {
  const value = evaluateCurve(model, daysBetween(model.origin, date));
  if (Number.isFinite(value)) return value;
  throw new DomainError(
    'FIT_FAILED',
    `The model of ${model.from} to ${model.to} has no finite value for ${date}; look at the history for extreme values.`,
    { from: model.from, to: model.to, date },
  );
}

/** Steps 1..`horizonDays`: the days after the business date, in order. @throws DomainError FIT_FAILED as `predictAt`. */
export function predictSteps(model: FittedModel, businessDate: IsoDate, horizonDays: number): readonly PredictedStep[] {
  return Array.from({ length: horizonDays }, (_, index) => {
    const targetDate = addDays(businessDate, index + 1);
    return { targetDate, value: predictAt(model, targetDate) };
  });
}
