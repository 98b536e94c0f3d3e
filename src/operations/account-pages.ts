// Walks accounts with the models that they work with now, a page at a time, so that memory does not grow with their number.
import type { Account } from '../domain/account.ts';
import type { StoredModel } from '../domain/forecast/types.ts';
import type { AccountId } from '../domain/ids.ts';
import type { AccountFilter, Store } from '../ports/store.ts';

export interface AccountPage {
  readonly accounts: readonly Account[];
  /** Champions and challengers of these accounts, by account. */
  readonly models: readonly StoredModel[];
  /** Where the next page begins; null on the last one. */
  readonly next: AccountId | null;
}

type Stores = Pick<Store, 'accounts' | 'models'>;

export async function pageOfAccounts(
  store: Stores,
  filter: AccountFilter,
  { after, limit }: { readonly after: AccountId | null; readonly limit: number },
): Promise<AccountPage> {
  const found = await store.accounts.list(filter, { after, limit: limit + 1 });
  const accounts = found.slice(0, limit);
  const last = accounts.at(-1)?.id;
  if (last === undefined) return { accounts, models: [], next: null };
  const models = await store.models.listCurrent(filter, { after, through: last, limit });
  return { accounts, models, next: found.length > limit ? last : null };
}

const PAGE = 200;

/** Page by page to the end. */
export async function* walkAccounts(store: Stores, filter: AccountFilter): AsyncGenerator<AccountPage> {
  let after: AccountId | null = null;
  do {
    const page: AccountPage = await pageOfAccounts(store, filter, { after, limit: PAGE });
    yield page;
    after = page.next;
  } while (after !== null);
}
