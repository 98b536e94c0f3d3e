// The registry as people see it: versions, their log, challengers that wait, and who is served from now on.
import { WithStartWorkflowOperation, WorkflowNotFoundError } from '@temporalio/client';
import { defineSearchAttributeKey, type Workflow } from '@temporalio/common';
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import { WORKFLOW_TASK_TIMEOUT_MS } from '../contract/limits.ts';
import {
  UPDATES,
  type ModelChangeInput,
  type PromotionDecision,
  type RegistryChange,
  type RollbackDecision,
} from '../contract/messages.ts';
import { PRIORITIES } from '../contract/priorities.ts';
import { DEFAULT_QUEUE } from '../contract/queues.ts';
import { SEARCH_ATTRIBUTES } from '../contract/search-attributes.ts';
import { WORKFLOWS, modelChangeId } from '../contract/workflow-ids.ts';
import type { StoredModel } from '../domain/forecast/types.ts';
import type { AccountId } from '../domain/ids.ts';
import type { ModelEvent } from '../ports/store.ts';
import { getAccount } from './accounts.ts';
import { recordChange } from './audit.ts';
import { decidedByFields, sendDecision, type Send } from './decisions.ts';
import type { OperationsDeps } from './deps.ts';
import { parseInput } from './input.ts';
import { summariseModel, type ModelSummary } from './model-summary.ts';
import { accountId } from './values.ts';

type StoreDeps = Pick<OperationsDeps, 'store'>;

export const MODEL_LIST_MAX = 500;
export const modelListQuerySchema = z.strictObject({ limit: z.int().min(1).max(MODEL_LIST_MAX).default(50) });
const versionSchema = z.int({ error: 'must be a whole number from 1' }).min(1, 'must be a whole number from 1');

export interface LimitQuery {
  readonly limit?: number | undefined;
}

/** Newest version first. @throws MorrowError ACCOUNT_NOT_FOUND. */
export async function listModels(
  deps: StoreDeps,
  account: string,
  query: LimitQuery = {},
): Promise<readonly ModelSummary[]> {
  const { limit } = parseInput(modelListQuerySchema, query);
  const { id } = await getAccount(deps, account);
  return (await deps.store.models.list(id, limit)).map(summariseModel);
}

/** The whole model: candidates, features, backtest. @throws MorrowError MODEL_NOT_FOUND, ACCOUNT_NOT_FOUND. */
export async function showModel(deps: StoreDeps, account: string, version: number): Promise<StoredModel> {
  const { id } = await getAccount(deps, account);
  return findVersion(deps, id, parseInput(versionSchema, version, 'version'));
}

async function findVersion({ store }: StoreDeps, id: AccountId, version: number): Promise<StoredModel> {
  const model = await store.models.findVersion(id, version);
  if (model !== null) return model;
  throw new MorrowError('MODEL_NOT_FOUND', `Account "${id}" has no model version ${version}.`, {
    facts: { account: id, version },
  });
}

/** The log of the registry, newest first. @throws MorrowError ACCOUNT_NOT_FOUND. */
export async function listModelEvents(
  deps: StoreDeps,
  account: string,
  query: LimitQuery = {},
): Promise<readonly ModelEvent[]> {
  const { limit } = parseInput(modelListQuerySchema, query);
  const { id } = await getAccount(deps, account);
  return deps.store.models.listEvents(id, limit);
}

export const promotionRequestSchema = z
  .strictObject({
    version: versionSchema.optional().describe('The default is the challenger.'),
    ...decidedByFields,
  })
  .meta({ id: 'PromotionRequest', examples: [{ version: 3, by: 'anna', reason: 'Better on the last four weeks.' }] });

export const rollbackRequestSchema = z
  .strictObject(decidedByFields)
  .meta({ id: 'RollbackRequest', examples: [{ by: 'anna', reason: 'Too high since the promotion.' }] });

export interface Decision {
  readonly by: string;
  readonly reason: string;
}

/**
 * Makes a version (without one: the challenger) the champion, from the next forecast on. Doing it twice changes nothing.
 * @throws InvalidInputError; MorrowError ACCOUNT_NOT_FOUND, MODEL_NOT_FOUND, TEMPORAL_UNREACHABLE.
 */
export async function promoteModel(
  deps: OperationsDeps,
  account: string,
  request: Decision & { readonly version?: number | undefined },
): Promise<RegistryChange> {
  const { version, by, reason } = parseInput(promotionRequestSchema, request);
  const { id } = await getAccount(deps, account);
  // The version that was looked at, whatever a retraining registers meanwhile.
  const chosen = version === undefined ? await requireChallenger(deps, id) : await findVersion(deps, id, version);
  const decision: PromotionDecision = { accountId: id, by, reason, version: chosen.version };
  return changeRegistry(deps, UPDATES.promote, decision);
}

async function requireChallenger({ store }: StoreDeps, id: AccountId): Promise<StoredModel> {
  const challenger = await store.models.findChallenger(id);
  if (challenger !== null) return challenger;
  throw new MorrowError('MODEL_NOT_FOUND', `No challenger of account "${id}" waits; name the version.`, {
    facts: { account: id },
  });
}

/**
 * Back to the champion before the present one, from the next forecast on.
 * @throws InvalidInputError; MorrowError ACCOUNT_NOT_FOUND, NO_EARLIER_CHAMPION, TEMPORAL_UNREACHABLE.
 */
export async function rollbackModel(deps: OperationsDeps, account: string, request: Decision): Promise<RegistryChange> {
  const { by, reason } = parseInput(rollbackRequestSchema, request);
  const { id } = await getAccount(deps, account);
  return changeRegistry(deps, UPDATES.rollback, { accountId: id, by, reason });
}

const registryChange = z.object({
  accountId,
  version: z.int(),
  modelId: z.string(),
  previousVersion: z.int().nullable(),
  changed: z.boolean(),
});

/** The workflow may end between finding it and telling it: then nothing was done, and the next try starts another one. */
const TRIES = 3;

/** The account's changes go one after the other through one workflow, which is started when none is there. */
async function changeRegistry(
  deps: OperationsDeps,
  update: string,
  decision: PromotionDecision | RollbackDecision,
): Promise<RegistryChange> {
  const send: Send = (workflow) =>
    workflow.executeUpdateWithStart(update, {
      startWorkflowOperation: startOfChange(decision.accountId),
      args: [decision],
    });
  for (let tries = 1; ; tries += 1) {
    try {
      const change = await sendDecision(deps, send, registryChange);
      await recordChange(deps, {
        action: `model.${update === UPDATES.promote ? 'promote' : 'rollback'}`,
        subject: `account/${decision.accountId}/models`,
        before: { version: change.previousVersion },
        after: { version: change.version, by: decision.by, reason: decision.reason },
      });
      return change;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError) || tries >= TRIES) throw error;
    }
  }
}

const startOfChange = (id: AccountId): WithStartWorkflowOperation<Workflow> =>
  new WithStartWorkflowOperation(WORKFLOWS.modelChange, {
    priority: { priorityKey: PRIORITIES.manual },
    workflowId: modelChangeId(id),
    taskQueue: DEFAULT_QUEUE,
    args: [{ accountId: id } satisfies ModelChangeInput],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS,
    typedSearchAttributes: [{ key: defineSearchAttributeKey(SEARCH_ATTRIBUTES.account, 'KEYWORD'), value: id }],
    staticSummary: `registry of ${id}`,
  });
