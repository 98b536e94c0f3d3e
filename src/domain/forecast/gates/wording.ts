// What gates found, in the words of whoever has to decide: what was measured against which bound, and what to do about it. The only
// place that makes these words: command line, API and dashboard show what stands here.
import type { GateFinding } from '../types.ts';
import type { BatchRule } from './batch/types.ts';
import { counted } from './findings.ts';
import type { GateRule } from './types.ts';

interface RuleWords {
  /** Ends `3 forecasts …`; rules of a whole day have a sentence with figures instead. */
  readonly many: string;
  readonly advice: string;
}

const BROKEN =
  'The model or the code is at fault: reject, tune the account anew (morrow retrain) and run its day again.';
const UNLIKE =
  'Compare it with the latest revenue: release where there is a cause that you know (a launch, a sale, a customer lost), else mend the revenue and run the day again.';
const ABSENT =
  'See which are missing (morrow backfill --plan), fetch or import them and run the day again; release if nothing is to come.';
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
    advice:
      'Look for refunds or corrections with the wrong sign in the latest revenue: mend them and run the day again, or release if they are real.',
  },
  vanished: {
    many: 'at 0 for an account that always earned',
    advice:
      'Look whether a source reports nothing: mend it and run the day again; release, or archive the account, if it has ended.',
  },
  'band-too-wide': {
    many: "with an interval wider than the account's days explain",
    advice:
      'Look for a single wrong day in the latest revenue: mend it and run the day again, or release if so uncertain a forecast is of use.',
  },
  'stale-inputs': { many: 'made without recent revenue', advice: ABSENT },
  'partial-inputs': { many: 'made while days or sources of revenue are missing', advice: ABSENT },
  'stale-model': { many: 'made by an old model', advice: 'Tune the account anew (morrow retrain).' },
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
  'odd-accounts': { many: '', advice: UNLIKE },
};

/** Of an earlier version's rule nothing is known. */
const wordsOf = (rule: string): RuleWords | undefined => Object.entries(WORDS).find(([name]) => name === rule)?.[1];

/** What to do where the rule is broken; null for a rule of an earlier version. */
export const adviceFor = (rule: string): string | null => wordsOf(rule)?.advice ?? null;

/** How many forecasts of a day are held for a rule of single forecasts: one sentence. */
export function heldFor(rule: string, forecasts: number): string {
  const many = wordsOf(rule)?.many ?? `held by ${rule}`;
  return `${counted(forecasts, 'forecast')} ${many}.`;
}

type Found = Pick<GateFinding, 'rule' | 'severity' | 'message'>;

/** Why one forecast is held: each figure with its bound, then what to do, each once; what is only said comes last. */
export function whyHeld(findings: readonly Found[]): string {
  const holding = findings.filter(({ severity }) => severity === 'hold');
  const said = findings.filter(({ severity }) => severity === 'warn').map(({ message }) => message);
  const reasons = holding.length === 0 ? [WITH_ITS_DAY] : withAdvice(holding);
  return [...reasons, ...(said.length === 0 ? [] : ['Besides:', ...said])].join(' ');
}

const WITH_ITS_DAY =
  'Nothing is odd about this forecast by itself: it is held with its day. Decide by what was found about the whole day.';

const withAdvice = (findings: readonly Found[]): readonly string[] => [
  ...new Set([...findings.map(({ message }) => message), ...findings.flatMap(({ rule }) => adviceFor(rule) ?? [])]),
];

/** What was found about a whole day, with what to do. */
export const whyDayHeld = (findings: readonly Found[]): readonly string[] =>
  withAdvice(findings.filter(({ severity }) => severity === 'hold'));
