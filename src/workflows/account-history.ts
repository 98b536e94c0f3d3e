// One account's older days, brought in through range reports: fetched and stored piece by piece, nothing forecast.
import { isCancellation, setCurrentDetails } from '@temporalio/workflow';
import { RANGE_REPORT_DAYS } from '../contract/limits.ts';
import type { AccountHistoryInput, AccountHistoryResult, HistoryImport } from '../contract/messages.ts';
import { splitRange } from '../domain/calendar/ranges.ts';
import { catalogueFailure } from './failures.ts';
import { steps } from './steps.ts';

export async function accountHistory(input: AccountHistoryInput): Promise<AccountHistoryResult> {
  try {
    return await importPieces(input);
  } catch (error) {
    throw isCancellation(error) ? error : catalogueFailure(error);
  }
}

async function importPieces({ accountId, from, to }: AccountHistoryInput): Promise<AccountHistoryResult> {
  const { sources } = await steps.readHistoryPlan({ accountId, from, to });
  let total: HistoryImport = { days: 0, added: 0, revised: 0 };
  for (const piece of sources.length === 0 ? [] : splitRange(from, to, RANGE_REPORT_DAYS)) {
    const range = `${piece.from}..${piece.to}`;
    const reports = await Promise.all(
      sources.map((sourceId) => steps.fetchReport({ accountId, sourceId, ...piece }, `${sourceId} ${range}`)),
    );
    const imported = await steps.importHistory({ accountId, ...piece, reports }, range);
    total = add(total, imported);
    setCurrentDetails(`${total.days} days up to ${piece.to}: ${total.added} added, ${total.revised} revised`);
  }
  return { accountId, ...total };
}

const add = (a: HistoryImport, b: HistoryImport): HistoryImport => ({
  days: a.days + b.days,
  added: a.added + b.added,
  revised: a.revised + b.revised,
});
