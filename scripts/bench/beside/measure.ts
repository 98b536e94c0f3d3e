// What today's run loses to a backfill at work beside it: the same accounts' day alone and beside it, in turns, on one stack.
import { MorrowError } from '../../../src/contract/errors.ts';
import type { RunTally } from '../../../src/contract/messages.ts';
import { addDays } from '../../../src/domain/calendar/dates.ts';
import type { IsoDate } from '../../../src/domain/ids.ts';
import { startDayRun } from '../../../src/operations/runs.ts';
import type { Step } from '../../lib/progress.ts';
import { addBenchAccounts, type Group } from '../accounts.ts';
import { bringInHistory } from '../older-days.ts';
import { createCalendar, type Calendar } from '../calendar.ts';
import type { Bench } from '../context.ts';
import { describeMachine } from '../machine.ts';
import type { BenchOptions } from '../options.ts';
import { addBackfillAccounts, startLongBackfill } from './backfill.ts';
import { AIM, summariseBeside, type BesidePair, type BesideReport, type BesideSize } from './result.ts';

/** @throws MorrowError INTERNAL when an account got no forecast, or the backfill ended before the day. */
export async function measureBeside(bench: Bench, options: BenchOptions): Promise<BesideReport> {
  const calendar = createCalendar(bench.deps);
  const sizes: BesideSize[] = [];
  for (const size of options.sizes) {
    const step = bench.stack.progress.step(`${size} accounts beside a backfill`);
    const result = await measureSize({ bench, calendar, step }, size, options.repeatsOf(size));
    step.done(`alone ${result.aloneSeconds} s, beside ${result.besideSeconds} s, ratio ${result.ratio}`);
    sizes.push(result);
  }
  return { machine: describeMachine(), aim: AIM, sizes };
}

interface Site {
  readonly bench: Bench;
  readonly calendar: Calendar;
  readonly step: Step;
}

async function measureSize({ bench, calendar, step }: Site, size: number, repeats: number): Promise<BesideSize> {
  step.update('older days');
  const group = await addBenchAccounts(bench, size);
  const [warmUp] = calendar.take(1);
  await bringInHistory(bench, group, { first: warmUp });
  await timeDay({ bench, group }, warmUp);
  const pairs: BesidePair[] = [];
  for (let index = 0; index < repeats; index += 1) {
    step.update(`pair ${index + 1} of ${repeats}`);
    const others = await addBackfillAccounts(bench, `${size}-${index}`);
    pairs.push(await measurePair({ bench, group, others }, calendar, index));
  }
  return summariseBeside(size, pairs);
}

interface Sides {
  readonly bench: Bench;
  /** Whose day is timed, and whose older days come in meanwhile. */
  readonly group: Group;
  readonly others: Group;
}

/** Every other pair begins beside the backfill, so that a stack that fills up favours neither side. */
async function measurePair(sides: Sides, calendar: Calendar, index: number): Promise<BesidePair> {
  const [one] = calendar.take(1);
  const [two] = calendar.take(1);
  if (index % 2 === 0) return { alone: await timeDay(sides, one), ...(await dayBeside(sides, two)) };
  return { ...(await dayBeside(sides, one)), alone: await timeDay(sides, two) };
}

async function dayBeside(sides: Sides, date: IsoDate): Promise<Pick<BesidePair, 'beside' | 'backfilled'>> {
  const backfill = await startLongBackfill(sides.bench, sides.others);
  try {
    const before = await backfill.state();
    const beside = await timeDay(sides, date);
    const after = await backfill.state();
    if (after.running) return { beside, backfilled: after.finished - before.finished };
    throw new MorrowError('INTERNAL', 'The backfill ended before the day that it was to run beside.');
  } finally {
    await backfill.stop();
  }
}

/**
 * Seconds from trigger to the end of the run. The measured date counts as the last day that is over, so that its run is
 * today's. What a gate holds has cost as much as what is published.
 */
async function timeDay({ bench, group }: Pick<Sides, 'bench' | 'group'>, date: IsoDate): Promise<number> {
  const clock = { now: () => new Date(`${addDays(date, 1)}T12:00:00Z`) };
  const start = performance.now();
  const { id, runId } = await startDayRun({ ...bench.deps, clock }, { date, ...group.scope });
  const day: RunTally = await bench.temporal.workflow.getHandle(id, runId).result();
  const seconds = (performance.now() - start) / 1_000;
  const done = day.published + (day.held ?? 0);
  if (done === group.ids.length) return seconds;
  const [sample] = day.samples;
  const why = sample === undefined ? '' : ` ${sample.accountId}: ${sample.code}, ${sample.message}`;
  throw new MorrowError('INTERNAL', `${done} of ${group.ids.length} accounts have a forecast of ${date}.${why}`);
}
