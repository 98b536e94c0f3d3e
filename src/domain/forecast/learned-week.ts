// The weekly profile and the days that stand out from it, which are found together.
import { holdBackOutliers } from './cleaning.ts';
import { ENOUGH_VALUES, WEEK } from './prepare.ts';
import type { PreparedSeries } from './prepare.ts';
import { weekdayProfile } from './weekday-profile.ts';

export interface LearnedWeek {
  /** Seven additions, Monday first. */
  readonly profile: Float64Array;
  /** The series with the days held back that stand out. */
  readonly calm: PreparedSeries;
}

/** The profile shows which days stand out, and is learned once more without them. */
export const learnWeek = oncePerSeries(weekdayProfile);

/** The same for an account whose weekdays are all alike. */
export const learnFlatWeek = oncePerSeries(() => FLAT);

const FLAT = new Float64Array(WEEK);

/** The trial of the profile and the recipe that is tried next ask for the same. */
function oncePerSeries(learn: (series: PreparedSeries) => Float64Array): (series: PreparedSeries) => LearnedWeek {
  let latest: { readonly series: PreparedSeries; readonly week: LearnedWeek } | null = null;
  return (series) => {
    if (latest?.series !== series) latest = { series, week: learnFrom(series, learn) };
    return latest.week;
  };
}

function learnFrom(series: PreparedSeries, learn: (series: PreparedSeries) => Float64Array): LearnedWeek {
  const first = learn(series);
  // Rare revenue is nothing but days that stand out, and of a few values none can be told to.
  if (series.zeroHeavy || series.count < ENOUGH_VALUES) return { profile: first, calm: series };
  const calm = holdBackOutliers(series, first);
  return { profile: calm === series ? first : learn(calm), calm };
}
