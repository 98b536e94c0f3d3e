// Accounts are read, changed and written back as one atomic step: what somebody else wrote in between is read again, so that no
// change undoes another one, such as an archiving.
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { MorrowError } from '../contract/errors.ts';
import type { Account } from '../domain/account.ts';
import { isAccountId, type AccountId } from '../domain/ids.ts';
import { recordChange } from './audit.ts';
import type { OperationsDeps } from './deps.ts';

export type ChangeDeps = Pick<OperationsDeps, 'store' | 'clock'>;

export const subjectOf = ({ id }: Pick<Account, 'id'>): string => `account/${id}`;

/** So often a change is worked out anew on what others wrote meanwhile, before it is given up. */
const TRIES = 10;

/** @throws MorrowError ACCOUNT_NOT_FOUND. */
export async function getAccount(deps: Pick<OperationsDeps, 'store'>, id: string): Promise<Account> {
  const account = isAccountId(id) ? await deps.store.accounts.find(id) : null;
  if (account !== null) return account;
  const shown = id.slice(0, 60);
  throw new MorrowError('ACCOUNT_NOT_FOUND', `There is no account "${shown}".`, { facts: { account: shown } });
}

/** Names the content of an account: the same as long as no field is different. */
export function accountVersion(account: Account): string {
  const fields = Object.entries(account).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex').slice(0, 20);
}

const accountChanged = (id: string): MorrowError =>
  new MorrowError('ACCOUNT_CHANGED', `Account "${id}" was changed by somebody else; nothing was saved.`, {
    facts: { account: id },
  });

/** `accountVersion` of what may be there for a change to be done; `any`: it only has to be there; absent: nothing is asked for. */
export type ExpectedVersion = readonly string[] | 'any';

/** @throws MorrowError ACCOUNT_CHANGED when the account is not as somebody has seen it. */
export function assertVersion(id: string, before: Account | null, expected: ExpectedVersion | undefined): void {
  if (expected === undefined || (before !== null && expected === 'any')) return;
  if (before === null || !expected.includes(accountVersion(before))) throw accountChanged(id);
}

export interface ChangedAccount {
  readonly account: Account;
  readonly outcome: 'changed' | 'unchanged';
}

/** @param change from the account as it is now; it may be asked again. @throws MorrowError ACCOUNT_NOT_FOUND, ACCOUNT_CHANGED. */
export async function changeAccount(
  deps: ChangeDeps,
  id: string,
  change: (before: Account) => Account,
): Promise<ChangedAccount> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = await getAccount(deps, id);
    const after = change(before);
    if (isDeepStrictEqual(before, after)) return { account: before, outcome: 'unchanged' };
    if (!(await deps.store.accounts.replace(before, after))) continue;
    await recordChange(deps, { action: 'account.change', subject: subjectOf(after), before, after });
    return { account: after, outcome: 'changed' };
  }
  throw accountChanged(id);
}

export interface WrittenAccount {
  readonly account: Account;
  readonly outcome: 'added' | 'changed' | 'unchanged';
}

/** @throws MorrowError ACCOUNT_EXISTS. */
export async function insertAccount(deps: ChangeDeps, account: Account): Promise<WrittenAccount> {
  await deps.store.accounts.add(account);
  await recordChange(deps, { action: 'account.add', subject: subjectOf(account), after: account });
  return { account, outcome: 'added' };
}

/** Adds the account, or changes the one that is there. @param whole from what is there now; null: it is new. */
export async function writeAccount(
  deps: ChangeDeps,
  id: AccountId,
  whole: (before: Account | null) => Account,
): Promise<WrittenAccount> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      if ((await deps.store.accounts.find(id)) === null) return await insertAccount(deps, whole(null));
      return await changeAccount(deps, id, whole);
    } catch (error) {
      if (!isComingOrGoing(error)) throw error;
    }
  }
  throw accountChanged(id);
}

/** Somebody added or purged it between the look and the write. */
const isComingOrGoing = (error: unknown): boolean =>
  error instanceof MorrowError && (error.code === 'ACCOUNT_EXISTS' || error.code === 'ACCOUNT_NOT_FOUND');
