// The calm day of a round: the same accounts, the same date, the same sources with whatever they say wrongly for good, step after step.
import { toMorrowError } from '../../src/contract/errors.ts';
import { HORIZON_DAYS_DEFAULT } from '../../src/contract/limits.ts';
import type { AccountDayRef, FetchedReport, MergedRevenue } from '../../src/contract/messages.ts';
import { dayRunId } from '../../src/contract/workflow-ids.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import type { Account } from '../../src/domain/account.ts';
import type { AccountId, IsoDate, SourceId } from '../../src/domain/ids.ts';
import type { DateRange } from '../../src/ports/revenue-source.ts';
import { runStep, type CalmSite } from './calm-site.ts';
import { inLanes } from './lanes.ts';

export const HISTORY_DAYS = 14;
/** Accounts in hand at once; they wait for HTTP and for training. */
const LANES = 8;

export const historyBefore = (date: IsoDate): DateRange => ({
  from: addDays(date, -HISTORY_DAYS),
  to: addDays(date, -1),
});

/** Accounts, and the days before the date from range reports, as a backfill brings them in. */
export async function prepareCalmHistory(
  { store, steps }: CalmSite,
  accounts: readonly Account[],
  date: IsoDate,
): Promise<void> {
  const range = historyBefore(date);
  await runStep(steps.fetchRatesRange, range);
  await inLanes(LANES, accounts, async (account) => {
    await store.accounts.save(account);
    const reports = await fetchAll(steps, account, range);
    await runStep(steps.importHistory, { accountId: account.id, ...range, reports });
  });
}

/** Every account's day, then the gate of the whole day. How each ended is in the site's store. */
export async function runCalmDay({ steps }: CalmSite, accounts: readonly Account[], date: IsoDate): Promise<void> {
  const { ratesId } = await runStep(steps.fetchRates, { date });
  await inLanes(LANES, accounts, (account) => runAccount({ steps, account, date, ratesId }));
  const run = dayRunId('daily', date);
  await runStep(steps.judgeBatch, { runId: run, execution: 'calm', date, scope: {}, wave: 0 });
}

interface CalmAccount {
  readonly steps: CalmSite['steps'];
  readonly account: Account;
  readonly date: IsoDate;
  readonly ratesId: string;
}

async function runAccount(calm: CalmAccount): Promise<void> {
  const { steps, account, date } = calm;
  const of: AccountDayRef = { accountId: account.id, date, pipeline: 'daily' };
  await runStep(steps.beginAccountDay, { ...of, force: false });
  try {
    await forecast(calm, of, await collect(calm));
  } catch (error) {
    const { code, message } = toMorrowError(error);
    await runStep(steps.finishAccountDay, { ...of, status: 'failed', errorCode: code, errorMessage: message });
  }
}

async function collect({ steps, account, date, ratesId }: CalmAccount): Promise<MergedRevenue> {
  const { id: accountId, currency, convertCurrency } = account;
  const reports = await fetchAll(steps, account, { from: date, to: date });
  const sources = await runStep(steps.transformReports, { accountId, date, reports });
  const foreign = sources.some((source) => source.currency !== currency);
  const converted =
    convertCurrency && foreign ? await runStep(steps.convertRevenue, { currency, ratesId, sources }) : null;
  return await runStep(steps.mergeRevenue, { accountId, date, currency, sources, converted });
}

async function forecast({ steps }: CalmAccount, ref: AccountDayRef, { currency }: MergedRevenue): Promise<void> {
  const of = { accountId: ref.accountId, date: ref.date, currency };
  const { champion } = await runStep(steps.checkHistory, of);
  const { modelId } = champion ?? (await runStep(steps.trainModel, of));
  const draft = await runStep(steps.makeForecast, { ...of, modelId, horizonDays: HORIZON_DAYS_DEFAULT });
  await runStep(steps.judgeForecast, { ...ref, revision: draft.revision });
}

const fetchAll = (
  steps: CalmSite['steps'],
  { id, sources }: { readonly id: AccountId; readonly sources: readonly SourceId[] },
  range: DateRange,
): Promise<readonly FetchedReport[]> =>
  Promise.all(sources.map((sourceId) => runStep(steps.fetchReport, { accountId: id, sourceId, ...range })));
