// App store 3's dialect: a gzip file for the range, purchases and refunds grouped by day, both written as positive values.
import { gzipSync } from 'node:zlib';
import { decimalText } from './amounts.ts';
import { basic, credentialCheck } from './credentials.ts';
import type { Report } from './report.ts';
import { readRange, type Dialect, type ReportQuery } from './revenue-service.ts';
import { decodedPart, noSuchPath, type Reply, type WireRequest } from './wire.ts';

const PATH = /^\/export\/([^/]+)\/(\d{4}-\d{2}-\d{2})_(\d{4}-\d{2}-\d{2})\.json\.gz$/;

interface Entry {
  readonly ref: string;
  readonly value: string;
}

interface DayEntries {
  readonly purchases: Entry[];
  readonly refunds: Entry[];
}

export function appStore3(user: string, password: string): Dialect<null> {
  const isExpected = credentialCheck(basic(user, password));
  return {
    source: 'app-store-3',
    isAuthorized: (request) => isExpected(request.headers.authorization),
    read,
    write: (report) =>
      gzipFile({
        export: {
          currency: report.currency,
          entries: report.statedCount,
          net: decimalText(report.statedTotal, report.digits),
          days: groupedByDay(report),
        },
      }),
    otherShape: () => gzipFile({ archive: [] }),
  };
}

function read({ method, path }: WireRequest): ReportQuery<null> {
  const [, account, from, to] = PATH.exec(path) ?? [];
  if (account === undefined || method !== 'GET') throw noSuchPath(path);
  return { account: decodedPart(account), range: readRange(from, to), paging: null };
}

function groupedByDay(report: Report): Readonly<Record<string, DayEntries>> {
  const days: Record<string, DayEntries> = {};
  for (const item of report.rows) {
    const day = (days[item.date] ??= { purchases: [], refunds: [] });
    const entry = { ref: item.id, value: decimalText(Math.abs(item.micros), report.digits) };
    (item.micros < 0 ? day.refunds : day.purchases).push(entry);
  }
  return days;
}

/** A file, not a content encoding: the client unpacks it itself. */
const gzipFile = (content: unknown): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/gzip' },
  body: gzipSync(JSON.stringify(content), { level: 1 }),
});
