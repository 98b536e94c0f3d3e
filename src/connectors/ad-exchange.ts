// The ad exchange: a table report, asked for with POST, page by page.
import { z } from 'zod';
import { readAdExchangeTable } from '../domain/revenue/dialects/ad-exchange-table.ts';
import type { RevenueSource } from '../ports/revenue-source.ts';
import { createClient, type ConnectionOptions } from './client.ts';
import { collectPages } from './pages.ts';
import { connectionFrom, reportReader, sourceId, unconfiguredSource, type SourceDefinition } from './source.ts';

export interface AdExchangeOptions extends ConnectionOptions {
  readonly credentials: { readonly token: string };
}

const ID = sourceId('ad-exchange');
const PAGE_SIZE = 1_000;

const nextPageToken = z.object({ nextPageToken: z.string().nullish() }).transform((page) => page.nextPageToken);

export function createAdExchange({ credentials: { token }, ...connection }: AdExchangeOptions): RevenueSource {
  const client = createClient({ ...connection, headers: { authorization: `Bearer ${token}` }, secrets: [token] });
  return {
    id: ID,
    async fetchReport(account, range, signal) {
      const subject = { service: ID, account, range };
      const path = `/v2/accounts/${encodeURIComponent(account)}/reports:run`;
      const fetchPage = (pageToken: string | undefined): Promise<string> => {
        const json = { dateRange: { from: range.from, to: range.to }, pageSize: PAGE_SIZE, pageToken };
        return client.fetchText({ subject, path, json, continues: pageToken !== undefined, signal });
      };
      return { pages: await collectPages({ subject, fetchPage, nextCursor: nextPageToken }) };
    },
    readReport: reportReader(ID, readAdExchangeTable),
  };
}

export const adExchange: SourceDefinition = {
  id: ID,
  variables: { baseUrl: 'AD_EXCHANGE_URL', credentials: { token: 'AD_EXCHANGE_TOKEN' } },
  fromConfig: (config, gate) => {
    const token = config.AD_EXCHANGE_TOKEN;
    if (token === undefined) return unconfiguredSource(ID, ['AD_EXCHANGE_TOKEN'], readAdExchangeTable);
    return createAdExchange({ ...connectionFrom(config, config.AD_EXCHANGE_URL, gate), credentials: { token } });
  },
};
