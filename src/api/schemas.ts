// The shapes of the API's answers, for the OpenAPI document; tests hold real answers against them.
import { z } from 'zod';
import { ERROR_CODES } from '../contract/errors.ts';
import { ACCOUNT_STATUSES, TIERS } from '../domain/account.ts';
import { REJECT_CODES } from '../domain/import/line-problem.ts';
import { REJECT_REASONS, REVENUE_ORIGINS } from '../domain/revenue/types.ts';
import { RUN_KINDS } from '../operations/runs.ts';
import { RUN_STATUSES } from '../ports/run-status.ts';
import { liveBackfill } from './backfill-schemas.ts';
import { amount, count, currency, date, facts, instant, links, next, revised } from './schema-parts.ts';

export const problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().optional(),
    code: z.enum(ERROR_CODES),
    action: z.string().describe('What to do next.'),
    facts,
    errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
    requestId: z.string().optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem document.' });

export const runReference = z.strictObject({ id: z.string(), links }).meta({ id: 'RunReference' });

const pauseState = z.strictObject({ by: z.string(), reason: z.string(), since: instant }).nullable();

export const runPause = z
  .strictObject({
    id: z.string(),
    links,
    paused: pauseState.describe('Null: the run is not paused.'),
  })
  .meta({ id: 'RunPause' });

export const runStarted = z
  .strictObject({
    id: z.string(),
    runId: z.string().describe("Temporal's id of this very execution."),
    created: z.boolean().describe('False: the same work ran before, and runs again.'),
    links,
  })
  .meta({ id: 'RunStarted' });

const runFields = {
  id: z.string(),
  kind: z.enum(RUN_KINDS),
  pipeline: z.string(),
  date,
  accountId: z.string().nullable(),
  cohort: z.string().nullable(),
  status: z.enum(RUN_STATUSES),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  finishedAt: instant.nullable(),
  summary: z.record(z.string(), z.unknown()).nullable(),
};

const failureCause = z
  .strictObject({ provider: z.string().nullable(), code: z.string(), stage: z.string() })
  .nullable()
  .describe('Of an account day: why it failed last; null as soon as it is done.');

export const recordedRun = z.strictObject({ ...runFields, failure: failureCause, startedAt: instant, links });

export const runList = z.strictObject({ runs: z.array(recordedRun), next }).meta({ id: 'RunList' });

const liveRun = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('found'),
    runId: z.string(),
    status: z.enum(RUN_STATUSES),
    historyLength: count,
    startedAt: instant,
    closedAt: instant.nullable(),
    stage: z.string().nullable().describe('Where it stands; null when no worker answered in time.'),
    paused: pauseState.describe('Who paused it, when and why; null when it is not paused.'),
    tally: z
      .strictObject({ accounts: count, failed: count, cancelled: count, backfill: liveBackfill.optional() })
      .nullable(),
    accounts: z.array(z.string()).nullable(),
  }),
  z.strictObject({ state: z.literal('gone') }),
  z.strictObject({ state: z.literal('unreachable') }),
]);

export const runDescription = z
  .strictObject({
    ...runFields,
    startedAt: instant.nullable(),
    temporal: liveRun,
    progress: z
      .strictObject({ total: count, done: count, byStatus: z.partialRecord(z.enum(RUN_STATUSES), count) })
      .nullable(),
    links,
  })
  .meta({ id: 'Run' });

export const account = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    sources: z.array(z.string()),
    currency,
    convertCurrency: z.boolean(),
    historyDepthDays: z.union([z.int(), z.literal('auto')]),
    polynomialDegree: z.union([z.literal(1), z.literal(2)]),
    country: z.string().nullable().describe('ISO 3166-1 alpha-2 code; null: holidays are not looked at.'),
    timeZone: z.string(),
    tier: z.enum(TIERS),
    cohort: z.string(),
    status: z.enum(ACCOUNT_STATUSES),
  })
  .meta({ id: 'Account' });

export const accountPage = z
  .strictObject({
    accounts: z.array(account),
    next,
  })
  .meta({ id: 'AccountPage' });

export const purged = z
  .strictObject({ deleted: z.record(z.string(), count).describe('Rows by table.') })
  .meta({ id: 'Purged' });

const day = z
  .strictObject({
    accountId: z.string(),
    date,
    amount,
    currency,
    shares: z.array(
      z.strictObject({
        sourceId: z.string(),
        amount,
        originalAmount: amount,
        originalCurrency: currency,
        rate: z.string().nullable(),
      }),
    ),
    rates: z
      .strictObject({ ratesId: z.string(), provider: z.string(), quoteDate: date, synthetic: z.boolean() })
      .nullable(),
    origin: z.enum(REVENUE_ORIGINS),
    ...revised,
  })
  .meta({ id: 'DailyRevenue' });

export const dayList = z.strictObject({ days: z.array(day) }).meta({ id: 'DailyRevenueList' });

export const sourceList = z
  .strictObject({
    sources: z.array(
      z.strictObject({
        accountId: z.string(),
        date,
        sourceId: z.string(),
        amount,
        currency,
        items: count,
        rejected: count,
        rejects: z.array(z.strictObject({ row: count, id: z.string().nullable(), reason: z.enum(REJECT_REASONS) })),
        payloadId: z.string().nullable(),
        ...revised,
      }),
    ),
  })
  .meta({ id: 'SourceRevenueList' });

const dayCounts = z.strictObject({ added: count, revised: count, unchanged: count });

export const revenueSet = z.strictObject({ days: dayCounts }).meta({ id: 'RevenueSet' });

export const importReport = z
  .strictObject({
    dryRun: z.boolean(),
    lines: count,
    accepted: count,
    repeated: count.describe('Lines that say again what an accepted one says.'),
    rejectedTotal: count,
    rejected: z
      .array(z.strictObject({ line: z.int(), code: z.enum(REJECT_CODES), reason: z.string() }))
      .describe('At most 1,000.'),
    ignoredColumns: z.array(z.string()),
    days: dayCounts,
  })
  .meta({ id: 'ImportReport' });

export const health = z.strictObject({ status: z.literal('ok'), version: z.string() }).meta({ id: 'Health' });

const check = z.strictObject({ state: z.enum(['up', 'down']), detail: z.string().nullable() });
export const readiness = z
  .strictObject({ status: z.enum(['ready', 'not-ready']), checks: z.strictObject({ store: check, temporal: check }) })
  .meta({ id: 'Readiness' });

export const catalogueEntry = z
  .strictObject({
    code: z.enum(ERROR_CODES),
    status: z.int(),
    title: z.string(),
    action: z.string(),
    retryable: z.boolean(),
  })
  .meta({ id: 'CatalogueEntry' });

export const catalogue = z.strictObject({ errors: z.array(catalogueEntry) }).meta({ id: 'Catalogue' });

export const text = z.string();
