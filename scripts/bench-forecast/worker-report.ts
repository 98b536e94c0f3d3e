// The benchmark of the heavy workers, for people.
import type { Machine } from '../bench/machine.ts';
import { rounded } from '../bench/statistics.ts';
import { formatTable, type Column } from '../cli/table.ts';
import { HISTORY_DAYS } from './worker-accounts.ts';

/** Medians of the runs of one number of workers. */
export interface FleetResult {
  readonly workers: number;
  /** Seconds of each run. */
  readonly runs: readonly number[];
  readonly seconds: number;
  readonly accountsPerSecond: number;
  readonly forecastsPerSecond: number;
}

export interface WorkerReport {
  readonly machine: Machine;
  readonly accounts: number;
  readonly batches: number;
  /** Rolling-origin forecasts of one run. */
  readonly forecasts: number;
  readonly fleets: readonly FleetResult[];
}

export function formatWorkerReport({ machine, accounts, batches, forecasts, fleets }: WorkerReport): string {
  const [one, two] = fleets;
  const factor = one === undefined || two === undefined ? null : rounded(one.seconds / two.seconds, 2);
  return [
    `${machine.cores} cores (${machine.processor}), ${machine.memoryGiB} GiB, Node ${machine.node}, load ${machine.load}`,
    `The full backtest of ${accounts} accounts of ${HISTORY_DAYS} days, in ${batches} batches, from trigger to stored:`,
    `${forecasts} rolling-origin forecasts (one candidate, from one origin, for one of the steps 1, 2, 4, 7, 14).`,
    '',
    formatTable(COLUMNS, fleets),
    factor === null ? '' : `Two workers are ${factor} times as fast as one.\n`,
  ].join('\n');
}

const COLUMNS: readonly Column<FleetResult>[] = [
  { title: 'workers of one thread', value: ({ workers }) => workers, align: 'right' },
  { title: 'seconds', value: ({ seconds }) => seconds.toFixed(2), align: 'right' },
  { title: 'runs', value: ({ runs }) => runs.map((run) => run.toFixed(2)).join(' '), align: 'right' },
  { title: 'accounts/s', value: ({ accountsPerSecond }) => accountsPerSecond.toFixed(1), align: 'right' },
  { title: 'forecasts/s', value: ({ forecastsPerSecond }) => forecastsPerSecond, align: 'right' },
];
