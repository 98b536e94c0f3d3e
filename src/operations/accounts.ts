// Accounts as API and CLI see them: created, changed, archived, restored, purged, listed, and applied from a file.
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import type { Account, AccountStatus } from '../domain/account.ts';
import type { AccountId } from '../domain/ids.ts';
import {
  assertVersion,
  changeAccount,
  getAccount,
  insertAccount,
  subjectOf,
  writeAccount,
  type ChangeDeps,
  type ExpectedVersion,
  type WrittenAccount,
} from './account-changes.ts';
import {
  accountPatchSchema,
  accountReplacementSchema,
  accountSchema,
  completeAccount,
  parseAccount,
  requireRegistered,
} from './account-schema.ts';
import { recordChange } from './audit.ts';
import type { OperationsDeps } from './deps.ts';
import { InvalidInputError, invalidInput, parseInput, type InputProblem } from './input.ts';
import { accountCursor } from './list-page.ts';
import { accountId, cohort } from './values.ts';

export { accountVersion, getAccount } from './account-changes.ts';

type AccountDeps = ChangeDeps & Pick<OperationsDeps, 'registeredSources'>;

/** @throws MorrowError ACCOUNT_EXISTS; InvalidInputError. */
export async function addAccount(deps: AccountDeps, input: unknown): Promise<Account> {
  const account = parseAccount(input, deps.registeredSources);
  await insertAccount(deps, account);
  return account;
}

/**
 * Sets every field of an account, or creates it; what the input leaves out gets its default, the status stays.
 * @throws MorrowError ACCOUNT_CHANGED; InvalidInputError.
 */
export async function replaceAccount(
  deps: AccountDeps,
  id: string,
  input: unknown,
  expected?: ExpectedVersion,
): Promise<WrittenAccount> {
  const key = parseInput(accountId, id, 'id');
  const parsed = parseInput(accountReplacementSchema, input);
  if (parsed.id !== undefined && parsed.id !== key) throw invalidInput('id', `must be "${key}", as in the address`);
  requireRegistered(parsed.sources, deps.registeredSources);
  return writeAccount(deps, key, (before) => {
    assertVersion(key, before, expected);
    return completeAccount(parsed, before === null ? { id: key } : { id: key, status: before.status });
  });
}

/** Changes the named fields only. @throws MorrowError ACCOUNT_NOT_FOUND, ACCOUNT_CHANGED; InvalidInputError. */
export async function patchAccount(
  deps: AccountDeps,
  id: string,
  changes: unknown,
  expected?: ExpectedVersion,
): Promise<Account> {
  const parsed = parseInput(accountPatchSchema, changes);
  requireRegistered(parsed.sources ?? [], deps.registeredSources);
  const { account } = await changeAccount(deps, id, (before) => {
    assertVersion(id, before, expected);
    return applyPatch(before, parsed);
  });
  return account;
}

const applyPatch = (account: Account, changes: z.output<typeof accountPatchSchema>): Account => ({
  id: account.id,
  name: changes.name ?? account.name,
  sources: changes.sources ?? account.sources,
  currency: changes.currency ?? account.currency,
  convertCurrency: changes.convertCurrency ?? account.convertCurrency,
  historyDepthDays: changes.historyDepthDays ?? account.historyDepthDays,
  polynomialDegree: changes.polynomialDegree ?? account.polynomialDegree,
  // Null is a value here: it takes the country away.
  country: changes.country === undefined ? account.country : changes.country,
  timeZone: changes.timeZone ?? account.timeZone,
  tier: changes.tier ?? account.tier,
  cohort: changes.cohort ?? account.cohort,
  status: changes.status ?? account.status,
});

/** Takes the account out of every later run; its data stay. */
export const archiveAccount = (deps: ChangeDeps, id: string, expected?: ExpectedVersion): Promise<Account> =>
  setStatus(deps, id, { status: 'archived', expected });

export const restoreAccount = (deps: ChangeDeps, id: string): Promise<Account> =>
  setStatus(deps, id, { status: 'active' });

interface NewStatus {
  readonly status: AccountStatus;
  readonly expected?: ExpectedVersion | undefined;
}

async function setStatus(deps: ChangeDeps, id: string, { status, expected }: NewStatus): Promise<Account> {
  const { account } = await changeAccount(deps, id, (before) => {
    assertVersion(id, before, expected);
    return { ...before, status };
  });
  return account;
}

/** Deletes the account and all its rows; returns rows by table. @throws MorrowError ACCOUNT_ACTIVE, ACCOUNT_NOT_FOUND, ACCOUNT_CHANGED. */
export async function purgeAccount(
  deps: ChangeDeps,
  id: string,
  expected?: ExpectedVersion,
): Promise<Readonly<Record<string, number>>> {
  const account = await getAccount(deps, id);
  assertVersion(id, account, expected);
  if (account.status === 'active') {
    throw new MorrowError('ACCOUNT_ACTIVE', `Account "${account.id}" is active and cannot be purged.`, {
      facts: { account: account.id },
    });
  }
  const deleted = await deps.store.purgeAccount(account.id);
  await recordChange(deps, {
    action: 'account.purge',
    subject: subjectOf(account),
    before: account,
    after: { deleted },
  });
  return deleted;
}

export const ACCOUNT_PAGE_MAX = 1_000;
export const ACCOUNT_SEARCH_MAX = 100;

export const accountListQuerySchema = z.strictObject({
  cohort: cohort.optional(),
  includeArchived: z.boolean().default(false),
  search: z.string().normalize('NFC').min(1).max(ACCOUNT_SEARCH_MAX).optional(),
  after: accountCursor.optional(),
  limit: z.int().min(1).max(ACCOUNT_PAGE_MAX).default(100),
});

export interface AccountListing {
  readonly accounts: readonly Account[];
  /** Ask again with `after` set to it; null on the last page. */
  readonly next: AccountId | null;
}

/** By id, a page at a time. */
export async function listAccounts(
  deps: Pick<OperationsDeps, 'store'>,
  query: Readonly<z.input<typeof accountListQuerySchema>> = {},
): Promise<AccountListing> {
  const { cohort: group, includeArchived, search, after, limit } = parseInput(accountListQuerySchema, query);
  const filter = {
    includeArchived,
    ...(group === undefined ? {} : { cohort: group }),
    ...(search === undefined ? {} : { search }),
  };
  const found = await deps.store.accounts.list(filter, { after: after ?? null, limit: limit + 1 });
  const accounts = found.slice(0, limit);
  return { accounts, next: found.length > limit ? (accounts.at(-1)?.id ?? null) : null };
}

export interface AppliedAccounts {
  readonly added: readonly AccountId[];
  readonly changed: readonly AccountId[];
  readonly unchanged: readonly AccountId[];
}

/** Brings the store to what the list says. Accounts it does not name stay as they are. Nothing is written when any entry is wrong. */
export async function applyAccounts(deps: AccountDeps, list: readonly unknown[]): Promise<AppliedAccounts> {
  const wanted = parseAll(list, deps);
  const applied = { added: [] as AccountId[], changed: [] as AccountId[], unchanged: [] as AccountId[] };
  for (const parsed of wanted) {
    const { outcome } = await writeAccount(deps, parsed.id, (before) =>
      completeAccount(parsed, before === null ? {} : { status: before.status }),
    );
    applied[outcome].push(parsed.id);
  }
  return applied;
}

type ParsedEntry = z.output<typeof accountSchema>;

function parseAll(list: readonly unknown[], deps: AccountDeps): readonly ParsedEntry[] {
  const problems: InputProblem[] = [];
  const entries: ParsedEntry[] = [];
  const seen = new Set<string>();
  for (const [index, input] of list.entries()) {
    const entry = collect(problems, String(index), () => {
      const parsed = parseInput(accountSchema, input);
      requireRegistered(parsed.sources, deps.registeredSources);
      if (seen.has(parsed.id)) throw invalidInput('id', `"${parsed.id}" is in the list twice`);
      seen.add(parsed.id);
      return parsed;
    });
    if (entry !== null) entries.push(entry);
  }
  if (problems.length > 0) throw new InvalidInputError('INVALID_REQUEST', problems);
  return entries;
}

/** Runs `parse`; what it finds wrong is added to `problems` below the place `at`. */
function collect<T>(problems: InputProblem[], at: string, parse: () => T): T | null {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    problems.push(...error.errors.map(({ path, message }) => ({ path: path === '' ? at : `${at}.${path}`, message })));
    return null;
  }
}
