// Which features a model uses: those whose saving in the backtest is more than flexibility alone would have saved.
import type { CandidateBacktest, Variant } from './backtest-result.ts';
import type { FeatureName, FeatureRecord } from './model.ts';
import { FEATURES } from './model.ts';
import type { WeekdayTrial } from './weekday-trial.ts';

/** Below two weeks no weekday comes twice: the profile cannot be tested and is used, because it helps other accounts. */
export const TESTABLE_WEEKDAYS = 14;
const MARGIN: Readonly<Record<FeatureName, number>> = { weekday: 0, holidays: 0.005, 'source-shares': 0.02 };

/** A profile that could not be tested is used. */
export const isWeekdayUsed = (trial: WeekdayTrial | null): boolean =>
  trial === null || (gainOf(trial.without, trial.with) ?? 0) > MARGIN.weekday;

/** Walks through the variants in the order they were tried; each must beat the best before it by its feature's margin. */
export function chooseVariant(variants: readonly Variant[]): Variant {
  const [first, ...later] = variants;
  if (first === undefined) throw new RangeError('A backtest has at least one variant.');
  return later.reduce((best, next) => (isWorthIt(best, next) ? next : best), first);
}

function isWorthIt(best: Variant, next: Variant): boolean {
  const gain = gainOf(totalError(best), totalError(next));
  const added = next.features.at(-1);
  return gain !== null && added !== undefined && gain > MARGIN[added];
}

/** Share of the error that is saved; null when there is none to save. */
const gainOf = (before: number, after: number): number | null => (before === 0 ? null : 1 - after / before);

const totalError = ({ backtest }: Variant): number =>
  backtest.buckets.reduce((sum, { meanAbsoluteError }) => sum + (meanAbsoluteError ?? 0), 0);

/** One record per feature, for people: used or not, and why. */
export function describeFeatures(backtest: CandidateBacktest): readonly FeatureRecord[] {
  return FEATURES.map((name) => {
    const untried = backtest.untried.find((one) => one.name === name);
    if (untried !== undefined) return { name, used: false, gain: null, reason: `Not tried: ${untried.reason}.` };
    return name === 'weekday' ? describeWeekday(backtest.weekday) : describeTrial(name, backtest.variants);
  });
}

function describeWeekday(trial: WeekdayTrial | null): FeatureRecord {
  const name = 'weekday';
  if (trial === null) {
    return { name, used: true, gain: null, reason: 'Too short to test; used because it helps other accounts.' };
  }
  const gain = gainOf(trial.without, trial.with);
  const used = isWeekdayUsed(trial);
  return { name, used, gain, reason: describeGain(gain, used) };
}

function describeTrial(name: FeatureName, variants: readonly Variant[]): FeatureRecord {
  const tried = variants.findIndex(({ features }, index) => index > 0 && features.at(-1) === name);
  const next = variants[tried];
  if (next === undefined) return { name, used: false, gain: null, reason: 'Not tried.' };
  const best = chooseVariant(variants.slice(0, tried));
  const gain = gainOf(totalError(best), totalError(next));
  const used = isWorthIt(best, next);
  return { name, used, gain, reason: describeGain(gain, used) };
}

function describeGain(gain: number | null, used: boolean): string {
  if (gain === null) return 'There is no error to save.';
  const percent = `${Math.abs(gain * 100).toFixed(1)} %`;
  if (used) return `Saves ${percent} of the error.`;
  return gain > 0 ? `Saves only ${percent} of the error, which may be chance.` : `Costs ${percent} of the error.`;
}
