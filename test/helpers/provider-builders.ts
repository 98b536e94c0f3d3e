// Budgets and claims with defaults that limit and ask for nothing.
import type { ProviderClaim } from '../../src/domain/provider/claim.ts';
import type { ProviderBudget } from '../../src/domain/provider/types.ts';

export const aBudget = (limits: Partial<ProviderBudget> = {}): ProviderBudget => ({
  requestsPerSecond: null,
  burst: 1,
  maxConcurrent: null,
  accountShare: null,
  updatedBy: 'ada',
  reason: 'test',
  updatedAtMs: 0,
  ...limits,
});

export const aClaim = (differences: Partial<ProviderClaim> = {}): ProviderClaim => ({
  holder: 'a',
  inUse: 0,
  wanted: 0,
  tokens: 0,
  latestMs: Number.MAX_SAFE_INTEGER,
  ...differences,
});
