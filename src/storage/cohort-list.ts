// The list of cohorts: those with active accounts, and those with settings of their own.
import { type CohortSettings, defaultCohortSettings } from '../domain/cohort.ts';

interface CohortSize {
  readonly cohort: string;
  readonly accounts: number;
}

/** By name. */
export function joinCohorts(
  saved: readonly CohortSettings[],
  sizes: readonly CohortSize[],
): readonly (CohortSettings & CohortSize)[] {
  const settings = new Map(saved.map((one) => [one.cohort, one]));
  const accounts = new Map(sizes.map((size) => [size.cohort, size.accounts]));
  return [...new Set([...settings.keys(), ...accounts.keys()])].sort().map((cohort) => ({
    ...(settings.get(cohort) ?? defaultCohortSettings(cohort)),
    accounts: accounts.get(cohort) ?? 0,
  }));
}
