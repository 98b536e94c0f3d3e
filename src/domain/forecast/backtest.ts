// Second stage of training: tries the candidates with and without each feature on the account's own past. The result is plain data
// that holds all that the choice needs.
import { FEATURES } from './model.ts';
import type { FeatureName, ForecastInput, ModelKind, ModelSettings } from './model.ts';
import type { CandidateBacktest, Variant } from './backtest-result.ts';
import { summariseBacktest } from './backtest-summary.ts';
import { chooseVariant, isWeekdayUsed, TESTABLE_WEEKDAYS } from './feature-choice.ts';
import { touchesHoliday } from './holidays.ts';
import { ENOUGH_VALUES, prepareSeries, reportOn } from './prepare.ts';
import type { PreparedSeries } from './prepare.ts';
import { weighRecipe } from './recipe.ts';
import { lastDays } from './series.ts';
import { prepareSources, weighSources } from './source-shares.ts';
import { tryWeekday } from './weekday-trial.ts';
import type { WeekdayTrial } from './weekday-trial.ts';

/**
 * @throws DomainError NO_HISTORY when no day of the depth is observed, FIT_FAILED when a value is not finite.
 */
export function backtestCandidates(input: ForecastInput, settings: ModelSettings): CandidateBacktest {
  const cut = lastDays(input, settings.depthDays);
  const series = prepareSeries(cut);
  const trial: Trial = { input: cut, series, settings };
  const untried = FEATURES.flatMap((name) => {
    const reason = whyNotTried(name, trial);
    return reason === null ? [] : [{ name, reason }];
  });
  const tried = FEATURES.filter((name) => untried.every((one) => one.name !== name));
  const weekday = tried.includes('weekday') && series.count >= TESTABLE_WEEKDAYS ? tryWeekday(series) : null;
  return {
    kind: kindOf(series),
    settings,
    preparation: reportOn(series, cut.values.length),
    weekday,
    variants: tryFeatures(trial, tried, weekday),
    untried,
  };
}

interface Trial {
  readonly input: ForecastInput;
  readonly series: PreparedSeries;
  readonly settings: ModelSettings;
}

function kindOf({ count, constant, zeroHeavy }: PreparedSeries): ModelKind {
  if (count === 1) return 'last-value';
  if (count < ENOUGH_VALUES) return 'few-values';
  if (constant) return 'constant';
  return zeroHeavy ? 'zero-heavy' : 'combination';
}

function whyNotTried(name: FeatureName, { series, input }: Trial): string | null {
  if (series.count < ENOUGH_VALUES) return `${series.count} of ${ENOUGH_VALUES} values needed`;
  if (series.constant) return 'all values are equal';
  switch (name) {
    case 'weekday':
      return series.zeroHeavy ? 'more than half of the days are 0' : null;
    case 'holidays':
      return touchesHoliday(series, input.holidays ?? []) ? null : 'no public holiday is known on an observed day';
    case 'source-shares':
      return prepareSources(input).length < 2 ? 'fewer than two sources have revenue' : null;
  }
}

/** One feature more on top of the best so far. The weekly profile has a trial of its own, which the first variant heeds. */
function tryFeatures(trial: Trial, tried: readonly FeatureName[], weekday: WeekdayTrial | null): readonly Variant[] {
  const weekly = tried.includes('weekday') && isWeekdayUsed(weekday);
  const first = tryVariant(trial, weekly ? ['weekday'] : []);
  return tried
    .filter((name) => name !== 'weekday')
    .reduce<readonly Variant[]>(
      (variants, name) => {
        const best = chooseVariant(variants);
        return [...variants, tryVariant(trial, [...best.features, name])];
      },
      [first],
    );
}

function tryVariant({ input, series, settings }: Trial, features: readonly FeatureName[]): Variant {
  const recipe = { features, holidays: input.holidays ?? [], polynomialDegree: settings.polynomialDegree };
  const whole = weighRecipe({ ...recipe, series });
  if (!features.includes('source-shares')) {
    return { features, candidates: whole.records, backtest: summariseBacktest(series, whole.combined) };
  }
  const { recipes, combined } = weighSources(input, recipe);
  return { features, candidates: whole.records, sources: recipes, backtest: summariseBacktest(series, combined) };
}
