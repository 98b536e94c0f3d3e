// Files in and out: revenue as CSV, exports as CSV or JSON. Of any size, a piece at a time.
import { z } from 'zod';
import { EXPLICIT_ACCOUNTS_MAX } from '../../contract/limits.ts';
import { exportForecasts, exportRevenue } from '../../operations/export.ts';
import { importCsv } from '../../operations/import-revenue.ts';
import { EXPORT_FORMATS } from '../../operations/row-writing.ts';
import { cohort, isoDate } from '../../operations/values.ts';
import { queryBoolean, queryList } from '../query.ts';
import { fileReply, ok } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';
import { importReport, text } from '../schemas.ts';

const tag = 'Import and export';
export const CSV_LIMIT_BYTES = 64 * 1024 * 1024;

const importRevenue = defineRoute({
  method: 'post',
  path: '/api/import',
  tag,
  summary: 'Import revenue from a CSV',
  description:
    'Columns `account,date,revenue,currency[,source]` in any order, UTF-8. Lines that cannot be taken are reported and do not stop the others. Sending the same file again changes nothing.',
  params: NONE,
  query: z.strictObject({ dryRun: queryBoolean.optional().describe('Only report what would be done.') }),
  body: {
    kind: 'stream',
    schema: z.undefined(),
    contentType: 'text/csv',
    maxBytes: CSV_LIMIT_BYTES,
    example: 'account,date,revenue,currency\nu1,2026-11-20,123.45,EUR\n',
  },
  responses: { 200: { description: 'What was done.', content: { 'application/json': importReport } } },
  errors: ['INVALID_REQUEST', 'INVALID_CSV', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'],
  handle: async (operations, { query, stream }) =>
    ok(await importCsv(operations, stream, { dryRun: query.dryRun ?? false })),
});

const exportQuery = z.strictObject({
  format: z.enum(EXPORT_FORMATS).default('csv'),
  from: isoDate.optional(),
  to: isoDate.optional(),
  accounts: queryList(EXPLICIT_ACCOUNTS_MAX).optional(),
  cohort: cohort.optional(),
});

const exportErrors = ['INVALID_REQUEST', 'INVALID_DATE', 'RANGE_TOO_LONG', 'ACCOUNT_NOT_FOUND'] as const;
const exported = {
  200: { description: 'The file.', content: { 'text/csv': text, 'application/json': z.array(z.looseObject({})) } },
};

const revenueFile = defineRoute({
  method: 'get',
  path: '/api/export/revenue',
  tag,
  summary: 'Daily revenue as a file',
  description: 'By default of the last 30 complete days of every account.',
  params: NONE,
  query: exportQuery,
  body: NO_BODY,
  responses: exported,
  errors: exportErrors,
  handle: async (operations, { query }) => fileReply('revenue', query.format, exportRevenue(operations, query)),
});

const forecastFile = defineRoute({
  method: 'get',
  path: '/api/export/forecasts',
  tag,
  summary: 'Forecasts that are served, as a file',
  description: 'With their intervals. The range is of target dates; by default the days after the last complete one.',
  params: NONE,
  query: exportQuery,
  body: NO_BODY,
  responses: exported,
  errors: exportErrors,
  handle: async (operations, { query }) => fileReply('forecasts', query.format, exportForecasts(operations, query)),
});

export const TRANSFER_ROUTES: readonly Route[] = [importRevenue, revenueFile, forecastFile];
