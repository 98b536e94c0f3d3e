// Are there more zeros, losses, tails, late inputs or held forecasts than in the last weeks, by more than days and small batches differ?
import type { Breach, Severity } from '../findings.ts';
import { shown } from '../findings.ts';
import type { BatchPolicy } from '../policy.ts';
import { mean, median } from '../statistics.ts';
import type { BatchProfile, BatchRule } from './types.ts';

type ShareName = 'zeroShare' | 'negativeShare' | 'tailShare' | 'lateShare' | 'heldShare';

export interface ShareRule {
  readonly rule: BatchRule;
  readonly severity: Severity;
  readonly share: ShareName;
  readonly what: string;
}

/** Late inputs are only said: the accounts' own gates hold those that are too late, and the others are healthy. */
export const SHARE_RULES: readonly ShareRule[] = [
  { rule: 'zeros', severity: 'hold', share: 'zeroShare', what: 'forecast at nothing' },
  { rule: 'negatives', severity: 'hold', share: 'negativeShare', what: 'forecast below 0' },
  { rule: 'tails', severity: 'hold', share: 'tailShare', what: 'far from their recent level' },
  { rule: 'late-inputs', severity: 'warn', share: 'lateShare', what: 'with late or missing inputs' },
  {
    rule: 'held-forecasts',
    severity: 'hold',
    share: 'heldShare',
    what: 'held one by one although their inputs are there',
  },
];

/**
 * The most that a share may be: the baseline's mean p, plus the larger of a fixed margin and `shareDeviations` standard
 * deviations sqrt(p (1 - p) / n + s^2): of a binomial share of n accounts, and s of the baseline's days. A share nobody
 * had counts as one account in n, so that the first one is no alarm.
 */
export function shareLimit(shares: readonly number[], accounts: number, policy: BatchPolicy): number {
  const usual = mean(shares);
  const p = Math.min(1 - 1 / accounts, Math.max(1 / accounts, usual));
  const betweenDays = mean(shares.map((share) => (share - usual) ** 2));
  const deviation = Math.sqrt((p * (1 - p)) / accounts + betweenDays);
  return usual + Math.max(policy.shareMargin, policy.shareDeviations * deviation);
}

export function judgeShare(
  { share, what }: ShareRule,
  { profile, baseline }: { readonly profile: BatchProfile; readonly baseline: readonly BatchProfile[] },
  policy: BatchPolicy,
): Breach | null {
  const limit = shareLimit(
    baseline.map((day) => day[share]),
    profile.accounts,
    policy,
  );
  const figure = profile[share];
  if (figure <= limit) return null;
  return { figure, limit, message: `${percent(figure)} of the accounts ${what}; up to ${percent(limit)} is usual.` };
}

/** Lost accounts make no wrong forecast, so this is only said. */
export function fewerAccounts(
  profile: BatchProfile,
  baseline: readonly BatchProfile[],
  policy: BatchPolicy,
): Breach | null {
  const usual = median(baseline.map(({ accounts }) => accounts));
  const limit = policy.fewerAccounts * usual;
  const figure = profile.accounts;
  return figure >= limit ? null : { figure, limit, message: `${figure} accounts where ${usual} are usual.` };
}

export const percent = (share: number): string => `${shown(share * 100)} %`;
