// One real business date of a group of accounts, through the same door as API and CLI, from its trigger to the end of its run.
import { MorrowError } from '../../src/contract/errors.ts';
import type { AccountId, IsoDate } from '../../src/domain/ids.ts';
import type { DateRange } from '../../src/ports/revenue-source.ts';
import { startDayRun } from '../../src/operations/runs.ts';
import type { Group } from './accounts.ts';
import type { Bench } from './context.ts';

export interface TimedRun {
  readonly seconds: number;
  /** The workflow id of the day run. */
  readonly id: string;
}

/** @throws MorrowError INTERNAL when one account is not published: a day that does less is no measurement. */
export async function runRealDay({ deps, temporal }: Bench, group: Group, date: IsoDate): Promise<TimedRun> {
  const start = performance.now();
  const { id, runId } = await startDayRun(deps, { date, ...group.scope });
  await temporal.workflow.getHandle(id, runId).result();
  const seconds = (performance.now() - start) / 1_000;
  await requirePublished({ deps }, group, date);
  return { seconds, id };
}

export interface PublishedForecasts {
  readonly deps: { readonly store: { readonly forecasts: ForecastList } };
}

interface ForecastList {
  listPublished(account: AccountId, businessDates: DateRange): Promise<readonly unknown[]>;
}

/** Asks the store, not the run: what counts is what is there. @throws MorrowError INTERNAL naming the first ones without a forecast. */
export async function requirePublished(
  { deps }: PublishedForecasts,
  { ids }: Pick<Group, 'ids'>,
  date: IsoDate,
): Promise<void> {
  const missing: string[] = [];
  for (const id of ids) {
    const rows = await deps.store.forecasts.listPublished(id, { from: date, to: date });
    if (rows.length === 0) missing.push(id);
  }
  if (missing.length === 0) return;
  const shown = missing.slice(0, 3).join(', ');
  throw new MorrowError(
    'INTERNAL',
    `${missing.length} of ${ids.length} accounts have no published forecast of ${date}: ${shown} …`,
  );
}
