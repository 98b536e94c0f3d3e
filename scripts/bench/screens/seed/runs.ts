// Runs of every day: one record for the day, and one for each account.
import { addDays, weekday } from '../../../../src/domain/calendar/dates.ts';
import { dayRunId, backfillRunId, housekeepingId, retrainRunId } from '../../../../src/contract/workflow-ids.ts';
import { VARIABLE_NAMES, effectiveValue } from '../../../../src/domain/variables.ts';
import type { IsoDate } from '../../../../src/domain/ids.ts';
import type { RunKind, RunRecord, RunStatus, Store } from '../../../../src/ports/store.ts';
import type { Step } from '../../../lib/progress.ts';
import { accountDayOf, instantOf } from './outcomes.ts';
import { datesOf, type DayOfPlan, type SeedPlan } from './plan.ts';

/** Queued together: some of them share a transaction. */
const AT_ONCE = 1_000;
const BACKFILLS = 30;

export async function seedRuns(store: Store, plan: SeedPlan, step: Step): Promise<void> {
  const dates = datesOf(plan);
  for (const [day, date] of dates.entries()) {
    const counts = await seedAccountDays(store, plan, { date, day });
    for (const run of dayRuns(plan, date, counts)) await store.runs.save(run);
    const values = Object.fromEntries(VARIABLE_NAMES.map((name) => [name, effectiveValue(name, {})]));
    await store.variables.saveOfRun({
      id: dayRunId('daily', date),
      values,
      recordedAt: instantOf(addDays(date, 1), 0),
    });
    step.update(`of ${date}, ${dates.length - day - 1} days to go`);
  }
}

type Counts = ReadonlyMap<RunStatus, number>;

async function seedAccountDays(store: Store, plan: SeedPlan, day: DayOfPlan): Promise<Counts> {
  const counts = new Map<RunStatus, number>();
  for (let start = 0; start < plan.accounts; start += AT_ONCE) {
    const size = Math.min(AT_ONCE, plan.accounts - start);
    const runs = Array.from({ length: size }, (_, index) => accountDayOf(plan, start + index, day));
    const recorded = runs.filter((run) => run !== null);
    await Promise.all(recorded.map((run) => store.runs.save(run)));
    for (const { status } of recorded) counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return counts;
}

function dayRuns(plan: SeedPlan, date: IsoDate, counts: Counts): readonly RunRecord[] {
  const of = (status: RunStatus): number => counts.get(status) ?? 0;
  const tally = {
    accounts: plan.accounts,
    published: of('published') + of('collected'),
    held: of('held'),
    alreadyDone: 0,
    failed: of('failed'),
    cancelled: of('cancelled'),
    failuresByCode: { SOURCE_UNAVAILABLE: of('failed') },
    samples: [],
  };
  return [
    aRun('day', dayRunId('daily', date), { date, summary: { tally, totals: [] } }),
    aRun('housekeeping', housekeepingId(date), { date, summary: null }),
    ...(weekday(date) === 0 ? [aRun('retrain', retrainRunId(date), { date, summary: { tally } })] : []),
    ...backfillsOn(plan, date, tally),
  ];
}

/** One every other day, of the month before. */
function backfillsOn({ last }: SeedPlan, date: IsoDate, tally: object): readonly RunRecord[] {
  const isDay = Array.from({ length: BACKFILLS }, (_, back) => addDays(last, -2 * back)).includes(date);
  return isDay ? [aRun('backfill', backfillRunId(addDays(date, -30), date), { date, summary: { tally } })] : [];
}

const PIPELINE_OF = { day: 'daily', housekeeping: 'housekeeping', retrain: 'retrain', backfill: 'backfill' } as const;

const aRun = (
  kind: Extract<RunKind, keyof typeof PIPELINE_OF>,
  id: string,
  { date, summary }: Pick<RunRecord, 'date' | 'summary'>,
): RunRecord => ({
  id,
  kind,
  pipeline: PIPELINE_OF[kind],
  date,
  accountId: null,
  cohort: null,
  status: 'completed',
  errorCode: null,
  errorMessage: null,
  failure: null,
  startedAt: instantOf(addDays(date, 1), 0),
  finishedAt: instantOf(addDays(date, 1), 3_600),
  summary,
});
