// The four sources' reports read as docs/wire-formats.md says, a few rows a page: the second opinion of raw-totals.ts.
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { toMicros } from './raw-arithmetic.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Row {
  readonly id: string;
  readonly date: string;
  /** Signed; refunds are negative. */
  readonly micros: bigint;
}

export interface RawReport {
  readonly currency: string;
  readonly rows: readonly Row[];
  /** As the source states them, over the whole range. */
  readonly count: number;
  readonly total: bigint;
}

export interface Question {
  readonly env: Environment;
  readonly account: string;
  readonly from: string;
  readonly to: string;
}

const DEADLINE_MS = 10_000;
/** Small, so that a report of a few rows has several pages. */
const PAGE_ROWS = 4;

/** Of all days asked for, control figures unchecked. */
export function readReport(sourceId: string, question: Question): Promise<RawReport> {
  const read = READERS[sourceId];
  if (read === undefined) throw new Error(`There is no reader for ${sourceId}.`);
  return read(question);
}

const READERS: Readonly<Record<string, (question: Question) => Promise<RawReport>>> = {
  'ad-exchange': readAdExchange,
  'app-store-1': readStore1,
  'app-store-2': readStore2,
  'app-store-3': readStore3,
};

const adExchangePage = z.object({
  report: z.object({
    currency: z.string(),
    rowCount: z.number(),
    controlTotal: z.string(),
    columns: z.array(z.string()),
    rows: z.array(z.array(z.string())),
  }),
  nextPageToken: z.string().optional(),
});

async function readAdExchange({ env, account, from, to }: Question): Promise<RawReport> {
  const rows: Row[] = [];
  for (let pageToken: string | undefined; ;) {
    const body = { dateRange: { from, to }, pageSize: PAGE_ROWS, ...(pageToken === undefined ? {} : { pageToken }) };
    const answer = await ask(`${env['AD_EXCHANGE_URL']}/v2/accounts/${account}/reports:run`, {
      method: 'POST',
      headers: { authorization: `Bearer ${env['AD_EXCHANGE_TOKEN']}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { report, nextPageToken } = adExchangePage.parse(JSON.parse(answer.toString()));
    const cell = (row: readonly string[], column: string): string => row[report.columns.indexOf(column)] ?? '';
    for (const row of report.rows) {
      rows.push({ id: cell(row, 'row_id'), date: cell(row, 'date'), micros: toMicros(cell(row, 'earnings')) });
    }
    pageToken = nextPageToken;
    const { currency, rowCount, controlTotal } = report;
    if (pageToken === undefined) return { currency, rows, count: rowCount, total: toMicros(controlTotal) };
  }
}

const store1Report = z.object({
  currency: z.string(),
  count: z.number(),
  total: z.string(),
  sales: z.array(z.object({ id: z.string(), day: z.string(), proceeds: z.string() })),
});

async function readStore1({ env, account, from, to }: Question): Promise<RawReport> {
  const answer = await ask(`${env['APP_STORE_1_URL']}/v1/sales?account=${account}&from=${from}&to=${to}`, {
    headers: { 'x-api-key': `${env['APP_STORE_1_KEY']}` },
  });
  const { currency, count, total, sales } = store1Report.parse(JSON.parse(answer.toString()));
  const rows = sales.map(({ id, day, proceeds }) => ({ id, date: day, micros: toMicros(proceeds) }));
  return { currency, count, total: toMicros(total), rows };
}

const store2Page = z.object({
  data: z.array(
    z.object({ transaction_id: z.string(), type: z.string(), occurred_on: z.string(), amount_micros: z.string() }),
  ),
  meta: z.object({ currency_code: z.string(), record_count: z.number(), net_total_micros: z.string() }),
  links: z.object({ next: z.string().nullable() }),
});

async function readStore2({ env, account, from, to }: Question): Promise<RawReport> {
  const rows: Row[] = [];
  for (let cursor: string | null = ''; ;) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const query = `start_date=${from}&end_date=${to}&limit=${PAGE_ROWS}${after}`;
    const answer = await ask(`${env['APP_STORE_2_URL']}/reports/${account}/transactions?${query}`, {
      headers: { authorization: `Bearer ${env['APP_STORE_2_TOKEN']}` },
    });
    const { data, meta, links } = store2Page.parse(JSON.parse(answer.toString()));
    for (const { transaction_id: id, type, occurred_on: date, amount_micros: amount } of data) {
      rows.push({ id, date, micros: type === 'REFUND' ? -BigInt(amount) : BigInt(amount) });
    }
    cursor = links.next;
    const { currency_code: currency, record_count: count, net_total_micros: total } = meta;
    if (cursor === null) return { currency, rows, count, total: BigInt(total) };
  }
}

const entries = z.array(z.object({ ref: z.string(), value: z.string() })).default([]);
const store3Report = z.object({
  export: z.object({
    currency: z.string(),
    entries: z.number(),
    net: z.string(),
    days: z.record(z.string(), z.object({ purchases: entries, refunds: entries })),
  }),
});

async function readStore3({ env, account, from, to }: Question): Promise<RawReport> {
  const user = Buffer.from(`${env['APP_STORE_3_USER']}:${env['APP_STORE_3_PASSWORD']}`).toString('base64');
  const file = await ask(`${env['APP_STORE_3_URL']}/export/${account}/${from}_${to}.json.gz`, {
    headers: { authorization: `Basic ${user}` },
  });
  const report = store3Report.parse(JSON.parse(gunzipSync(file).toString())).export;
  const rows = Object.entries(report.days).flatMap(([date, { purchases, refunds }]) => [
    ...purchases.map(({ ref, value }) => ({ id: ref, date, micros: toMicros(value) })),
    ...refunds.map(({ ref, value }) => ({ id: ref, date, micros: -toMicros(value) })),
  ]);
  return { currency: report.currency, count: report.entries, total: toMicros(report.net), rows };
}

async function ask(url: string, init: RequestInit): Promise<Buffer> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(DEADLINE_MS) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}.`);
  return Buffer.from(await response.arrayBuffer());
}
