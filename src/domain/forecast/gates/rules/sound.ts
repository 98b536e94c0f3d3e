// Is it a forecast at all? Figures that are no numbers, days that do not follow the business date, bands that cross.
import { addDays } from '../../../calendar/dates.ts';
import type { Breach } from '../findings.ts';
import { counted } from '../findings.ts';
import type { ForecastUnderTest, StepUnderTest } from '../types.ts';

export function notFinite({ steps }: ForecastUnderTest): Breach | null {
  const odd = steps.filter(
    ({ mean, lo80, hi80, lo95, hi95 }) => ![mean, lo80, hi80, lo95, hi95].every(Number.isFinite),
  );
  if (odd.length === 0) return null;
  return {
    figure: odd.length,
    limit: 0,
    message: `${counted(odd.length, 'day')} with a figure that is no number; none is accepted.`,
  };
}

/** An empty forecast is one wrong day. */
export function wrongDays({ businessDate, steps }: ForecastUnderTest): Breach | null {
  const wrong = steps.filter(
    ({ step, targetDate }, index) => step !== index + 1 || targetDate !== addDays(businessDate, index + 1),
  );
  if (steps.length > 0 && wrong.length === 0) return null;
  const message =
    steps.length === 0
      ? `The forecast has no day at all; it is to begin on the day after ${businessDate}.`
      : `${counted(wrong.length, 'day')} other than the business date ${businessDate} asks for; none is accepted.`;
  return { figure: Math.max(1, wrong.length), limit: 0, message };
}

export function bandCrossed({ steps }: ForecastUnderTest): Breach | null {
  const crossed = steps.filter((step) => !isNested(step));
  if (crossed.length === 0) return null;
  const first = crossed[0]?.targetDate ?? '';
  const message = `${counted(crossed.length, 'day')} with intervals that do not lie around the forecast, the first ${first}; none is accepted.`;
  return { figure: crossed.length, limit: 0, message };
}

const isNested = ({ lo95, lo80, mean, hi80, hi95 }: StepUnderTest): boolean =>
  lo95 <= lo80 && lo80 <= mean && mean <= hi80 && hi80 <= hi95;
