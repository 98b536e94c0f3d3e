// The gate over a whole day: what no single account shows. A batch that drifted as one is held; a few wild accounts are held apart.
import type { Breach, Finding, Severity } from '../findings.ts';
import type { BatchPolicy } from '../policy.ts';
import type { Comparison } from './comparison.ts';
import { compareShifts, distributionShift, populationShift } from './comparison.ts';
import type { OddAccounts } from './odd-accounts.ts';
import { describeOdd, findOddAccounts, tooManyOdd } from './odd-accounts.ts';
import { knownShifts, profileBatch } from './profile.ts';
import { SHARE_RULES, fewerAccounts, judgeShare } from './shares.ts';
import type { BatchFigures, BatchProfile, BatchRule, BatchUnderTest, BatchVerdict } from './types.ts';

type BatchFinding = Finding<BatchRule>;

/** Deterministic; neither the order of the rows nor that of the baseline matters. */
export function judgeBatch(batch: BatchUnderTest, policy: BatchPolicy): BatchVerdict {
  const { date, rows, baseline } = batch;
  const profile = profileBatch(rows, date, policy);
  const skipped = whySkipped(batch, policy);
  const comparison = skipped === null ? compareShifts(knownShifts(rows), baseline, policy) : null;
  const odd = findOddAccounts(rows, policy);
  const findings = [
    ...(comparison === null ? [] : judgeComparison(comparison, policy)),
    ...(skipped === null ? judgeShares(profile, baseline, policy) : []),
    ...found('odd-accounts', tooManyOdd(odd, rows.length, policy) ? 'hold' : 'warn', describeOdd(odd, policy)),
  ];
  const figures = figuresOf(batch, comparison, odd);
  return { ...decide(findings, odd), findings, skipped, figures, profile };
}

function whySkipped({ rows, baseline }: BatchUnderTest, { minAccounts, minBaselineDays }: BatchPolicy): string | null {
  if (rows.length < minAccounts) {
    return `Not compared with earlier days: ${rows.length} of the ${minAccounts} accounts it takes.`;
  }
  if (baseline.length >= minBaselineDays) return null;
  return `Not compared with earlier days: ${baseline.length} of the ${minBaselineDays} published days it takes.`;
}

const judgeComparison = (comparison: Comparison, policy: BatchPolicy): readonly BatchFinding[] => [
  ...found('population-shift', 'hold', populationShift(comparison)),
  ...found('distribution-shift', 'hold', distributionShift(comparison, policy)),
];

const judgeShares = (
  profile: BatchProfile,
  baseline: readonly BatchProfile[],
  policy: BatchPolicy,
): readonly BatchFinding[] => [
  ...SHARE_RULES.flatMap((share) =>
    found(share.rule, share.severity, judgeShare(share, { profile, baseline }, policy)),
  ),
  ...found('fewer-accounts', 'warn', fewerAccounts(profile, baseline, policy)),
];

const found = (rule: BatchRule, severity: Severity, breach: Breach | null): readonly BatchFinding[] =>
  breach === null ? [] : [{ rule, severity, ...breach }];

function decide(
  findings: readonly BatchFinding[],
  { ids }: OddAccounts,
): Pick<BatchVerdict, 'decision' | 'quarantined'> {
  if (findings.some(({ severity }) => severity === 'hold')) return { decision: 'hold', quarantined: [] };
  return { decision: ids.length > 0 ? 'quarantine' : 'publish', quarantined: ids };
}

const figuresOf = (
  { rows, baseline }: BatchUnderTest,
  comparison: Comparison | null,
  odd: OddAccounts,
): BatchFigures => ({
  accounts: rows.length,
  baselineDays: baseline.length,
  psi: comparison?.psi ?? null,
  ksDistance: comparison?.ksDistance ?? null,
  ksPValue: comparison?.ksPValue ?? null,
  oddShare: odd.share,
});
