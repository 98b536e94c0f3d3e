// Budgets and breakers of the outside providers: seen and changed while everything runs, by API and CLI alike.
import { PRIORITIES } from '../contract/priorities.ts';
import type { OperateBreaker } from '../contract/provider-messages.ts';
import { BREAKER_UPDATES } from '../contract/provider-messages.ts';
import { WORKFLOW_TASK_TIMEOUT_MS } from '../contract/limits.ts';
import { DEFAULT_QUEUE } from '../contract/queues.ts';
import { WORKFLOWS, providerBreakerId } from '../contract/workflow-ids.ts';
import { isUnlimited } from '../domain/provider/budget.ts';
import { withBudget } from '../domain/provider/claim.ts';
import { recentOutcomes } from '../domain/provider/outcomes.ts';
import {
  freshProvider,
  RATES_PROVIDERS,
  type BreakerMode,
  type BudgetLimits,
  type OutcomeCounts,
  type ProviderId,
  type ProviderState,
} from '../domain/provider/types.ts';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { recordChange } from './audit.ts';
import type { OperationsDeps } from './deps.ts';
import { parseInput } from './input.ts';
import { breakerRequestSchema, budgetRequestSchema, providerIds, requireProvider } from './provider-requests.ts';
import { callTemporal } from './temporal-call.ts';

export interface ProviderView {
  readonly id: ProviderId;
  readonly kind: 'source' | 'rates';
  /** Null: unlimited. */
  readonly budget:
    (BudgetLimits & { readonly updatedBy: string; readonly reason: string; readonly updatedAt: string }) | null;
  readonly breaker: {
    readonly mode: BreakerMode;
    /** ISO instants; null: never changed, or no end by itself. */
    readonly since: string | null;
    readonly until: string | null;
    readonly trips: number;
    readonly by: string;
    readonly reason: string;
  };
  /** Nobody asks before: the provider said so. */
  readonly pausedUntil: string | null;
  /** Within the last half minute; counted while there are failures only. */
  readonly recent: OutcomeCounts;
  /** Worker processes that share the budget now, and the slots they hold. */
  readonly processes: number;
  readonly slotsHeld: number;
}

type StoreDeps = Pick<OperationsDeps, 'store' | 'clock' | 'registeredSources'>;

/** Every provider there is, whether or not anything was ever said about it. */
export async function listProviders(deps: StoreDeps): Promise<readonly ProviderView[]> {
  const stored = new Map((await deps.store.providers.list()).map((state) => [state.id, state]));
  const nowMs = deps.clock.now().getTime();
  return providerIds(deps).map((id) => viewOf(stored.get(id) ?? freshProvider(id), nowMs));
}

/**
 * Sets the limits as a whole; without rate and concurrency the provider is unlimited. Workers see it within a second.
 * @throws InvalidInputError; MorrowError PROVIDER_NOT_FOUND.
 */
export async function setProviderBudget(deps: StoreDeps, id: string, request: unknown): Promise<ProviderView> {
  const provider = requireProvider(deps, id);
  const { by, reason, ...limits } = parseInput(budgetRequestSchema, request);
  const nowMs = deps.clock.now().getTime();
  const budget = { ...limits, updatedBy: by, reason, updatedAtMs: nowMs };
  const [before, state] = await deps.store.providers.update(provider, (current) => {
    const changed = withBudget(current, isUnlimited(limits) ? null : budget, nowMs);
    return { state: changed, result: [current, changed] as const };
  });
  const subject = `provider/${provider}`;
  await recordChange(deps, { action: 'provider.budget', subject, before: before.budget, after: state.budget });
  return viewOf(state, nowMs);
}

/**
 * Opens a breaker until somebody closes it, or closes it at once. Its keeper does it, so a default worker must run.
 * @throws InvalidInputError; MorrowError PROVIDER_NOT_FOUND, TEMPORAL_UNREACHABLE.
 */
export async function operateProviderBreaker(
  deps: OperationsDeps,
  id: string,
  request: unknown,
): Promise<ProviderView> {
  const provider = requireProvider(deps, id);
  const operation: OperateBreaker = parseInput(breakerRequestSchema, request);
  const startWorkflowOperation = new WithStartWorkflowOperation(WORKFLOWS.providerBreaker, {
    priority: { priorityKey: PRIORITIES.manual },
    workflowId: providerBreakerId(provider),
    taskQueue: DEFAULT_QUEUE,
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS,
    staticSummary: `circuit breaker of ${provider}`,
    args: [{ provider }],
  });
  await callTemporal(deps, () =>
    deps.temporal.workflow.executeUpdateWithStart(BREAKER_UPDATES.operate, {
      args: [operation],
      startWorkflowOperation,
    }),
  );
  await recordChange(deps, {
    action: `provider.${operation.action}`,
    subject: `provider/${provider}`,
    after: operation,
  });
  const state = (await deps.store.providers.list()).find((stored) => stored.id === provider);
  return viewOf(state ?? freshProvider(provider), deps.clock.now().getTime());
}

function viewOf(state: ProviderState, nowMs: number): ProviderView {
  const { id, budget, breaker, pausedUntilMs, holders, outcomes } = state;
  const alive = holders.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
  const { mode, sinceMs, untilMs, trips, by, reason } = breaker;
  return {
    id,
    kind: RATES_PROVIDERS.some((rates) => rates === id) ? 'rates' : 'source',
    budget: budget === null ? null : budgetView(budget),
    breaker: { mode, since: sinceMs === 0 ? null : instant(sinceMs), until: instantOrNull(untilMs), trips, by, reason },
    pausedUntil: pausedUntilMs !== null && pausedUntilMs > nowMs ? instant(pausedUntilMs) : null,
    recent: recentOutcomes(outcomes, nowMs),
    processes: alive.length,
    slotsHeld: alive.reduce((sum, { slots }) => sum + slots, 0),
  };
}

const budgetView = ({ updatedAtMs, ...budget }: NonNullable<ProviderState['budget']>) => ({
  ...budget,
  updatedAt: instant(updatedAtMs),
});

const instant = (ms: number): string => new Date(ms).toISOString();
const instantOrNull = (ms: number | null): string | null => (ms === null ? null : instant(ms));
