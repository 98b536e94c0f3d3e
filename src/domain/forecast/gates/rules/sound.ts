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
  return { figure: odd.length, limit: 0, message: `${counted(odd.length, 'step')} with a figure that is no number.` };
}

/** An empty forecast is one wrong day. */
export function wrongDays({ businessDate, steps }: ForecastUnderTest): Breach | null {
  const wrong = steps.filter(
    ({ step, targetDate }, index) => step !== index + 1 || targetDate !== addDays(businessDate, index + 1),
  );
  if (steps.length > 0 && wrong.length === 0) return null;
  const problem = steps.length === 0 ? 'There is no step' : `${counted(wrong.length, 'step')} for another day`;
  return { figure: Math.max(1, wrong.length), limit: 0, message: `${problem} than ${businessDate} asks for.` };
}

export function bandCrossed({ steps }: ForecastUnderTest): Breach | null {
  const crossed = steps.filter((step) => !isNested(step));
  if (crossed.length === 0) return null;
  const first = crossed[0]?.targetDate ?? '';
  const message = `${counted(crossed.length, 'band')} not nested around the forecast, the first on ${first}.`;
  return { figure: crossed.length, limit: 0, message };
}

const isNested = ({ lo95, lo80, mean, hi80, hi95 }: StepUnderTest): boolean =>
  lo95 <= lo80 && lo80 <= mean && mean <= hi80 && hi80 <= hi95;
