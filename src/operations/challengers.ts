// Challengers that wait for somebody to decide, beside the champion they would replace.
import { z } from 'zod';
import type { StoredModel } from '../domain/forecast/types.ts';
import type { AccountId } from '../domain/ids.ts';
import type { OperationsDeps } from './deps.ts';
import { parseInput } from './input.ts';
import { accountCursor } from './list-page.ts';
import { summariseModel, type ModelSummary } from './model-summary.ts';
import { pageOfAccounts } from './account-pages.ts';
import { cohort } from './values.ts';

export const CHALLENGER_PAGE_MAX = 500;

export const challengerQuerySchema = z.strictObject({
  cohort: cohort.optional(),
  after: accountCursor.optional(),
  limit: z.int().min(1).max(CHALLENGER_PAGE_MAX).default(100),
});

export interface WaitingChallenger {
  readonly accountId: AccountId;
  readonly challenger: ModelSummary;
  /** Null: nothing is served by a model yet. */
  readonly champion: ModelSummary | null;
}

export interface ChallengerListing {
  readonly challengers: readonly WaitingChallenger[];
  /** Ask again with `after` set to it; null: the end. A page may be shorter than asked for, even empty, and not be the last. */
  readonly next: AccountId | null;
}

/** By account. A page covers `limit` accounts, of which those with a challenger are listed. */
export async function listWaitingChallengers(
  deps: Pick<OperationsDeps, 'store'>,
  query: Readonly<z.input<typeof challengerQuerySchema>> = {},
): Promise<ChallengerListing> {
  const { cohort: group, after, limit } = parseInput(challengerQuerySchema, query);
  const filter = group === undefined ? {} : { cohort: group };
  const page = await pageOfAccounts(deps.store, filter, { after: after ?? null, limit });
  return { challengers: waiting(page.models), next: page.next };
}

function waiting(models: readonly StoredModel[]): readonly WaitingChallenger[] {
  const champions = new Map(
    models.filter(({ stage }) => stage === 'champion').map((model) => [model.accountId, summariseModel(model)]),
  );
  return models
    .filter(({ stage }) => stage === 'challenger')
    .map((model) => ({
      accountId: model.accountId,
      challenger: summariseModel(model),
      champion: champions.get(model.accountId) ?? null,
    }));
}
