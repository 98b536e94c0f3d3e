// The band of a total. Errors of accounts partly cancel out, and partly do not: how far, their totals of the days before tell. The
// sum of the accounts' bounds is scaled so that it would have held four of five of those totals: a split conformal interval whose
// score is the error in widths of the band (Papadopoulos et al. 2002, Lei et al. 2018). Neither independence nor a correlation is assumed.

/** One day over which accounts are added up; amounts in its currency. */
export interface TotalDay {
  readonly fact: number;
  readonly forecast: number;
  /** Sums of the accounts' 80 % bounds, around the forecast. */
  readonly lo80: number;
  readonly hi80: number;
}

/** Days that are looked at. */
export const TOTAL_BAND_DAYS = 56;
/** Fewer say too little: the sum of the bounds stays as it is. */
export const TOTAL_BAND_DAYS_MIN = 28;
const COVERAGE = 0.8;

/**
 * What the sum of the bounds is to be multiplied with, below and above the forecast alike.
 * @param days those before the day in question whose revenue is known. @returns null: too few of them, or no scale
 * would have held enough of them.
 */
export function totalBandScale(days: readonly TotalDay[]): number | null {
  const scores = days.flatMap(scoreOf).toSorted((a, b) => a - b);
  if (scores.length < TOTAL_BAND_DAYS_MIN) return null;
  const scale = scores[Math.ceil((scores.length + 1) * COVERAGE) - 1] ?? Infinity;
  return Number.isFinite(scale) ? scale : null;
}

/**
 * The error as a share of the band's width on its side: infinite where there is no width, as no scale holds that day. None where
 * there is neither error nor width: any scale does.
 */
function scoreOf({ fact, forecast, lo80, hi80 }: TotalDay): readonly number[] {
  const error = fact - forecast;
  if (error === 0) return hi80 > lo80 ? [0] : [];
  const width = error > 0 ? hi80 - forecast : forecast - lo80;
  return [width > 0 ? Math.abs(error) / width : Infinity];
}
