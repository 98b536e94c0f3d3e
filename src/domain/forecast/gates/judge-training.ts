// The gate over a batch of fresh models: what no single one shows. When many of them failed or got worse together, the cause is
// common (a source that reports nonsense, a bad release), and no rule may promote any of them.
import { counted, shown, type Finding } from './findings.ts';

/** One account's training, as far as the gate looks at it. */
export interface TrainedAccount {
  /** Why no model came out; null when one did. */
  readonly failure: 'not-finite' | 'other' | null;
  /** Mean absolute error of the new model over the champion's on the same days; null when there is nothing to compare. */
  readonly toChampion: number | null;
  /** The same over last week's value. */
  readonly toNaive: number | null;
}

/**
 * Far outside of what calm weeks show, near enough to catch a common cause. On the recorded series that the project is tuned on,
 * 0 to 6 % of the models (by length of their history) err more than 1.25 times as much as last week's value. The other shares
 * are judgement.
 */
export interface TrainingPolicy {
  /** Accounts from which on shares say something. */
  readonly minAccounts: number;
  /** Largest shares, 0..1: of all accounts, and of those that could be compared. */
  readonly failedShare: number;
  readonly notFiniteShare: number;
  readonly worseThanChampionShare: number;
  readonly worseThanNaiveShare: number;
  /** An error this many times the other one's is much worse. */
  readonly muchWorse: number;
}

export const DEFAULT_TRAINING_POLICY: TrainingPolicy = {
  minAccounts: 20,
  failedShare: 0.1,
  notFiniteShare: 0.02,
  worseThanChampionShare: 0.1,
  worseThanNaiveShare: 0.2,
  muchWorse: 1.25,
};

export const TRAINING_RULES = ['failed', 'not-finite', 'worse-than-champion', 'worse-than-naive'] as const;
export type TrainingRule = (typeof TRAINING_RULES)[number];

/** Shares 0..1; null where nothing could be compared. */
export interface TrainingFigures {
  readonly accounts: number;
  readonly failedShare: number;
  readonly notFiniteShare: number;
  readonly comparedWithChampion: number;
  readonly worseThanChampionShare: number | null;
  readonly worseThanNaiveShare: number | null;
}

export interface TrainingVerdict {
  readonly promotable: boolean;
  readonly findings: readonly Finding<TrainingRule>[];
  /** Why the batch was not judged, one sentence; null when it was. */
  readonly skipped: string | null;
  readonly figures: TrainingFigures;
}

/** Deterministic; the order of the accounts does not matter. A batch too small for shares is promotable. */
export function judgeTraining(
  accounts: readonly TrainedAccount[],
  policy: TrainingPolicy = DEFAULT_TRAINING_POLICY,
): TrainingVerdict {
  const figures = figuresOf(accounts, policy);
  if (accounts.length < policy.minAccounts) {
    const skipped = `Not judged: ${counted(accounts.length, 'account')} of the ${policy.minAccounts} it takes.`;
    return { promotable: true, findings: [], skipped, figures };
  }
  const findings = findingsOf(figures, policy);
  return { promotable: findings.length === 0, findings, skipped: null, figures };
}

function figuresOf(accounts: readonly TrainedAccount[], { muchWorse }: TrainingPolicy): TrainingFigures {
  const compared = (read: (account: TrainedAccount) => number | null): readonly number[] =>
    accounts.map(read).filter((ratio) => ratio !== null);
  const toChampion = compared((account) => account.toChampion);
  const toNaive = compared((account) => account.toNaive);
  const worse = (ratio: number): boolean => ratio > muchWorse;
  return {
    accounts: accounts.length,
    failedShare: shareOf(accounts, ({ failure }) => failure !== null) ?? 0,
    notFiniteShare: shareOf(accounts, ({ failure }) => failure === 'not-finite') ?? 0,
    comparedWithChampion: toChampion.length,
    worseThanChampionShare: shareOf(toChampion, worse),
    worseThanNaiveShare: shareOf(toNaive, worse),
  };
}

const shareOf = <T>(all: readonly T[], is: (one: T) => boolean): number | null =>
  all.length === 0 ? null : all.filter(is).length / all.length;

interface ShareRule {
  readonly rule: TrainingRule;
  readonly share: 'failedShare' | 'notFiniteShare' | 'worseThanChampionShare' | 'worseThanNaiveShare';
  /** Of what, as `12 % of …`. */
  readonly what: (policy: TrainingPolicy) => string;
}

const RULES: readonly ShareRule[] = [
  { rule: 'failed', share: 'failedShare', what: () => 'the accounts got no model' },
  { rule: 'not-finite', share: 'notFiniteShare', what: () => 'the accounts came to figures that are not finite' },
  {
    rule: 'worse-than-champion',
    share: 'worseThanChampionShare',
    what: ({ muchWorse }) => `the new models err more than ${shown(muchWorse)} times as much as the champions`,
  },
  {
    rule: 'worse-than-naive',
    share: 'worseThanNaiveShare',
    what: ({ muchWorse }) => `the new models err more than ${shown(muchWorse)} times as much as last week's value`,
  },
];

const findingsOf = (figures: TrainingFigures, policy: TrainingPolicy): readonly Finding<TrainingRule>[] =>
  RULES.flatMap(({ rule, share, what }) => {
    const [figure, limit] = [figures[share], policy[share]];
    if (figure === null || figure <= limit) return [];
    const message = `${percent(figure)} of ${what(policy)}; up to ${percent(limit)} is let pass.`;
    return [{ rule, severity: 'hold' as const, figure, limit, message }];
  });

const percent = (share: number): string => `${shown(100 * share)} %`;
