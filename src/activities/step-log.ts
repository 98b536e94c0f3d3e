// One log line for each attempt of a step, findable by run and step. Attempts that go well are worth a line at the level debug only.
import { ApplicationFailure, CancelledFailure, type Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { subjectOf } from '../contract/workflow-ids.ts';
import type { Logger } from '../observability/logger.ts';
import { showValue } from '../observability/show-value.ts';

type Execute = Next<ActivityInboundCallsInterceptor, 'execute'>;
type Level = 'debug' | 'info' | 'warn';

interface Ending {
  readonly level: Level;
  readonly text: string;
  readonly code: string | null;
  readonly reason: string | null;
}

const DONE: Ending = { level: 'debug', text: 'step done', code: null, reason: null };

/**
 * Outside of the failure interceptor: it sees failures in the catalogue's words.
 * @param detailed also what a step was asked and answers, without secrets and bounded; for development only.
 */
export const logSteps =
  (logger: Logger, detailed = false) =>
  ({ info }: Context): { inbound: ActivityInboundCallsInterceptor } => ({
    inbound: {
      async execute(input: ActivityExecuteInput, next: Execute): Promise<unknown> {
        const begin = performance.now();
        const details = (values: object): object => (detailed ? shown({ input: input.args[0], ...values }) : {});
        const write = ({ level, text, ...ending }: Ending, values: object): void => {
          const ms = Math.round(performance.now() - begin);
          logger[level]({ ...factsOf(info), ms, ...ending, ...details(values) }, text);
        };
        try {
          const result = await next(input);
          write(DONE, { output: result });
          return result;
        } catch (error) {
          write(endingOf(error), {});
          throw error;
        }
      },
    },
  });

function factsOf({ workflowExecution, activityType, activityId, attempt, isLocal }: Context['info']) {
  const workflowId = workflowExecution?.workflowId ?? '';
  return {
    ...subjectOf(workflowId),
    workflowId,
    runId: workflowExecution?.runId ?? null,
    step: activityType,
    activityId,
    attempt,
    path: isLocal ? 'local' : 'ordinary',
  };
}

function endingOf(error: unknown): Ending {
  const reason = error instanceof Error ? error.message.slice(0, 500) : String(error);
  if (error instanceof CancelledFailure) return { level: 'info', text: 'step cancelled', code: 'CANCELLED', reason };
  const code = error instanceof ApplicationFailure ? (error.type ?? 'INTERNAL') : 'INTERNAL';
  const waits = error instanceof ApplicationFailure && error.category === ApplicationFailureCategory.BENIGN;
  return waits
    ? { level: 'info', text: 'step waits', code, reason }
    : { level: 'warn', text: 'step failed', code, reason };
}

const shown = (values: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, showValue(value).value]));
