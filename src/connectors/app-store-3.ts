// App store 3: one gzip file, grouped by day. The unpacked text is what is kept.
import { readStoreDaily } from '../domain/revenue/dialects/store-daily.ts';
import type { RevenueSource } from '../ports/revenue-source.ts';
import { decodeText, parseJson } from './body.ts';
import { createClient, type ConnectionOptions } from './client.ts';
import { transportFailure, type Subject } from './failures.ts';
import { gunzip } from './gunzip.ts';
import { MAX_BODY_BYTES } from './http.ts';
import { connectionFrom, reportReader, sourceId, unconfiguredSource, type SourceDefinition } from './source.ts';
import { TransportError } from './transport-error.ts';

export interface AppStore3Options extends ConnectionOptions {
  readonly credentials: { readonly user: string; readonly password: string };
}

const ID = sourceId('app-store-3');

export function createAppStore3({ credentials: { user, password }, ...connection }: AppStore3Options): RevenueSource {
  const basic = Buffer.from(`${user}:${password}`).toString('base64');
  const client = createClient({
    ...connection,
    headers: { authorization: `Basic ${basic}` },
    secrets: [password, basic],
  });
  return {
    id: ID,
    async fetchReport(account, range, signal) {
      const subject = { service: ID, account, range };
      const path = `/export/${encodeURIComponent(account)}/${range.from}_${range.to}.json.gz`;
      const page = await unpack(await client.fetchBytes({ subject, path, signal }), subject);
      parseJson(page, subject);
      return { pages: [page] };
    },
    readReport: reportReader(ID, readStoreDaily),
  };
}

async function unpack(file: Buffer, subject: Subject): Promise<string> {
  try {
    return decodeText(await gunzip(file, MAX_BODY_BYTES), subject);
  } catch (error) {
    throw error instanceof TransportError ? transportFailure(error, subject) : error;
  }
}

export const appStore3: SourceDefinition = {
  id: ID,
  variables: {
    baseUrl: 'APP_STORE_3_URL',
    credentials: { user: 'APP_STORE_3_USER', password: 'APP_STORE_3_PASSWORD' },
  },
  fromConfig: (config, gate) => {
    const { APP_STORE_3_USER: user, APP_STORE_3_PASSWORD: password } = config;
    if (user === undefined || password === undefined) {
      const wanted = { APP_STORE_3_USER: user, APP_STORE_3_PASSWORD: password };
      const missing = Object.entries(wanted).flatMap(([name, value]) => (value === undefined ? [name] : []));
      return unconfiguredSource(ID, missing, readStoreDaily);
    }
    return createAppStore3({
      ...connectionFrom(config, config.APP_STORE_3_URL, gate),
      credentials: { user, password },
    });
  },
};
