// The calibration of the bands: the shipped one, or what retraining has made of it from this installation's own forecasts.
import { DEFAULT_CALIBRATION } from '../domain/forecast/default-calibration.ts';
import { isCalibration, type Calibration } from '../domain/forecast/calibration.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';

/** Where it is kept among the intermediates of training. */
export const CALIBRATION_BATCH = 'calibration';
export const CALIBRATION_STAGE = 'current';

/** It changes once a week at most; asking at every forecast would only cost. */
const FRESH_MS = 10 * 60_000;

export interface CalibrationSource {
  current(): Promise<Calibration>;
}

export function createCalibrationSource(store: Pick<Store, 'training'>, clock: Clock): CalibrationSource {
  let known: { readonly calibration: Calibration; readonly until: number } | null = null;
  return {
    async current() {
      const now = clock.now().getTime();
      if (known !== null && now < known.until) return known.calibration;
      const stored = await store.training.find(CALIBRATION_BATCH, CALIBRATION_STAGE);
      const calibration = isCalibration(stored) ? stored : DEFAULT_CALIBRATION;
      known = { calibration, until: now + FRESH_MS };
      return calibration;
    },
  };
}
