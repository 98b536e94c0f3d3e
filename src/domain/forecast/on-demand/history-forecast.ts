// A forecast of somebody's own figures: trained and applied at once, with the same rules as the day run. Nothing is kept.
import type { CurrencyCode, IsoDate } from '../../ids.ts';
import { roundNumberToCurrency } from '../../money/currency.ts';
import { forecastWith } from '../apply.ts';
import type { Calibration } from '../calibration.ts';
import { depthWindow } from '../history.ts';
import type { ForecastModel, ForecastStep, ModelSettings } from '../model.ts';
import { toDailySeries } from '../series.ts';
import { trainModel } from '../train.ts';
import type { HistoryPoint } from '../types.ts';

export interface HistoryForecastOptions extends ModelSettings {
  /** 1..28. */
  readonly horizonDays: number;
  readonly calibration: Calibration;
}

export interface HistoryForecast {
  /** The last day of the history; step 1 is the day after. */
  readonly businessDate: IsoDate;
  readonly model: ForecastModel;
  readonly steps: readonly ForecastStep[];
}

/**
 * @param points one or more, one per date, oldest first.
 * @throws RangeError without a point or for another horizon; DomainError FIT_FAILED when a value is not finite.
 */
export function forecastHistory(
  points: readonly HistoryPoint[],
  { horizonDays, calibration, ...settings }: HistoryForecastOptions,
): HistoryForecast {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError('A history has at least one day.');
  const window = depthWindow(last.date, settings.depthDays);
  // Days before the first one are not missing: the series is shorter than the depth that was asked for.
  const series = toDailySeries(points, { from: first.date > window.from ? first.date : window.from, to: last.date });
  const model = trainModel(series, settings);
  return { businessDate: last.date, model, steps: forecastWith(model, series, { horizonDays, calibration }) };
}

/** Figures without a currency get two digits behind the point. @throws DomainError FIT_FAILED when it is no amount of money. */
export const roundFigure = (value: number, currency: CurrencyCode | null): string =>
  currency === null ? value.toFixed(2).replace(/^-(0\.00)$/, '$1') : roundNumberToCurrency(value, currency);
