// The gate before publishing one account's forecast: a table of rules, each with its figure and limit.
// It looks for what a broken model or feed does, not for surprising days: a held forecast costs a person's time.
import type { Breach, Finding, Severity } from './findings.ts';
import type { GatePolicy } from './policy.ts';
import type { InputRule } from './rules/inputs.ts';
import {
  ageingInputs,
  missingOf28,
  missingOf7,
  missingSources,
  rejectedRows,
  staleInputs,
  staleModel,
} from './rules/inputs.ts';
import { bandTooWide, jump, outOfRange, sign, vanished, weekJump } from './rules/plausible.ts';
import { bandCrossed, notFinite, wrongDays } from './rules/sound.ts';
import type { Subject } from './rules/subject.ts';
import { measureSubject } from './rules/subject.ts';
import type { ForecastFigures, ForecastUnderTest, ForecastVerdict, GateRule } from './types.ts';

type Rule<Check> = readonly [rule: GateRule, severity: Severity, check: Check];

const INPUT_RULES: readonly Rule<InputRule>[] = [
  ['wrong-days', 'hold', wrongDays],
  ['stale-inputs', 'hold', staleInputs],
  ['stale-inputs', 'warn', ageingInputs],
  ['partial-inputs', 'hold', missingOf7],
  ['partial-inputs', 'hold', missingOf28],
  ['partial-inputs', 'hold', missingSources],
  ['partial-inputs', 'warn', rejectedRows],
  ['stale-model', 'warn', staleModel],
];

const FIGURE_RULES: readonly Rule<(subject: Subject) => Breach | null>[] = [
  ['band-crossed', 'hold', ({ candidate }) => bandCrossed(candidate)],
  ['out-of-range', 'hold', outOfRange],
  ['jump', 'hold', jump],
  ['week-jump', 'hold', weekJump],
  ['sign', 'hold', sign],
  ['vanished', 'hold', vanished],
  ['band-too-wide', 'hold', bandTooWide],
];

/** Deterministic. Figures that are no numbers are one finding, and nothing else is measured on them. */
export function judgeForecast(candidate: ForecastUnderTest, policy: GatePolicy): ForecastVerdict {
  const inputs = INPUT_RULES.flatMap(([rule, severity, check]) => found(rule, severity, check(candidate, policy)));
  const unusable = found('not-finite', 'hold', notFinite(candidate));
  if (unusable.length > 0) return verdict([...unusable, ...inputs], unmeasured(candidate));
  const subject = measureSubject(candidate, policy);
  const figures = FIGURE_RULES.flatMap(([rule, severity, check]) => found(rule, severity, check(subject)));
  return verdict([...figures, ...inputs], figuresOf(subject));
}

const found = (rule: GateRule, severity: Severity, breach: Breach | null): readonly Finding<GateRule>[] =>
  breach === null ? [] : [{ rule, severity, ...breach }];

const verdict = (findings: readonly Finding<GateRule>[], figures: ForecastFigures): ForecastVerdict => ({
  decision: findings.some(({ severity }) => severity === 'hold') ? 'hold' : 'publish',
  findings,
  figures,
});

const figuresOf = ({ observed, firstWeek, borders, movement, dayJump, weekJump: week, width80 }: Subject) => ({
  observed: observed.length,
  firstDay: firstWeek[0]?.mean ?? null,
  low: borders?.low ?? null,
  high: borders?.high ?? null,
  noise: movement,
  dayJump: dayJump?.movements ?? null,
  weekJump: week?.movements ?? null,
  width80,
});

const unmeasured = ({ history }: ForecastUnderTest): ForecastFigures => ({
  observed: history.values.filter((value) => value !== null).length,
  firstDay: null,
  low: null,
  high: null,
  noise: null,
  dayJump: null,
  weekJump: null,
  width80: null,
});
