// Histories for the tests of the forecasting core, with defaults that show only what matters.
import { parseIsoDate } from '../../src/domain/calendar/dates.ts';
import { forecastWith } from '../../src/domain/forecast/apply.ts';
import { DEFAULT_CALIBRATION } from '../../src/domain/forecast/default-calibration.ts';
import type { ForecastInput, ForecastStep, ModelSettings } from '../../src/domain/forecast/model.ts';
import { trainModel } from '../../src/domain/forecast/train.ts';

/** A Monday. */
export const FIRST_DAY = parseIsoDate('2026-01-05');
export const SETTINGS: ModelSettings = { depthDays: 180, polynomialDegree: 2 };

export const days = (count: number, value: (day: number) => number | null): readonly (number | null)[] =>
  Array.from({ length: count }, (_, day) => value(day));

export const history = (values: readonly (number | null)[], more: Partial<ForecastInput> = {}): ForecastInput => ({
  start: FIRST_DAY,
  values,
  ...more,
});

/** Trains on the history and forecasts 28 days on. */
export function forecast(input: ForecastInput, settings: ModelSettings = SETTINGS): readonly ForecastStep[] {
  return forecastWith(trainModel(input, settings), input, { horizonDays: 28, calibration: DEFAULT_CALIBRATION });
}

export const means = (steps: readonly ForecastStep[]): readonly number[] => steps.map(({ mean }) => mean);

/** The same -1..1 for the same day: noise without chance. */
export const wobble = (day: number): number => ((day * 7919) % 101) / 50 - 1;
