// What one round says, as data: the promises that are broken, and the counts.
import { median, rounded } from '../bench/statistics.ts';
import type { Ending } from './ending.ts';
import { kindOf, VICTIMS } from './kill-plan.ts';
import type { OpenWorkflow } from './leftovers.ts';
import type { ChaosPlan } from './plan.ts';
import { broken, type BrokenPromise } from './promises.ts';
import type { Repeats } from './repeats.ts';
import type { StormLog } from './storm.ts';
import type { ApiAnswers, Watched } from './watch.ts';

export interface RoundReport {
  readonly seed: number;
  readonly date: string;
  readonly accounts: number;
  /** Empty when every promise was kept. */
  readonly broken: readonly BrokenPromise[];
  readonly kills: readonly KillCount[];
  readonly killsInFlight: number;
  readonly outageSeconds: number;
  readonly requests: number;
  /** By kind of fault: on how many requests it acted. */
  readonly faults: Readonly<Record<string, number>>;
  readonly repeats: Repeats;
  /** Accounts by how they ended: `published`, `held`, or the code they failed with. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly api: ApiAnswers;
  readonly breakersClosed: readonly string[];
  /** Of the day run, and of the whole round. */
  readonly daySeconds: number;
  readonly seconds: number;
}

export interface KillCount {
  readonly kind: string;
  readonly kills: number;
  /** Processes that came back, whoever had ended them. */
  readonly restarts: number;
  readonly medianSeconds: number;
  readonly longestSeconds: number;
}

export interface RoundFacts {
  readonly plan: ChaosPlan;
  readonly storm: StormLog;
  readonly watched: Watched;
  readonly endings: readonly Ending[];
  readonly stuck: readonly OpenWorkflow[];
  readonly orphans: readonly string[];
  readonly broken: readonly BrokenPromise[];
  readonly repeats: Repeats;
  readonly seconds: number;
}

export function report(facts: RoundFacts): RoundReport {
  const { plan, storm, watched, endings, repeats, seconds } = facts;
  return {
    seed: plan.seed,
    date: plan.date,
    accounts: plan.accounts.length,
    broken: [...facts.broken, ...brokenBeside(facts)],
    kills: countKills(facts),
    killsInFlight: storm.killsInFlight,
    outageSeconds: rounded(storm.outageSeconds, 1),
    requests: watched.faults.requests,
    faults: watched.faults.acted,
    repeats,
    outcomes: countOutcomes(endings),
    api: watched.api,
    breakersClosed: storm.breakersClosed,
    daySeconds: rounded(storm.seconds, 1),
    seconds: rounded(seconds, 1),
  };
}

/** Promises about what is around the accounts. */
function brokenBeside({ plan, storm, watched, stuck, orphans }: RoundFacts): readonly BrokenPromise[] {
  const lost = storm.kills.filter(({ recoverySeconds }) => recoverySeconds === null).map(({ victim }) => victim);
  const missed = Array.from({ length: plan.kills.length - storm.kills.length }, () => 'a kill that met no process');
  return [
    ...broken('end', endProblems(storm), 'day run'),
    ...broken('restarts', [...lost, ...missed], 'processes'),
    ...broken(
      'workflows',
      stuck.map(({ id }) => id),
      'workflows',
    ),
    ...broken('processes', orphans, 'processes'),
    ...broken('api', watched.api.wrong, 'answers'),
  ];
}

function endProblems({ record }: StormLog): readonly string[] {
  if (record === null) return ['still running'];
  return record.status === 'completed' ? [] : [record.status];
}

function countKills({ storm, watched }: RoundFacts): readonly KillCount[] {
  return [...new Set(VICTIMS.map(kindOf))].map((kind) => {
    const kills = storm.kills.filter((kill) => kill.kind === kind);
    const seconds = kills.flatMap(({ recoverySeconds }) => recoverySeconds ?? []);
    const started = watched.marks.filter(({ name }) => kindOf(name) === kind);
    return {
      kind,
      kills: kills.length,
      restarts: started.length - new Set(started.map(({ name }) => name)).size,
      medianSeconds: rounded(median(seconds), 1),
      longestSeconds: rounded(Math.max(0, ...seconds), 1),
    };
  });
}

function countOutcomes(endings: readonly Ending[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status, code } of endings) {
    const outcome = status === 'failed' ? (code ?? status) : status;
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}
