// A very large day, followed half way, for people: the pace, the memory, the histories, and what the whole day would take.
import { formatTable, type Column } from '../../cli/table.ts';
import { machineLine } from '../report.ts';
import type { HalfWayReport } from './result.ts';

export function formatHalfWay(report: HalfWayReport): string {
  const { machine, accounts, done, seconds, accountsPerSecond, pace, wholeDaySeconds } = report;
  const { runs, largestDayRun, largestPartition, failed, cancelSeconds } = report;
  const parts = [
    machineLine(machine),
    `${done} of ${accounts} accounts in ${seconds.toFixed(1)} s: ${accountsPerSecond.toFixed(1)} accounts/s, ${pace.first.toFixed(1)} in the first tenth and ${pace.last.toFixed(1)} in the last; ${failed} failed`,
    `The whole day at the last pace: ${(wholeDaySeconds / 60).toFixed(0)} minutes`,
    `Histories in events: day run ${largestDayRun} (${runs} runs one after the other), partition ${largestPartition}`,
    `Cancelled then, it ended in ${cancelSeconds.toFixed(1)} s`,
    formatTable(COLUMNS, rowsOf(report)),
  ];
  return `${parts.join('\n\n')}\n`;
}

interface Row {
  readonly process: string;
  readonly early: number;
  readonly late: number;
  readonly peak: number;
  readonly cpu: {
    readonly first: number | undefined;
    readonly last: number | undefined;
    readonly all: number | undefined;
  };
}

const rowsOf = ({ memory: { early, late, peak }, cpuMsPerAccount }: HalfWayReport): readonly Row[] =>
  Object.keys(late).map((process) => ({
    process,
    early: early[process] ?? 0,
    late: late[process] ?? 0,
    peak: peak[process] ?? 0,
    cpu: {
      first: cpuMsPerAccount.first[process],
      last: cpuMsPerAccount.last[process],
      all: cpuMsPerAccount.all[process],
    },
  }));

const number = (title: string, value: (row: Row) => string | null): Column<Row> => ({ title, value, align: 'right' });

const COLUMNS: readonly Column<Row>[] = [
  { title: 'process', value: ({ process }) => process },
  number('MB early', ({ early }) => early.toFixed(0)),
  number('MB late', ({ late }) => late.toFixed(0)),
  number('MB peak', ({ peak }) => peak.toFixed(0)),
  number('ms an account', ({ cpu }) => cpu.all?.toFixed(1) ?? null),
  number('in the first tenth', ({ cpu }) => cpu.first?.toFixed(1) ?? null),
  number('in the last', ({ cpu }) => cpu.last?.toFixed(1) ?? null),
];
