// What a kill costs: days of 50 accounts with a kill in the middle, each beside an undisturbed one of the same shape right before.
import { setTimeout as pause } from 'node:timers/promises';
import { MorrowError } from '../../src/contract/errors.ts';
import { isAccountId, type IsoDate } from '../../src/domain/ids.ts';
import { applyAccounts } from '../../src/operations/accounts.ts';
import { startDayRun } from '../../src/operations/runs.ts';
import type { Group } from '../bench/accounts.ts';
import { bringInHistory } from '../bench/older-days.ts';
import { createCalendar } from '../bench/calendar.ts';
import type { Bench } from '../bench/context.ts';
import { countHeld } from '../bench/real-day.ts';
import { median, rounded } from '../bench/statistics.ts';
import { untilEnded } from './day-run.ts';

export interface RecoveryReport {
  readonly accounts: number;
  readonly rows: readonly RecoveryRow[];
  /** Bars that were missed; empty when none was. */
  readonly missed: readonly string[];
}

export interface RecoveryRow {
  readonly victim: string;
  /** Seconds of each pair: the undisturbed day, the one with the kill. */
  readonly pairs: readonly Pair[];
  readonly calmSeconds: number;
  readonly killedSeconds: number;
  /** Median and longest of what the pairs differ by. */
  readonly moreSeconds: number;
  readonly mostSeconds: number;
  readonly barSeconds: number;
}

export interface Pair {
  readonly calm: number;
  readonly killed: number;
}

const ACCOUNTS = 50;
const PAIRS = 5;
/** The kill comes when this share of the accounts is forecast: some are done, some under way, some not begun. */
const KILL_AT = 0.25;
const BARS = { 'worker-default': 10, 'worker-heavy': 10, temporal: 15 } as const;
type RecoveryVictim = keyof typeof BARS;
const VICTIMS: readonly RecoveryVictim[] = ['worker-default', 'worker-heavy', 'temporal'];
const LOOK_MS = 20;
const DAY_DEADLINE_MS = 120_000;

/** @throws MorrowError INTERNAL when an account was not published; the signal's reason when it is aborted. */
export async function measureRecovery(bench: Bench, signal: AbortSignal): Promise<RecoveryReport> {
  const calendar = createCalendar(bench.deps);
  const [first] = calendar.take(1);
  // The first day of a stack is slower than any other.
  await runDay(bench, { group: await newGroup(bench, first, 'warm-up'), date: first, victim: null, signal });
  const pairs = new Map<RecoveryVictim, Pair[]>(VICTIMS.map((victim) => [victim, []]));
  for (let pair = 1; pair <= PAIRS; pair += 1) {
    const step = bench.stack.progress.step(`Pair ${pair} of ${PAIRS}`);
    for (const victim of VICTIMS) {
      const [date] = calendar.take(1);
      pairs.get(victim)?.push(await measurePair(bench, { name: `${victim}-${pair}`, date, victim, signal }));
    }
    step.done();
  }
  const rows = VICTIMS.map((victim) => rowOf(victim, pairs.get(victim) ?? []));
  return { accounts: ACCOUNTS, rows, missed: rows.flatMap(missedBar) };
}

interface PairOf {
  readonly name: string;
  readonly date: IsoDate;
  readonly victim: RecoveryVictim;
  readonly signal: AbortSignal;
}

/** Accounts without a model in both: their day has its training. */
async function measurePair(bench: Bench, { name, date, victim, signal }: PairOf): Promise<Pair> {
  const undisturbed = await newGroup(bench, date, `${name}-calm`);
  const disturbed = await newGroup(bench, date, `${name}-killed`);
  const calm = await runDay(bench, { group: undisturbed, date, victim: null, signal });
  return { calm, killed: await runDay(bench, { group: disturbed, date, victim, signal }) };
}

async function newGroup(bench: Bench, date: IsoDate, cohort: string): Promise<Group> {
  const accounts = Array.from({ length: ACCOUNTS }, (_, index) => ({
    id: `${cohort}-${index}`,
    sources: ['ad-exchange', 'app-store-1', 'app-store-2', 'app-store-3'],
    currency: 'EUR',
    convertCurrency: true,
    historyDepthDays: 7,
    cohort,
  }));
  await applyAccounts(bench.deps, accounts);
  const group = { ids: accounts.map(({ id }) => id).filter(isAccountId), scope: { cohort } };
  await bringInHistory(bench, group, { first: date });
  return group;
}

interface Day<Victim = RecoveryVictim | null> {
  readonly group: Group;
  readonly date: IsoDate;
  /** Null: an undisturbed day. */
  readonly victim: Victim;
  readonly signal: AbortSignal;
}

/** Seconds from the run's beginning to its end, by its own record. */
async function runDay(bench: Bench, day: Day): Promise<number> {
  const { group, date, victim, signal } = day;
  const { id } = await startDayRun(bench.deps, { date, ...group.scope });
  const [record] = await Promise.all([
    untilEnded(bench, id, { withinMs: DAY_DEADLINE_MS, signal }),
    victim === null ? null : killMidway(bench, { group, date, victim, signal }),
  ]);
  signal.throwIfAborted();
  if (record === null || record.finishedAt === null) {
    throw new MorrowError('INTERNAL', `${id} did not end, with a kill of ${victim ?? 'nobody'}.`);
  }
  await countHeld(bench, group, date);
  return (Date.parse(record.finishedAt) - Date.parse(record.startedAt)) / 1_000;
}

/** Resolves when the process serves again, so that the next day begins with everybody there. */
async function killMidway(bench: Bench, { group, date, victim, signal }: Day<RecoveryVictim>): Promise<void> {
  const { deps, stack } = bench;
  const forecast = async (): Promise<number> => {
    const { staged = 0, published = 0 } = await deps.store.runs.countAccountDays('daily', date, group.scope);
    return staged + published;
  };
  while (!signal.aborted && (await forecast()) < ACCOUNTS * KILL_AT) await pause(LOOK_MS);
  const stateOf = () => stack.supervisor.states().find(({ name }) => name === victim);
  const pid = stateOf()?.pid ?? null;
  if (pid === null) throw new MorrowError('INTERNAL', `${victim} is not there to be killed.`);
  process.kill(-pid, 'SIGKILL');
  while (!signal.aborted && (stateOf()?.up !== true || stateOf()?.pid === pid)) await pause(LOOK_MS);
}

function rowOf(victim: RecoveryVictim, pairs: RecoveryRow['pairs']): RecoveryRow {
  const more = pairs.map(({ calm, killed }) => killed - calm);
  return {
    victim,
    pairs,
    calmSeconds: rounded(median(pairs.map(({ calm }) => calm)), 2),
    killedSeconds: rounded(median(pairs.map(({ killed }) => killed)), 2),
    moreSeconds: rounded(median(more), 2),
    mostSeconds: rounded(Math.max(...more), 2),
    barSeconds: BARS[victim],
  };
}

const missedBar = ({ victim, moreSeconds, barSeconds }: RecoveryRow): readonly string[] =>
  moreSeconds < barSeconds ? [] : [`A kill of ${victim} costs ${moreSeconds} s; the bar is ${barSeconds} s.`];
