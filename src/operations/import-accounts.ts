// The accounts an import names, each looked up once. Archived ones take no revenue, so they are as good as unknown.
import { isAccountId, type CurrencyCode } from '../domain/ids.ts';
import { readHeader, type CsvRecord } from '../domain/import/csv-header.ts';
import type { Store } from '../ports/store.ts';

export class ImportAccounts {
  private readonly known = new Map<string, { readonly currency: CurrencyCode } | undefined>();
  private readonly store: Pick<Store, 'accounts'>;

  constructor(store: Pick<Store, 'accounts'>) {
    this.store = store;
  }

  /** Only what `load` has seen. */
  find(id: string): { readonly currency: CurrencyCode } | undefined {
    return this.known.get(id);
  }

  async load(header: readonly string[], records: readonly CsvRecord[]): Promise<void> {
    const { cell } = readHeader(header, { required: ['account'], optional: [] });
    const ids = new Set(records.map((record) => cell(record, 'account') ?? ''));
    for (const id of ids) {
      if (this.known.has(id) || !isAccountId(id)) continue;
      const account = await this.store.accounts.find(id);
      this.known.set(id, account?.status === 'active' ? { currency: account.currency } : undefined);
    }
  }
}
