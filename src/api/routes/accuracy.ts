// How good forecasts have been, and how good models were when they were made.
import { z } from 'zod';
import { EXPLICIT_ACCOUNTS_MAX, HORIZON_DAYS_MAX } from '../../contract/limits.ts';
import { ACCURACY_GROUPS, reportAccuracy } from '../../operations/accuracy.ts';
import { BACKTEST_GROUPS, reportBacktests } from '../../operations/backtests.ts';
import { accountCursor } from '../../operations/list-page.ts';
import { EXPORT_FORMATS } from '../../operations/row-writing.ts';
import { cohort, isoDate } from '../../operations/values.ts';
import { accuracyReport, backtestRows } from '../forecast-schemas.ts';
import { queryInteger, queryList } from '../query.ts';
import { fileReply, ok } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';
import { text } from '../schemas.ts';

const tag = 'Accuracy';

const accuracy = defineRoute({
  method: 'get',
  path: '/api/accuracy',
  tag,
  summary: 'How good published forecasts have been, per account, cohort, step, or all together',
  description: 'One row per group and currency, as errors of different currencies do not add up.',
  params: NONE,
  query: z.strictObject({
    by: z.enum(ACCURACY_GROUPS).optional().describe('The default is all.'),
    from: isoDate.optional().describe('First target date; the default is 30 days up to `to`.'),
    to: isoDate.optional().describe('Last target date; the default is the last complete day.'),
    maxStep: queryInteger(1, HORIZON_DAYS_MAX).optional(),
    cohort: cohort.optional(),
    after: accountCursor.optional().describe('With by=account: the `next` of the page before.'),
    limit: queryInteger(1, EXPLICIT_ACCOUNTS_MAX).optional(),
  }),
  body: NO_BODY,
  responses: { 200: { description: 'The report.', content: { 'application/json': accuracyReport } } },
  errors: ['INVALID_REQUEST', 'INVALID_DATE', 'RANGE_TOO_LONG'],
  handle: async (operations, { query }) => ok(await reportAccuracy(operations, query)),
});

const backtests = defineRoute({
  method: 'get',
  path: '/api/backtests',
  tag,
  summary: 'Rolling-origin backtests of champions and challengers, step by step, as a file',
  description:
    "Per account in its currency, or per cohort as the geometric mean of error / error of last week's value, which has no scale.",
  params: NONE,
  query: z.strictObject({
    by: z.enum(BACKTEST_GROUPS).default('account'),
    format: z.enum(EXPORT_FORMATS).default('json'),
    accounts: queryList(EXPLICIT_ACCOUNTS_MAX).optional(),
    cohort: cohort.optional(),
  }),
  body: NO_BODY,
  responses: { 200: { description: 'The rows.', content: { 'application/json': backtestRows, 'text/csv': text } } },
  errors: ['INVALID_REQUEST', 'ACCOUNT_NOT_FOUND'],
  handle: async (operations, { query }) =>
    Promise.resolve(fileReply('backtests', query.format, reportBacktests(operations, query))),
});

export const ACCURACY_ROUTES: readonly Route[] = [accuracy, backtests];
