// From a source's report to the day's revenue: load, pure rule, save.
import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { MorrowError, toMorrowError } from '../contract/errors.ts';
import type {
  ConvertRequest,
  ConvertedRevenue,
  EarlyConvertRequest,
  FetchRequest,
  FetchedReport,
  MergeRequest,
  MergedRevenue,
  TransformRequest,
  TransformedSource,
} from '../contract/messages.ts';
import type { AccountId, IsoDate, SourceId } from '../domain/ids.ts';
import { convertSources } from '../domain/revenue/convert.ts';
import { mergeDailyRevenue } from '../domain/revenue/merge.ts';
import { transformReport, type TransformedReport } from '../domain/revenue/transform.ts';
import type { SourceRevenue } from '../domain/revenue/types.ts';
import type { DateRange, RevenueSource, SourceRegistry } from '../ports/revenue-source.ts';
import type { RawPayload, Store } from '../ports/store.ts';
import { requireAccount } from './account-day.ts';
import { atPriority } from './urgency.ts';
import type { DefaultDependencies } from './dependencies.ts';
import { Recent } from './recent.ts';

/** Reports of single days that were judged and wait for their transformation; above the account days a worker has in hand. */
const JUDGED_MOST = 2_000;

export const createRevenueActivities = (dependencies: DefaultDependencies) => ({
  ...createCollectingActivities(dependencies),
  ...createPricingActivities(dependencies),
});

function createCollectingActivities(dependencies: DefaultDependencies) {
  const { store, sources, clock } = dependencies;
  const judged = new Recent<readonly SourceRevenue[]>(JUDGED_MOST);
  return {
    async fetchReport({ accountId, sourceId, from, to, priority }: FetchRequest): Promise<FetchedReport> {
      // Asked at every try: the wait for a late report may outlive the account.
      await requireAccount(store, accountId);
      const source = requireSource(sources, sourceId);
      const { cancellationSignal } = Context.current();
      const report = await atPriority(priority, () => source.fetchReport(accountId, { from, to }, cancellationSignal));
      const bytes = report.pages.reduce((sum, page) => sum + Buffer.byteLength(page), 0);
      const id = payloadId({ accountId, sourceId, from, to }, report.pages);
      const payload = { id, accountId, sourceId, from, to, report, bytes, fetchedAt: clock.now().toISOString() };
      await store.payloads.save(payload);
      const { days } = verifyReport(sources, payload);
      if (from === to) judged.put(id, days);
      return { sourceId, payloadId: id, bytes };
    },

    async transformReports({ accountId, date, reports }: TransformRequest): Promise<readonly TransformedSource[]> {
      // What is written now of an account that was purged meanwhile would outlive it.
      await requireAccount(store, accountId);
      const rows = await readDay(dependencies, { accountId, date, reports }, judged);
      await store.revenue.saveSources(rows);
      return rows.map(({ sourceId, amount, currency, items, rejected }) => ({
        sourceId,
        amount,
        currency,
        items,
        rejected,
      }));
    },
  };
}

const createPricingActivities = ({ store }: DefaultDependencies) => ({
  async convertRevenue({ currency, ratesId, sources: amounts }: ConvertRequest): Promise<ConvertedRevenue> {
    const rates = await store.rates.find(ratesId);
    if (rates === null)
      throw new MorrowError('RATES_NOT_FOUND', `Rates ${ratesId} are not in the store.`, { facts: { ratesId } });
    return convertSources(amounts, currency, rates);
  },

  async convertAtStoredRates({
    date,
    currency,
    sources: amounts,
  }: EarlyConvertRequest): Promise<ConvertedRevenue | null> {
    const [rates] = await store.rates.findByDate(date);
    return rates === undefined ? null : convertSources(amounts, currency, rates);
  },

  async mergeRevenue({ accountId, date, currency, sources: amounts, converted }: MergeRequest): Promise<MergedRevenue> {
    await requireAccount(store, accountId);
    if (amounts.length === 0) return await importedRevenue(store, accountId, date);
    const day = mergeDailyRevenue({ accountId, date, currency, sources: amounts, converted, origin: 'sources' });
    const [saved] = await store.revenue.saveDays([day]);
    return { amount: day.amount, currency: day.currency, revision: saved?.revision ?? 0 };
  },
});

/** Reports that were judged here a moment ago are not read again; the others come from the store. */
async function readDay(
  { store, sources }: Pick<DefaultDependencies, 'store' | 'sources'>,
  { accountId, date, reports }: TransformRequest,
  judged: Recent<readonly SourceRevenue[]>,
): Promise<readonly SourceRevenue[]> {
  const known = reports.map(({ payloadId }) => judged.take(payloadId));
  const unknown = reports.filter((_, index) => known[index] === undefined);
  const payloads = unknown.length === 0 ? [] : await requirePayloads(store, unknown);
  const range = { from: date, to: date };
  const read = payloads.flatMap((payload) => transformPayload(sources, payload, accountId, range).days);
  return [...known.flatMap((days) => days ?? []), ...read];
}

/** Reports that do not add up are usually caught half-written: worth asking again, but not for ever. */
const MISMATCHES_MOST = 4;
/** Whatever was counted, this is for ever. */
const ATTEMPTS_MOST = 60;

/** Attempts that only waited for the provider's budget or breaker are none: the count travels with the heartbeat. */
function countMismatch(): number {
  const context = Context.current();
  const before: unknown = context.info.heartbeatDetails;
  const mismatches = typeof before === 'number' ? before + 1 : 1;
  context.heartbeat(mismatches);
  return mismatches;
}

const isEnough = (): boolean => countMismatch() >= MISMATCHES_MOST || Context.current().info.attempt >= ATTEMPTS_MOST;

/** Judges a report where it can still be asked for again. The raw payload is kept either way, for people to look at. */
function verifyReport(sources: SourceRegistry, payload: RawPayload): TransformedReport {
  try {
    return transformPayload(sources, payload, payload.accountId, payload);
  } catch (error) {
    const { code, message, facts } = locate(toMorrowError(error), payload);
    const final = code !== 'CONTROL_TOTAL_MISMATCH' || isEnough();
    throw new MorrowError(code, message, { facts, cause: error, final });
  }
}

/** Says which account and days a report's problem belongs to; the reader knows only its own text. */
function locate({ code, message, facts }: MorrowError, { accountId, sourceId, from, to, id }: RawPayload) {
  const where = `${sourceId}, account ${accountId}, ${from}..${to}`;
  return {
    code,
    message: `${where}: ${message}`,
    facts: { ...facts, account: accountId, source: sourceId, from, to, payload: id },
  };
}

/** An account without sources earns what was imported for the day; nothing imported is an answer too, and not zero. */
async function importedRevenue(store: Store, accountId: AccountId, date: IsoDate): Promise<MergedRevenue> {
  const [day] = await store.revenue.listDays(accountId, { from: date, to: date });
  if (day !== undefined) return { amount: day.amount, currency: day.currency, revision: day.revision };
  throw new MorrowError(
    'REVENUE_NOT_IMPORTED',
    `Account ${accountId} has no source and no imported revenue for ${date}.`,
    {
      facts: { account: accountId, date },
    },
  );
}

export function requireSource(sources: SourceRegistry, id: SourceId): RevenueSource {
  const source = sources.get(id);
  if (source === undefined)
    throw new MorrowError('UNKNOWN_SOURCE', `There is no source ${id}.`, { facts: { source: id } });
  return source;
}

export async function requirePayloads(store: Store, reports: readonly FetchedReport[]): Promise<readonly RawPayload[]> {
  const payloads = await store.payloads.findMany(reports.map(({ payloadId: id }) => id));
  const found = new Set(payloads.map(({ id }) => id));
  const gone = reports.find(({ payloadId: id }) => !found.has(id));
  if (gone !== undefined) {
    throw new MorrowError('PAYLOAD_NOT_FOUND', `Raw payload ${gone.payloadId} is not in the store.`, {
      facts: { payload: gone.payloadId },
    });
  }
  return payloads;
}

export function transformPayload(
  sources: SourceRegistry,
  payload: RawPayload,
  accountId: AccountId,
  range: DateRange,
): TransformedReport {
  const report = requireSource(sources, payload.sourceId).readReport(payload.report);
  return transformReport({ report, range, accountId, sourceId: payload.sourceId, payloadId: payload.id });
}

/** The same answer has the same id, whenever and however often it was fetched. */
function payloadId({ accountId, sourceId, from, to }: FetchRequest, pages: readonly string[]): string {
  const hash = createHash('sha256');
  for (const page of pages) hash.update(page).update('\0');
  return `${accountId}/${sourceId}/${from}..${to}/${hash.digest('hex').slice(0, 16)}`;
}
