// How a worker tells the breakers' keepers what it sees: signals that start the keeper when there is none.
import type { Client } from '@temporalio/client';
import type { BreakerKeeper } from '../src/connectors/budget/outcome-log.ts';
import { WORKFLOW_TASK_TIMEOUT_MS } from '../src/contract/limits.ts';
import { BREAKER_SIGNALS } from '../src/contract/provider-messages.ts';
import { PRIORITIES } from '../src/contract/priorities.ts';
import { DEFAULT_QUEUE } from '../src/contract/queues.ts';
import { WORKFLOWS, providerBreakerId } from '../src/contract/workflow-ids.ts';
import type { OutcomeCounts, ProviderId } from '../src/domain/provider/types.ts';
import type { Logger } from '../src/observability/logger.ts';

export function createBreakerKeeper(client: Client, logger: Logger): BreakerKeeper {
  const tell = async (provider: ProviderId, signal: string, counts: OutcomeCounts): Promise<void> => {
    try {
      await client.workflow.signalWithStart(WORKFLOWS.providerBreaker, {
        workflowId: providerBreakerId(provider),
        taskQueue: DEFAULT_QUEUE,
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS,
        // While it waits, every account of the provider does.
        priority: { priorityKey: PRIORITIES.manual },
        staticSummary: `circuit breaker of ${provider}`,
        args: [{ provider }],
        signal,
        signalArgs: [counts],
      });
    } catch (error) {
      logger.warn({ err: error, provider, signal }, 'the keeper of the breaker was not reached');
    }
  };
  return {
    reportOutcomes: (provider, recent) => tell(provider, BREAKER_SIGNALS.outcomes, recent),
    reportProbe: (provider, succeeded) =>
      tell(provider, BREAKER_SIGNALS.probes, { requests: 1, failures: succeeded ? 0 : 1 }),
  };
}
