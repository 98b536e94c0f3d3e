// The older days that training needs. One account gets them by a real backfill, which brings the rates of the range as well;
// the others by the same rules without workflows, so that ten thousand accounts are ready in a minute or two.
import { storeDays } from '../../src/activities/history.ts';
import { MorrowError } from '../../src/contract/errors.ts';
import type { Account } from '../../src/domain/account.ts';
import { addDays, listDates } from '../../src/domain/calendar/dates.ts';
import type { AccountId, IsoDate, SourceId } from '../../src/domain/ids.ts';
import { transformReport } from '../../src/domain/revenue/transform.ts';
import type { SourceRevenue } from '../../src/domain/revenue/types.ts';
import { startBackfill } from '../../src/operations/backfill.ts';
import type { DateRange } from '../../src/ports/revenue-source.ts';
import type { Step } from '../lib/progress.ts';
import type { Group } from './accounts.ts';
import type { Bench } from './context.ts';
import { inLanes } from './lanes.ts';

export const HISTORY_DAYS = 14;
const LANES = 16;

/** Imports the days before `first`. @throws MorrowError INTERNAL when one account did not get them. */
export async function bringInHistory(bench: Bench, group: Group, { first, step }: OlderDays): Promise<void> {
  const range = { from: addDays(first, -HISTORY_DAYS), to: addDays(first, -1) };
  const [pioneer, ...others] = group.ids;
  if (pioneer === undefined) return;
  const { id } = await startBackfill(bench.deps, { ...range, accounts: [pioneer] });
  await bench.temporal.workflow.getHandle(id).result();
  let done = 1;
  await inLanes(others, LANES, async (account) => {
    await importRange(bench, account, range);
    step?.update(`older days of ${(done += 1)} accounts`);
  });
  for (const account of group.ids) await requireDays(bench, account, range);
}

export interface OlderDays {
  readonly first: IsoDate;
  /** Where progress is told. */
  readonly step?: Step;
}

async function importRange({ deps: { store }, sources }: Bench, id: AccountId, range: DateRange): Promise<void> {
  const account = await store.accounts.find(id);
  if (account === null) throw new MorrowError('INTERNAL', `${id} is not in the store.`);
  const rows: SourceRevenue[] = [];
  for (const sourceId of account.sources) rows.push(...(await fetchRows(sources, { account, sourceId, range })));
  await storeDays(store, account, { dates: listDates(range.from, range.to), rows });
}

interface Wanted {
  readonly account: Account;
  readonly sourceId: SourceId;
  readonly range: DateRange;
}

async function fetchRows(sources: Bench['sources'], { account, sourceId, range }: Wanted) {
  const source = sources.get(sourceId);
  if (source === undefined) throw new MorrowError('INTERNAL', `There is no source ${sourceId}.`);
  const report = source.readReport(await source.fetchReport(account.id, range));
  return transformReport({ report, range, accountId: account.id, sourceId, payloadId: null }).days;
}

async function requireDays({ deps: { store } }: Bench, account: AccountId, range: DateRange): Promise<void> {
  const days = await store.revenue.history(account, range);
  if (days.length >= HISTORY_DAYS) return;
  throw new MorrowError('INTERNAL', `${account} has ${days.length} of ${HISTORY_DAYS} days after its import.`);
}
