// Starts a retraining: every account's model is tuned anew and becomes a challenger. Who promotes is the cohort's setting.
import type { RetrainInput } from '../contract/messages.ts';
import { PRIORITIES } from '../contract/priorities.ts';
import { WORKFLOWS, retrainRunId } from '../contract/workflow-ids.ts';
import type { PromotionMode } from '../domain/cohort.ts';
import type { OperationsDeps } from './deps.ts';
import { invalidInput, parseInput } from './input.ts';
import { requireComplete, retrainRequestSchema } from './run-requests.ts';
import { describeScope, priorityOf, startRun, type RunStarted } from './run-start.ts';
import { resolveScope } from './scope.ts';

export interface RetrainRequest {
  readonly date: string;
  readonly accounts?: readonly string[] | undefined;
  readonly cohort?: string | undefined;
  readonly mode?: string | undefined;
}

/**
 * @throws InvalidInputError; MorrowError DATE_NOT_COMPLETE, ACCOUNT_NOT_FOUND, ACCOUNT_ARCHIVED, RUN_IN_PROGRESS,
 *   TEMPORAL_UNREACHABLE.
 */
export async function startRetrain(deps: OperationsDeps, request: RetrainRequest): Promise<RunStarted> {
  const { date, accounts, cohort, mode } = parseInput(retrainRequestSchema, request);
  requireComplete(deps, date);
  const scope = await resolveScope(deps, { accounts, cohort });
  if (cohort !== undefined && mode !== undefined) await requireMode(deps, cohort, mode);
  const input: RetrainInput = { date, ...(mode === undefined ? {} : { mode }), ...scope };
  const whom = `${describeScope(scope)}${mode === undefined ? '' : `, ${mode} cohorts only`}`;
  return startRun(deps, {
    id: retrainRunId(date, scope, mode),
    workflow: WORKFLOWS.retrainRun,
    input,
    scope,
    pipeline: 'retrain',
    date,
    priority: priorityOf(scope, PRIORITIES.retrain),
    summary: `retrain ${date}, ${whom}`,
    details: `Models of ${whom} are trained on days up to ${date}.`,
  });
}

/** A cohort in the other mode would leave every account out: a run that does nothing and says it went well. */
async function requireMode({ store }: OperationsDeps, cohort: string, mode: PromotionMode): Promise<void> {
  const settings = await store.cohorts.find(cohort);
  if (settings.mode === mode) return;
  throw invalidInput('mode', `is ${mode}, but cohort "${cohort}" is ${settings.mode}; leave the mode out`);
}
