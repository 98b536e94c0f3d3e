// What was said of a day when it was published, beside what is known of it now.
import type { DailyRevenue } from '../domain/revenue/types.ts';
import type { Revised } from '../domain/revision.ts';
import { getAccount } from './accounts.ts';
import type { OperationsDeps } from './deps.ts';
import { resolveRange } from './run-requests.ts';
import type { RangeQuery } from './revenue.ts';

type Day = DailyRevenue & Revised;

export interface ComparedDay {
  /** As it stood when the forecast of its business date was first published; a day without one as it was first recorded. */
  readonly published: Day;
  readonly known: Day;
}

/** By date. Days that were never corrected are the same twice. */
export async function compareRevenue(
  deps: Pick<OperationsDeps, 'store' | 'clock' | 'timeZone'>,
  account: string,
  query: RangeQuery = {},
): Promise<readonly ComparedDay[]> {
  const { id } = await getAccount(deps, account);
  const days = await deps.store.revenue.listDays(id, resolveRange(deps, query));
  const compared: ComparedDay[] = [];
  // One after the other: few days are corrected, and of many at once none would come sooner.
  for (const known of days) compared.push({ known, published: await asPublished(deps, known) });
  return compared;
}

async function asPublished({ store }: Pick<OperationsDeps, 'store'>, known: Day): Promise<Day> {
  if (known.revision === 1) return known;
  const [revisions, forecasts] = await Promise.all([
    store.revenue.listDayRevisions(known.accountId, known.date),
    store.forecasts.listRevisions(known.accountId, known.date),
  ]);
  const first = forecasts.find(({ status }) => status === 'published');
  const seen = first === undefined ? [] : revisions.filter(({ recordedAt }) => recordedAt <= first.recordedAt);
  return seen.at(-1) ?? revisions[0] ?? known;
}
