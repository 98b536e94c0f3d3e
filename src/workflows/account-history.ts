// One account's older days, brought in through range reports: fetched and stored piece by piece, nothing forecast.
import { isCancellation, setCurrentDetails } from '@temporalio/workflow';
import { RANGE_REPORT_DAYS } from '../contract/limits.ts';
import type { AccountHistoryInput, AccountHistoryResult, HistoryImport } from '../contract/messages.ts';
import { splitRange } from '../domain/calendar/ranges.ts';
import type { HistoryPiece } from '../domain/repair/plan-account.ts';
import { catalogueFailure } from './failures.ts';
import { steps } from './steps.ts';

export async function accountHistory(input: AccountHistoryInput): Promise<AccountHistoryResult> {
  try {
    return await importPieces(input, await planPieces(input));
  } catch (error) {
    throw isCancellation(error) ? error : catalogueFailure(error);
  }
}

/** Of a piece that 0.2 planned every day is written. */
type Piece = Omit<HistoryPiece, 'days'> & Partial<Pick<HistoryPiece, 'days'>>;

/** Planned anew here: what others brought in since the page was planned is not asked for again. */
async function planPieces({ accountId, from, to, mode }: AccountHistoryInput): Promise<readonly Piece[]> {
  if (mode !== undefined) return (await steps.planAccountHistory({ accountId, from, to, mode })).pieces;
  const { sources } = await steps.readHistoryPlan({ accountId, from, to });
  return sources.length === 0 ? [] : splitRange(from, to, RANGE_REPORT_DAYS).map((piece) => ({ ...piece, sources }));
}

async function importPieces(
  { accountId }: AccountHistoryInput,
  pieces: readonly Piece[],
): Promise<AccountHistoryResult> {
  let total: HistoryImport = { days: 0, added: 0, revised: 0 };
  for (const { from, to, sources, days } of pieces) {
    const range = `${from}..${to}`;
    const reports = await Promise.all(
      sources.map((sourceId) => steps.fetchReport({ accountId, sourceId, from, to }, `${sourceId} ${range}`)),
    );
    const written = days === undefined ? {} : { days };
    const imported = await steps.importHistory({ accountId, from, to, reports, ...written }, range);
    total = add(total, imported);
    setCurrentDetails(`${total.days} days up to ${to}: ${total.added} added, ${total.revised} revised`);
  }
  return { accountId, ...total };
}

const add = (a: HistoryImport, b: HistoryImport): HistoryImport => ({
  days: a.days + b.days,
  added: a.added + b.added,
  revised: a.revised + b.revised,
});
