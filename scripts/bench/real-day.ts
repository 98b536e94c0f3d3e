// One real business date of a group of accounts, through the same door as API and CLI, from its trigger to the end of its run.
import { MorrowError } from '../../src/contract/errors.ts';
import type { ForecastStatus } from '../../src/domain/forecast/types.ts';
import type { AccountId, IsoDate } from '../../src/domain/ids.ts';
import type { DateRange } from '../../src/ports/revenue-source.ts';
import { startDayRun } from '../../src/operations/runs.ts';
import type { Group } from './accounts.ts';
import type { Bench } from './context.ts';

export interface TimedRun {
  readonly seconds: number;
  /** The workflow id of the day run. */
  readonly id: string;
  /** Forecasts that a gate held, as it does with a few in a hundred of such rough series; all others were published. */
  readonly held: number;
}

/** @throws MorrowError INTERNAL when one account has no decided forecast: a day that does less is no measurement. */
export async function runRealDay({ deps, temporal }: Bench, group: Group, date: IsoDate): Promise<TimedRun> {
  const start = performance.now();
  const { id, runId } = await startDayRun(deps, { date, ...group.scope });
  await temporal.workflow.getHandle(id, runId).result();
  const seconds = (performance.now() - start) / 1_000;
  return { seconds, id, held: await countHeld({ deps }, group, date) };
}

export interface DecidedForecasts {
  readonly deps: { readonly store: { readonly forecasts: ForecastList } };
}

interface ForecastList {
  listLatest(account: AccountId, businessDates: DateRange): Promise<readonly { readonly status: ForecastStatus }[]>;
}

/** Asks the store, not the run: what counts is what is there. @throws MorrowError INTERNAL naming the first ones undecided. */
export async function countHeld(
  { deps }: DecidedForecasts,
  { ids }: Pick<Group, 'ids'>,
  date: IsoDate,
): Promise<number> {
  let held = 0;
  const missing: string[] = [];
  for (const id of ids) {
    const [forecast] = await deps.store.forecasts.listLatest(id, { from: date, to: date });
    if (forecast?.status === 'held') held += 1;
    else if (forecast?.status !== 'published') missing.push(id);
  }
  if (missing.length === 0) return held;
  const shown = missing.slice(0, 3).join(', ');
  throw new MorrowError(
    'INTERNAL',
    `${missing.length} of ${ids.length} accounts have no published or held forecast of ${date}: ${shown} …`,
  );
}
