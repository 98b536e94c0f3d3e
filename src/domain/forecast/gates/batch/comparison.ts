// Compares today's shifts with the baseline's. Conventional limits alone cry wolf: small batches differ by chance, and large ones
// because accounts of one trade move together. So a limit also grows with what chance, and the baseline's own days, do.
import type { Breach } from '../findings.ts';
import { shown } from '../findings.ts';
import type { BatchPolicy } from '../policy.ts';
import { ascending, median } from '../statistics.ts';
import { countBins, decileBorders, ksDistance, ksPValue, populationStabilityIndex, psiByChance } from './drift.ts';
import type { BatchProfile } from './types.ts';

export interface Comparison {
  readonly psi: number;
  readonly psiLimit: number;
  readonly ksDistance: number;
  readonly ksLimit: number;
  readonly ksPValue: number;
}

/**
 * `shifts`: today's known ones. The baseline's days are pooled by their quantiles, each day with the same weight; they count as
 * one batch of the median size, because the same accounts come back every day. Null when one side has no known shift.
 */
export function compareShifts(
  shifts: readonly number[],
  baseline: readonly BatchProfile[],
  policy: BatchPolicy,
): Comparison | null {
  const days = baseline.filter(({ shiftQuantiles }) => shiftQuantiles.length > 0);
  const pooled = ascending(days.flatMap(({ shiftQuantiles }) => shiftQuantiles));
  if (shifts.length === 0 || pooled.length === 0) return null;
  const sizes = [shifts.length, Math.max(1, median(days.map(({ accounts }) => accounts)))] as const;
  const measured = distances(shifts, pooled);
  const own = days.map(({ shiftQuantiles }) => distances(shiftQuantiles, pooled));
  return {
    psi: measured.psi,
    psiLimit: Math.max(
      policy.psi,
      psiByChance(measured.bins, sizes),
      ownDays(
        own.map(({ psi }) => psi),
        policy,
      ),
    ),
    ksDistance: measured.ks,
    ksLimit: Math.max(
      policy.ksDistance,
      ownDays(
        own.map(({ ks }) => ks),
        policy,
      ),
    ),
    ksPValue: ksPValue(measured.ks, sizes),
  };
}

function distances(shifts: readonly number[], pooled: readonly number[]): { psi: number; ks: number; bins: number } {
  const borders = decileBorders(pooled);
  const psi = populationStabilityIndex(countBins(shifts, borders), countBins(pooled, borders));
  return { psi, ks: ksDistance(shifts, pooled), bins: borders.length + 1 };
}

/** By the second largest: one bad day that was published once must not open the gate for a month. */
const ownDays = (figures: readonly number[], { ownDaysFactor }: BatchPolicy): number =>
  ownDaysFactor * (ascending(figures).at(-2) ?? 0);

export function populationShift({ psi, psiLimit }: Comparison): Breach | null {
  if (psi <= psiLimit) return null;
  const message = `The forecasts moved against the last weeks: stability index ${shown(psi)}, up to ${shown(psiLimit)} is usual.`;
  return { figure: psi, limit: psiLimit, message };
}

export function distributionShift(comparison: Comparison, policy: BatchPolicy): Breach | null {
  const { ksDistance: figure, ksLimit: limit, ksPValue: p } = comparison;
  if (figure <= limit || p >= policy.ksPValue) return null;
  const message = `The forecasts are distributed otherwise than in the last weeks: distance ${shown(figure)}, up to ${shown(limit)} is usual.`;
  return { figure, limit, message };
}
