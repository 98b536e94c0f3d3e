// Which forecast an account is served: the model's, or last week's value where the model is worse than that.
// Two borders, so that an account near 0 does not go back and forth every day.

export type Served = 'model' | 'naive';

/** One resolved forecast of step 1 to 7: how far the model and last week's value were off, both 0 or more, units of the currency. */
export interface ResolvedErrors {
  readonly modelError: number;
  readonly naiveError: number;
}

export interface ServedInput {
  /** The recent days' resolved forecasts; their order does not matter. Errors that are no numbers are left out. */
  readonly resolved: readonly ResolvedErrors[];
  readonly current: Served;
  /** The backtest's mean absolute errors; null when there was no origin to test. */
  readonly backtest: ResolvedErrors | null;
  /** Realised error / backtest error to expect, 1 or more: a backtest inside the window flatters the model. */
  readonly inflation: number;
}

export interface ServedDecision {
  readonly served: Served;
  /** True while last week's value is served: the account's owner should know. */
  readonly flagged: boolean;
  /** 1 - model error / naive error, 1 at most: share of last week's error that the model saves; null when unknown. */
  readonly skill: number | null;
  /** Resolved forecasts that it comes from; 0 from the backtest. */
  readonly n: number;
  /** For people, one sentence. */
  readonly reason: string;
}

/** Resolved forecasts that replace the backtest. */
export const RESOLVED_NEEDED = 14;
/** Skill from which on the model is served again. */
const BACK_TO_MODEL = 0.02;
/** A corrected backtest is too rough to decide near 0; below that it is clearly worse. */
const CLEARLY_WORSE = -0.1;

/** Skill = 1 - sum |model error| / sum |naive error|; null when last week's value was always right. */
export function chooseServed({ resolved, current, backtest, inflation }: ServedInput): ServedDecision {
  const usable = resolved.filter(isUsable);
  if (usable.length >= RESOLVED_NEEDED) return byResolved(usable, current);
  const skill = backtest === null ? null : skillOf(backtest.modelError * inflation, backtest.naiveError);
  if (skill === null)
    return decision('model', {
      skill,
      n: 0,
      reason: `${usable.length} resolved forecasts and no backtest say nothing against the model.`,
    });
  const served = skill < CLEARLY_WORSE ? 'naive' : 'model';
  const verdict = served === 'naive' ? 'clearly worse' : 'not clearly worse';
  return decision(served, {
    skill,
    n: 0,
    reason: `By its backtest the model is ${verdict} than last week's value (${percent(skill)}).`,
  });
}

function byResolved(resolved: readonly ResolvedErrors[], current: Served): ServedDecision {
  const n = resolved.length;
  const naive = total(resolved.map(({ naiveError }) => naiveError));
  const skill = skillOf(total(resolved.map(({ modelError }) => modelError)), naive);
  if (skill === null)
    return decision(current, {
      skill,
      n,
      reason: `Last week's value made no error in ${n} forecasts to compare with.`,
    });
  const served = skill < 0 || (current === 'naive' && skill < BACK_TO_MODEL) ? 'naive' : 'model';
  return decision(served, {
    skill,
    n,
    reason: `In ${n} resolved forecasts the model saved ${percent(skill)} of the error of last week's value.`,
  });
}

const decision = (served: Served, said: Pick<ServedDecision, 'skill' | 'n' | 'reason'>): ServedDecision => ({
  served,
  flagged: served === 'naive',
  ...said,
});

function skillOf(modelError: number, naiveError: number): number | null {
  const skill = 1 - modelError / naiveError;
  return naiveError > 0 && Number.isFinite(skill) ? skill : null;
}

const isUsable = ({ modelError, naiveError }: ResolvedErrors): boolean =>
  Number.isFinite(modelError) && Number.isFinite(naiveError);

const total = (errors: readonly number[]): number => errors.reduce((sum, error) => sum + Math.abs(error), 0);

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
