// Which accounts a request is about: all, a cohort, or a short list. Whoever is named must exist.
import { z } from 'zod';
import { EXPLICIT_ACCOUNTS_MAX } from '../contract/limits.ts';
import { MorrowError } from '../contract/errors.ts';
import type { RunScope } from '../contract/workflow-ids.ts';
import type { AccountId } from '../domain/ids.ts';
import type { AccountFilter } from '../ports/store.ts';
import { getAccount } from './accounts.ts';
import type { OperationsDeps } from './deps.ts';
import { accountId, cohort } from './values.ts';

/** What a request names its accounts by. */
export const scopeFields = {
  accounts: z
    .array(accountId)
    .min(1)
    .max(EXPLICIT_ACCOUNTS_MAX)
    .optional()
    .meta({ description: 'Only these accounts.', examples: [['u1', 'u2']] }),
  cohort: cohort.optional().describe('Only the accounts of this cohort.'),
};

export const oneScope = {
  test: (request: { readonly accounts?: unknown; readonly cohort?: unknown }): boolean =>
    request.accounts === undefined || request.cohort === undefined,
  problem: { path: ['cohort'], message: 'say accounts or cohort, not both' },
};

export const scopeSchema = z.object(scopeFields).refine(oneScope.test, oneScope.problem);

type StoreDeps = Pick<OperationsDeps, 'store'>;

interface AskedScope {
  readonly accounts?: readonly AccountId[] | undefined;
  readonly cohort?: string | undefined;
}

/** For reading: archived accounts keep what they have. @throws MorrowError ACCOUNT_NOT_FOUND for a listed account. */
export async function resolveKnown(deps: StoreDeps, asked: AskedScope): Promise<AccountFilter> {
  for (const id of asked.accounts ?? []) await getAccount(deps, id);
  return {
    includeArchived: true,
    ...(asked.accounts === undefined ? {} : { accounts: asked.accounts }),
    ...(asked.cohort === undefined ? {} : { cohort: asked.cohort }),
  };
}

/** The scope as a run keeps it: accounts once each and known, a cohort that has somebody in it. */
export async function resolveScope(deps: StoreDeps, asked: AskedScope): Promise<RunScope> {
  if (asked.accounts !== undefined) return { accounts: await requireActive(deps, [...new Set(asked.accounts)]) };
  if (asked.cohort === undefined) return {};
  if ((await deps.store.accounts.count({ cohort: asked.cohort })) > 0) return { cohort: asked.cohort };
  throw new MorrowError('ACCOUNT_NOT_FOUND', `No active account belongs to cohort "${asked.cohort}".`, {
    facts: { cohort: asked.cohort },
  });
}

async function requireActive(deps: StoreDeps, ids: readonly AccountId[]): Promise<readonly AccountId[]> {
  const found = await Promise.all(ids.map((id) => deps.store.accounts.find(id)));
  refuse(
    'ACCOUNT_NOT_FOUND',
    'There is no account',
    ids.filter((_, index) => found[index] === null),
  );
  refuse(
    'ACCOUNT_ARCHIVED',
    'Archived is account',
    ids.filter((_, index) => found[index]?.status === 'archived'),
  );
  return ids;
}

function refuse(code: 'ACCOUNT_NOT_FOUND' | 'ACCOUNT_ARCHIVED', what: string, ids: readonly AccountId[]): void {
  if (ids.length === 0) return;
  throw new MorrowError(code, `${what} ${ids.map((id) => `"${id}"`).join(', ')}.`, {
    facts: { accounts: ids.join(', '), count: ids.length },
  });
}
