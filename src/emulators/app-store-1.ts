// App store 1's dialect: one flat list of sales, refunds among them with negative proceeds.
import { decimalText } from './amounts.ts';
import { credentialCheck } from './credentials.ts';
import { readRange, type Dialect, type ReportQuery } from './revenue-service.ts';
import { badRequest, jsonReply, noSuchPath, type WireRequest } from './wire.ts';

const SKUS = ['coins-100', 'coins-500', 'no-ads', 'season-pass', 'starter-pack'] as const;

export function appStore1(key: string): Dialect<null> {
  const isExpected = credentialCheck(key);
  return {
    source: 'app-store-1',
    isAuthorized: (request) => isExpected(request.headers['x-api-key']),
    read,
    write: (report) =>
      jsonReply({
        currency: report.currency,
        count: report.statedCount,
        total: decimalText(report.statedTotal, report.digits),
        sales: report.rows.map((item) => ({
          id: item.id,
          day: item.date,
          sku: SKUS[Math.floor(item.flavor * SKUS.length)] ?? SKUS[0],
          quantity: 1 + (Math.floor(item.flavor * 97) % 3),
          proceeds: decimalText(item.micros, report.digits),
        })),
      }),
    otherShape: () => jsonReply({ result: { orders: [] } }),
  };
}

function read({ method, path, query }: WireRequest): ReportQuery<null> {
  if (path !== '/v1/sales' || method !== 'GET') throw noSuchPath(path);
  const account = query.get('account');
  if (!account) throw badRequest('The parameter account is missing.');
  return { account, range: readRange(query.get('from'), query.get('to')), paging: null };
}
