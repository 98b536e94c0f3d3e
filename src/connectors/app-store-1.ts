// App store 1: flat JSON in one page.
import { readStoreFlat } from '../domain/revenue/dialects/store-flat.ts';
import type { RevenueSource } from '../ports/revenue-source.ts';
import { parseJson } from './body.ts';
import { createClient, type ConnectionOptions } from './client.ts';
import { connectionFrom, reportReader, sourceId, unconfiguredSource, type SourceDefinition } from './source.ts';

export interface AppStore1Options extends ConnectionOptions {
  readonly credentials: { readonly key: string };
}

const ID = sourceId('app-store-1');

export function createAppStore1({ credentials: { key }, ...connection }: AppStore1Options): RevenueSource {
  const client = createClient({ ...connection, headers: { 'x-api-key': key }, secrets: [key] });
  return {
    id: ID,
    async fetchReport(account, range, signal) {
      const subject = { service: ID, account, range };
      const query = new URLSearchParams({ account, from: range.from, to: range.to });
      const page = await client.fetchText({ subject, path: `/v1/sales?${query.toString()}`, signal });
      parseJson(page, subject);
      return { pages: [page] };
    },
    readReport: reportReader(ID, readStoreFlat),
  };
}

export const appStore1: SourceDefinition = {
  id: ID,
  variables: { baseUrl: 'APP_STORE_1_URL', credentials: { key: 'APP_STORE_1_KEY' } },
  fromConfig: (config, gate) => {
    const key = config.APP_STORE_1_KEY;
    if (key === undefined) return unconfiguredSource(ID, ['APP_STORE_1_KEY'], readStoreFlat);
    return createAppStore1({ ...connectionFrom(config, config.APP_STORE_1_URL, gate), credentials: { key } });
  },
};
