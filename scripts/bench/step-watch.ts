// What the steps of a day take and how often Temporal is called, read from the workers' own metrics before and after.
import type { Supervisor } from '../lib/processes.ts';
import { rounded } from './statistics.ts';

/** By step or call. */
export interface StepCosts {
  readonly steps: Readonly<Record<string, StepCost>>;
  /** Calls to the Temporal server per account, long polls included. */
  readonly calls: Readonly<Record<string, number>>;
}

export interface StepCost {
  readonly perAccount: number;
  /** Milliseconds from begin to end of one, waiting for others included. */
  readonly meanMs: number;
}

/** Counters by name and label. */
export type Counters = ReadonlyMap<string, number>;

const STEP_SECONDS = /^morrow_step_duration_seconds_(sum|count)\{.*?step="(\w+)".*?\} (\S+)/;
const CALLS = /^temporal_(?:long_)?request(?:_total)?\{.*?operation="(\w+)".*?\} (\S+)/;

export async function readCounters(supervisor: Supervisor): Promise<Counters> {
  const counters = new Map<string, number>();
  const add = (name: string, value: string): unknown => counters.set(name, (counters.get(name) ?? 0) + Number(value));
  for (const { metricsUrl } of supervisor.states()) {
    if (metricsUrl === null) continue;
    const text = await (await fetch(metricsUrl)).text();
    for (const line of text.split('\n')) {
      const step = STEP_SECONDS.exec(line);
      if (step !== null) add(`${step[1]} ${step[2]}`, step[3] ?? '0');
      const call = CALLS.exec(line);
      if (call !== null) add(`call ${call[1]}`, call[2] ?? '0');
    }
  }
  return counters;
}

export function costsBetween(before: Counters, after: Counters, accounts: number): StepCosts {
  const grown = new Map([...after].map(([name, value]) => [name, value - (before.get(name) ?? 0)]));
  const named = (prefix: string): [string, number][] =>
    [...grown].flatMap(([name, value]) =>
      name.startsWith(prefix) && value > 0 ? [[name.slice(prefix.length), value] as [string, number]] : [],
    );
  const steps = named('count ').map(([name, count]): [string, StepCost] => [
    name,
    { perAccount: rounded(count / accounts, 3), meanMs: rounded(((grown.get(`sum ${name}`) ?? 0) * 1_000) / count, 2) },
  ]);
  const calls = named('call ').map(([name, count]): [string, number] => [name, rounded(count / accounts, 3)]);
  return { steps: Object.fromEntries(steps), calls: Object.fromEntries(calls) };
}
