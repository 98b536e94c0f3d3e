// What gates found, in the words of whoever has to decide: what was measured against which bound, and what to do about it. The only
// place that makes these words: command line, API and dashboard show what stands here.
import type { GateFinding } from '../types.ts';
import type { BatchRule } from './batch/types.ts';
import { counted } from './findings.ts';
import type { GateRule } from './types.ts';

interface RuleWords {
  /** Ends `3 forecasts …`; rules that hold a whole day have a sentence with figures instead. */
  readonly many: string;
  readonly advice: string;
}

/** A held day counts as done. */
const AGAIN = 'run the account again (`morrow run <date> --accounts <id> --force`)';
const BROKEN = `The model or the code is at fault: reject, tune the account anew (\`morrow retrain\`) and ${AGAIN}.`;
const UNLIKE = `Compare it with the latest revenue: release where there is a cause that you know (a launch, a sale, a customer lost), else mend the revenue and ${AGAIN}.`;
const ABSENT = `See which are missing (\`morrow backfill --from … --to … --plan\`), fetch or import them and ${AGAIN}; release if nothing is to come.`;
const TOGETHER =
  'Many accounts at once have a common cause: look for a holiday, a source or rates that are wrong, a new version; release if it is real.';

const WORDS: Readonly<Record<GateRule | BatchRule, RuleWords>> = {
  'not-finite': { many: 'with figures that are no numbers', advice: BROKEN },
  'wrong-days': { many: 'for other days than the business date asks for', advice: BROKEN },
  'band-crossed': { many: 'with an interval that does not lie around the forecast', advice: BROKEN },
  'out-of-range': { many: "outside of what the account's own days allow", advice: UNLIKE },
  jump: { many: 'with a next day far from recent weeks', advice: UNLIKE },
  'week-jump': { many: 'with a first week far from recent weeks', advice: UNLIKE },
  sign: {
    many: 'with losses, or gains, where the account hardly ever has any',
    advice: `Look for refunds or corrections with the wrong sign in the latest revenue: mend them and ${AGAIN}, or release if they are real.`,
  },
  vanished: {
    many: 'at 0 for an account that always earned',
    advice: `Look whether a source reports nothing: mend it and ${AGAIN}; release, or archive the account, if it has ended.`,
  },
  'band-too-wide': {
    many: "with an interval wider than the account's days explain",
    advice: `Look for a single wrong day in the latest revenue: mend it and ${AGAIN}, or release if so uncertain a forecast is of use.`,
  },
  'stale-inputs': { many: 'made without recent revenue', advice: ABSENT },
  'partial-inputs': { many: 'made while days or sources of revenue are missing', advice: ABSENT },
  'stale-model': { many: 'made by an old model', advice: 'Tune the account anew (`morrow retrain`).' },
  'population-shift': { many: '', advice: TOGETHER },
  'distribution-shift': { many: '', advice: TOGETHER },
  zeros: { many: '', advice: 'Look whether a source reports nothing for everybody; release if it is real.' },
  negatives: {
    many: '',
    advice: 'Look for refunds or corrections that a source reports for everybody; release if real.',
  },
  tails: { many: '', advice: TOGETHER },
  'late-inputs': { many: '', advice: 'Look which sources are late (Providers, Alerts).' },
  'held-forecasts': {
    many: '',
    advice: 'Look at what single forecasts are held for: the cause is likely a common one.',
  },
  'fewer-accounts': { many: '', advice: 'Look whether accounts were archived, or failed (Runs).' },
  'odd-accounts': { many: "far from the account's recent level", advice: UNLIKE },
};

/** Of an earlier version's rule nothing is known. */
const wordsOf = (rule: string): RuleWords | undefined => Object.entries(WORDS).find(([name]) => name === rule)?.[1];

/** What to do where the rule is broken; null for a rule of an earlier version. */
export const adviceFor = (rule: string): string | null => wordsOf(rule)?.advice ?? null;

type Found = Pick<GateFinding, 'rule' | 'severity' | 'message'>;

const holding = (findings: readonly Found[]): readonly Found[] =>
  findings.filter(({ severity }) => severity === 'hold');

/** Why one forecast is held, figures and bounds alone; what is only worth a word comes last. */
export function whatWasFound(findings: readonly Found[]): string {
  const held = holding(findings).map(({ message }) => message);
  const said = findings.filter(({ severity }) => severity === 'warn').map(({ message }) => message);
  return [...(held.length === 0 ? [WITH_ITS_DAY] : held), ...(said.length === 0 ? [] : ['Besides:', ...said])].join(
    ' ',
  );
}

const WITH_ITS_DAY =
  'Its own gate let this forecast through: the gate of the whole day holds it, for what stands with its hold.';

/** The same with what to do. */
export const whyHeld = (findings: readonly Found[]): string =>
  [whatWasFound(findings), ...advice(holding(findings).map(({ rule }) => rule))].join(' ');

const NOT_JUDGED = 'It waits for the gate of its day, and is published once that has found nothing.';
const REJECTED = 'Whoever decided about its hold does not want it published.';

/** Why a forecast that was made is not the one that is served. */
export function whyWithheld(status: 'staged' | 'held' | 'rejected', findings: readonly Found[]): string {
  if (status === 'held') return whyHeld(findings);
  if (status === 'staged') return NOT_JUDGED;
  return [REJECTED, ...holding(findings).map(({ message }) => message)].join(' ');
}

/** Each once, however many rules ask for it. */
const advice = (rules: readonly string[]): readonly string[] => [
  ...new Set(rules.flatMap((rule) => adviceFor(rule) ?? [])),
];

const RULES_SHOWN = 3;

/**
 * Why forecasts of a day wait, and what to do.
 * @param day what was found about the whole day. @param held what was found about each of the forecasts that wait.
 */
export function whyWaiting(day: readonly Found[], held: readonly (readonly Found[])[]): string {
  const common = holding(day);
  const rules = held.map((findings) => rulesOf(findings, common.length === 0 ? day : []));
  const single = mostFrequent(rules).slice(0, RULES_SHOWN);
  return [
    ...common.map(({ message }) => message),
    ...single.map(([rule, count]) => heldFor(rule, count)),
    ...advice([...common.map(({ rule }) => rule), ...single.map(([rule]) => rule)]),
  ].join(' ');
}

/** What its own gate let through is held apart where the day as a whole is not held. */
function rulesOf(findings: readonly Found[], day: readonly Found[]): readonly string[] {
  const own = holding(findings).map(({ rule }) => rule);
  return own.length > 0 ? own : day.map(({ rule }) => rule).filter((rule) => rule === 'odd-accounts');
}

/** A forecast counts once for each of its rules, however many figures broke it. */
function mostFrequent(
  rulesOfEach: readonly (readonly string[])[],
): readonly (readonly [rule: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const rules of rulesOfEach) {
    for (const rule of new Set(rules)) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}

function heldFor(rule: string, forecasts: number): string {
  const many = wordsOf(rule)?.many ?? `held by ${rule}`;
  return `${counted(forecasts, 'forecast')} ${many}.`;
}
