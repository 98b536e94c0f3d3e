// App store 2: transactions in cursor pages, amounts in micros.
import { z } from 'zod';
import { readStoreMicros } from '../domain/revenue/dialects/store-micros.ts';
import type { RevenueSource } from '../ports/revenue-source.ts';
import { createClient, type ConnectionOptions } from './client.ts';
import { collectPages } from './pages.ts';
import { connectionFrom, reportReader, sourceId, unconfiguredSource, type SourceDefinition } from './source.ts';

export interface AppStore2Options extends ConnectionOptions {
  readonly credentials: { readonly token: string };
}

const ID = sourceId('app-store-2');
const PAGE_SIZE = 500;

const nextLink = z
  .object({ links: z.object({ next: z.string().nullish() }).nullish() })
  .transform((page) => page.links?.next);

export function createAppStore2({ credentials: { token }, ...connection }: AppStore2Options): RevenueSource {
  const client = createClient({ ...connection, headers: { authorization: `Bearer ${token}` }, secrets: [token] });
  return {
    id: ID,
    async fetchReport(account, range, signal) {
      const subject = { service: ID, account, range };
      const path = `/reports/${encodeURIComponent(account)}/transactions`;
      const fetchPage = (cursor: string | undefined): Promise<string> => {
        const query = new URLSearchParams({ start_date: range.from, end_date: range.to, limit: String(PAGE_SIZE) });
        if (cursor !== undefined) query.set('cursor', cursor);
        return client.fetchText({
          subject,
          path: `${path}?${query.toString()}`,
          continues: cursor !== undefined,
          signal,
        });
      };
      return { pages: await collectPages({ subject, fetchPage, nextCursor: nextLink }) };
    },
    readReport: reportReader(ID, readStoreMicros),
  };
}

export const appStore2: SourceDefinition = {
  id: ID,
  variables: { baseUrl: 'APP_STORE_2_URL', credentials: { token: 'APP_STORE_2_TOKEN' } },
  fromConfig: (config, gate) => {
    const token = config.APP_STORE_2_TOKEN;
    if (token === undefined) return unconfiguredSource(ID, ['APP_STORE_2_TOKEN'], readStoreMicros);
    return createAppStore2({ ...connectionFrom(config, config.APP_STORE_2_URL, gate), credentials: { token } });
  },
};
