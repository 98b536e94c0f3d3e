// App store 2's dialect: pages of transactions in millionths, always positive; a refund is told by its type.
import { bearer, credentialCheck } from './credentials.ts';
import { nextToken, readToken, type Page } from './paging.ts';
import { readCount, readRange, type Dialect, type ReportQuery } from './revenue-service.ts';
import { decodedPart, jsonReply, noSuchPath, type WireRequest } from './wire.ts';

const PATH = /^\/reports\/([^/]+)\/transactions$/;

export function appStore2(token: string): Dialect<Page> {
  const isExpected = credentialCheck(bearer(token));
  return {
    source: 'app-store-2',
    isAuthorized: (request) => isExpected(request.headers.authorization),
    read,
    write: (report, query) => {
      const { size, offset } = query.paging;
      return jsonReply({
        data: report.rows.slice(offset, offset + size).map((item) => ({
          transaction_id: item.id,
          type: item.micros < 0 ? 'REFUND' : 'SALE',
          occurred_on: item.date,
          amount_micros: String(Math.abs(item.micros)),
        })),
        meta: {
          currency_code: report.currency,
          record_count: report.statedCount,
          net_total_micros: report.statedTotal.toString(),
        },
        links: { next: nextToken(query.paging, report.rows.length, reportName(query)) },
      });
    },
    otherShape: () => jsonReply({ items: [], page: 1 }),
  };
}

function read({ method, path, query }: WireRequest): ReportQuery<Page> {
  const account = PATH.exec(path)?.[1];
  if (account === undefined || method !== 'GET') throw noSuchPath(path);
  const asked = { account: decodedPart(account), range: readRange(query.get('start_date'), query.get('end_date')) };
  const size = readCount(query.get('limit'), { fallback: 500, most: 5_000 });
  return { ...asked, paging: { size, offset: readToken(query.get('cursor'), reportName(asked)) } };
}

const reportName = ({ account, range }: Omit<ReportQuery<Page>, 'paging'>): string =>
  `${account} ${range.from} ${range.to}`;
