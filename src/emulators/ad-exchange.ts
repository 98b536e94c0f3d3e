// The ad exchange's dialect: a paged table of text cells, in US dollars to the millionth.
import { decimalText } from './amounts.ts';
import { bearer, credentialCheck } from './credentials.ts';
import type { Item } from './day-items.ts';
import { nextToken, readToken, type Page } from './paging.ts';
import { readCount, readRange, type Dialect, type ReportQuery } from './revenue-service.ts';
import { badRequest, decodedPart, jsonReply, noSuchPath, type WireRequest } from './wire.ts';

const PATH = /^\/v2\/accounts\/([^/]+)\/reports:run$/;
const COLUMNS = ['date', 'row_id', 'placement', 'impressions', 'earnings'] as const;
const PLACEMENTS = ['banner', 'interstitial', 'rewarded-video', 'native'] as const;

export function adExchange(token: string): Dialect<Page> {
  const isExpected = credentialCheck(bearer(token));
  return {
    source: 'ad-exchange',
    isAuthorized: (request) => isExpected(request.headers.authorization),
    read,
    write: (report, query) => {
      const { size, offset } = query.paging;
      const next = nextToken(query.paging, report.rows.length, reportName(query));
      return jsonReply({
        report: {
          currency: report.currency,
          rowCount: report.statedCount,
          controlTotal: decimalText(report.statedTotal, 6),
          columns: COLUMNS,
          rows: report.rows.slice(offset, offset + size).map(cells),
        },
        ...(next === null ? {} : { nextPageToken: next }),
      });
    },
    otherShape: () => jsonReply({ table: { header: ['day', 'usd'], lines: [] } }),
  };
}

function read(request: WireRequest): ReportQuery<Page> {
  const account = PATH.exec(request.path)?.[1];
  if (account === undefined || request.method !== 'POST') throw noSuchPath(request.path);
  const { dateRange, pageSize, pageToken } = readBody(request.body);
  const { from, to } = readFields(dateRange, 'dateRange');
  const query = { account: decodedPart(account), range: readRange(from, to) };
  const size = readCount(pageSize, { fallback: 1_000, most: 10_000 });
  return { ...query, paging: { size, offset: readToken(pageToken, reportName(query)) } };
}

const reportName = ({ account, range }: Omit<ReportQuery<Page>, 'paging'>): string =>
  `${account} ${range.from} ${range.to}`;

function readBody(body: string): Readonly<Record<string, unknown>> {
  let content: unknown;
  try {
    content = JSON.parse(body);
  } catch {
    throw badRequest('The body is not JSON.');
  }
  return readFields(content, 'The body');
}

function readFields(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badRequest(`${name} must be an object.`);
  return Object.fromEntries(Object.entries(value));
}

/** One row, in the order of COLUMNS. */
function cells(item: Item): readonly string[] {
  const placement = PLACEMENTS[Math.floor(item.flavor * PLACEMENTS.length)] ?? PLACEMENTS[0];
  // One to five dollars per thousand impressions.
  const impressions = Math.round(item.micros / (1_000 + 4_000 * item.flavor));
  return [item.date, item.id, placement, String(impressions), decimalText(item.micros, 6)];
}
