// Reads the emulators as a client would, by docs/wire-formats.md alone, into one shape that tests can compare.
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { startEmulators, type EmulatorOptions, type Emulators } from '../../src/emulators/index.ts';

export const credentials = {
  adExchangeToken: 'token-x',
  store1Key: 'key-1',
  store2Token: 'token-2',
  store3User: 'user-3',
  store3Password: 'password-3',
};

/** A Saturday noon, so that Friday's rates are out and no report is late. */
export const NOON = '2026-11-21T12:00:00Z';

export const startOnFreePorts = (options: Partial<EmulatorOptions> = {}): Promise<Emulators> =>
  startEmulators({
    ports: { appStore: 0, adExchange: 0, ratesA: 0, ratesB: 0 },
    credentials,
    clock: () => new Date(NOON),
    ...options,
  });

export const SOURCES = ['ad-exchange', 'app-store-1', 'app-store-2', 'app-store-3'] as const;
export type Source = (typeof SOURCES)[number];

export interface Asked {
  readonly account: string;
  readonly from: string;
  readonly to: string;
  readonly pageSize?: number;
  readonly pageToken?: string;
}

export interface ReadRow {
  readonly id: string;
  readonly date: string;
  readonly micros: bigint;
}

export interface ReadReport {
  readonly currency: string;
  readonly count: number;
  readonly total: bigint;
  readonly rows: readonly ReadRow[];
  readonly pages: number;
}

/** The request for one page, with credentials. */
export function request(urls: Emulators['urls'], source: Source, asked: Asked): Request {
  const { account, from, to, pageSize, pageToken } = asked;
  const basic = Buffer.from(`${credentials.store3User}:${credentials.store3Password}`).toString('base64');
  const paging = `${pageSize === undefined ? '' : `&limit=${pageSize}`}${pageToken === undefined ? '' : `&cursor=${pageToken}`}`;
  switch (source) {
    case 'ad-exchange':
      return new Request(`${urls.adExchange}/v2/accounts/${account}/reports:run`, {
        method: 'POST',
        headers: { authorization: `Bearer ${credentials.adExchangeToken}` },
        body: JSON.stringify({ dateRange: { from, to }, pageSize, pageToken }),
      });
    case 'app-store-1':
      return new Request(`${urls.appStore1}/v1/sales?account=${account}&from=${from}&to=${to}`, {
        headers: { 'x-api-key': credentials.store1Key },
      });
    case 'app-store-2':
      return new Request(
        `${urls.appStore2}/reports/${account}/transactions?start_date=${from}&end_date=${to}${paging}`,
        { headers: { authorization: `Bearer ${credentials.store2Token}` } },
      );
    case 'app-store-3':
      return new Request(`${urls.appStore3}/export/${account}/${from}_${to}.json.gz`, {
        headers: { authorization: `Basic ${basic}` },
      });
  }
}

/** All pages of a report. */
export async function readReport(urls: Emulators['urls'], source: Source, asked: Asked): Promise<ReadReport> {
  const rows: ReadRow[] = [];
  let pageToken: string | undefined;
  for (let pages = 1; ; pages += 1) {
    const response = await fetch(request(urls, source, pageToken === undefined ? asked : { ...asked, pageToken }));
    if (response.status !== 200) throw new Error(`${source} answered ${response.status}: ${await response.text()}`);
    const page = READERS[source](Buffer.from(await response.arrayBuffer()));
    rows.push(...page.rows);
    if (page.next === null) return { currency: page.currency, count: page.count, total: page.total, rows, pages };
    pageToken = page.next;
  }
}

export const sum = (rows: readonly ReadRow[]): bigint => rows.reduce((total, row) => total + row.micros, 0n);

/** Rows by their date, in the order of the report. */
export function byDate(rows: readonly ReadRow[]): ReadonlyMap<string, readonly ReadRow[]> {
  const days = new Map<string, ReadRow[]>();
  for (const row of rows) days.set(row.date, [...(days.get(row.date) ?? []), row]);
  return days;
}

/** Decimal text in millionths. */
export function micros(text: string): bigint {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,6}))?$/.exec(text) ?? [];
  if (whole === '') throw new Error(`"${text}" is no decimal text with at most six fraction digits.`);
  return BigInt(`${sign}${whole}${fraction.padEnd(6, '0')}`);
}

type Page = Omit<ReadReport, 'pages'> & { readonly next: string | null };

const adExchangePage = z.strictObject({
  report: z.strictObject({
    currency: z.string(),
    rowCount: z.number(),
    controlTotal: z.string(),
    columns: z.array(z.string()),
    rows: z.array(z.array(z.string())),
  }),
  nextPageToken: z.string().optional(),
});

const store1Page = z.strictObject({
  currency: z.string(),
  count: z.number(),
  total: z.string(),
  sales: z.array(
    z.strictObject({ id: z.string(), day: z.string(), sku: z.string(), quantity: z.int(), proceeds: z.string() }),
  ),
});

const store2Page = z.strictObject({
  data: z.array(
    z.strictObject({
      transaction_id: z.string(),
      type: z.enum(['SALE', 'REFUND']),
      occurred_on: z.string(),
      amount_micros: z.string().regex(/^\d+$/),
    }),
  ),
  meta: z.strictObject({ currency_code: z.string(), record_count: z.number(), net_total_micros: z.string() }),
  links: z.strictObject({ next: z.string().nullable() }),
});

const store3Entries = z.array(z.strictObject({ ref: z.string(), value: z.string().regex(/^\d/) }));
const store3File = z.strictObject({
  export: z.strictObject({
    currency: z.string(),
    entries: z.number(),
    net: z.string(),
    days: z.record(z.string(), z.strictObject({ purchases: store3Entries, refunds: store3Entries })),
  }),
});

const READERS: Readonly<Record<Source, (body: Buffer) => Page>> = {
  'ad-exchange': (body) => {
    const { report, nextPageToken } = adExchangePage.parse(JSON.parse(body.toString()));
    const cell = (row: readonly string[], column: string): string => row[report.columns.indexOf(column)] ?? '';
    const rows = report.rows.map((row) => ({
      id: cell(row, 'row_id'),
      date: cell(row, 'date'),
      micros: micros(cell(row, 'earnings')),
    }));
    const { currency, rowCount, controlTotal } = report;
    return { currency, count: rowCount, total: micros(controlTotal), rows, next: nextPageToken ?? null };
  },
  'app-store-1': (body) => {
    const { currency, count, total, sales } = store1Page.parse(JSON.parse(body.toString()));
    const rows = sales.map(({ id, day, proceeds }) => ({ id, date: day, micros: micros(proceeds) }));
    return { currency, count, total: micros(total), rows, next: null };
  },
  'app-store-2': (body) => {
    const { data, meta, links } = store2Page.parse(JSON.parse(body.toString()));
    const rows = data.map((row) => ({
      id: row.transaction_id,
      date: row.occurred_on,
      micros: BigInt(row.amount_micros) * (row.type === 'REFUND' ? -1n : 1n),
    }));
    const { currency_code: currency, record_count: count, net_total_micros: total } = meta;
    return { currency, count, total: BigInt(total), rows, next: links.next };
  },
  'app-store-3': (body) => {
    const { currency, entries, net, days } = store3File.parse(JSON.parse(gunzipSync(body).toString())).export;
    const rows = Object.entries(days).flatMap(([date, { purchases, refunds }]) => [
      ...purchases.map(({ ref, value }) => ({ id: ref, date, micros: micros(value) })),
      ...refunds.map(({ ref, value }) => ({ id: ref, date, micros: -micros(value) })),
    ]);
    return { currency, count: entries, total: micros(net), rows, next: null };
  },
};

/** Switches a fault on and gives its id. */
export async function switchOn(emulators: Emulators, fault: Readonly<Record<string, unknown>>): Promise<string> {
  const response = await fetch(`${emulators.urls.ratesA}/__emulator/faults`, {
    method: 'POST',
    body: JSON.stringify(fault),
  });
  if (response.status !== 201) throw new Error(`The fault was refused: ${await response.text()}`);
  return z.object({ id: z.string() }).parse(await response.json()).id;
}

export async function switchAllOff(emulators: Emulators): Promise<void> {
  await fetch(`${emulators.urls.ratesA}/__emulator/faults`, { method: 'DELETE' });
}
