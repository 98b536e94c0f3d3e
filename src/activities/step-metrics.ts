// Measures every step at one place, local and ordinary ones alike. Outside of the failure interceptor: it sees failures in the catalogue's words.
import { ApplicationFailure, CancelledFailure, type Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import type { DefaultActivities, HeavyActivities } from '../contract/activities.ts';
import type { ObservedStep, StepMetrics } from '../observability/metrics/step-metrics.ts';

type Execute = Next<ActivityInboundCallsInterceptor, 'execute'>;

export const measureSteps =
  (metrics: StepMetrics) =>
  ({ info, cancellationSignal }: Context): { inbound: ActivityInboundCallsInterceptor } => ({
    inbound: {
      async execute(input: ActivityExecuteInput, next: Execute): Promise<unknown> {
        const begin = performance.now();
        const path = info.isLocal ? 'local' : 'ordinary';
        const observe = (end: Pick<ObservedStep, 'outcome' | 'code'>): void =>
          metrics.step({ step: info.activityType, path, seconds: (performance.now() - begin) / 1_000, ...end });
        try {
          const result = await next(input);
          observe({ outcome: 'ok', code: null });
          countEnds(metrics, { step: info.activityType, request: input.args[0], result });
          return result;
        } catch (error) {
          observe(endOf(error, cancellationSignal.aborted));
          throw error;
        }
      },
    },
  });

function endOf(error: unknown, aborted: boolean): Pick<ObservedStep, 'outcome' | 'code'> {
  if (aborted || error instanceof CancelledFailure) return { outcome: 'cancelled', code: null };
  if (!(error instanceof ApplicationFailure)) return { outcome: 'failed', code: 'INTERNAL' };
  const waits = error.category === ApplicationFailureCategory.BENIGN;
  return { outcome: waits ? 'waiting' : 'failed', code: error.type ?? 'INTERNAL' };
}

type Steps = DefaultActivities & HeavyActivities;
/** A step that was done, in the types of the contract. */
interface Done<N extends keyof Steps> {
  readonly request: Parameters<Steps[N]>[0];
  readonly result: Awaited<ReturnType<Steps[N]>>;
}

type Count<N extends keyof Steps> = (metrics: StepMetrics, done: Done<N>) => void;

type EndingStep = 'judgeForecast' | 'judgeBatch' | 'publish' | 'finishAccountDay' | 'trainModel' | 'registerTraining';

/** Steps that end something which is counted by itself. */
const ENDS: { readonly [N in EndingStep]: Count<N> } = {
  judgeForecast: (metrics, { request: { pipeline }, result: { status } }) =>
    metrics.accountDay({ pipeline, outcome: status, code: null }),
  judgeBatch: (metrics, { result: { published, held } }) => metrics.gated({ published, held }),
  publish: (metrics, { request: { pipeline } }) => metrics.accountDay({ pipeline, outcome: 'published', code: null }),
  finishAccountDay: (metrics, { request: { pipeline, status, errorCode } }) =>
    metrics.accountDay({ pipeline, outcome: status, code: errorCode }),
  trainModel: (metrics) => metrics.trained({ origin: 'account-day', trained: 1, promoted: 0 }),
  registerTraining: (metrics, { result: { trained, promoted } }) =>
    metrics.trained({ origin: 'retraining', trained, promoted }),
};

const isEnd = (step: string): step is keyof typeof ENDS => Object.hasOwn(ENDS, step);

function countEnds(metrics: StepMetrics, done: { step: string; request: unknown; result: unknown }): void {
  // Temporal knows arguments and results as unknown; the contract says what they are.
  if (isEnd(done.step)) (ENDS[done.step] as Count<keyof Steps>)(metrics, done as Done<keyof Steps>);
}
