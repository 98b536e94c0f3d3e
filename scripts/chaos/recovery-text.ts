// What a kill costs, for people.
import type { Machine } from '../bench/machine.ts';
import { formatTable, type Column } from '../cli/table.ts';
import type { RecoveryReport, RecoveryRow } from './recovery.ts';

const number = (title: string, value: (row: RecoveryRow) => number | string): Column<RecoveryRow> => ({
  title,
  value,
  align: 'right',
});

const COLUMNS: readonly Column<RecoveryRow>[] = [
  { title: 'killed in the middle', value: ({ victim }) => victim },
  number('pairs', ({ pairs }) => pairs.length),
  number('undisturbed s', ({ calmSeconds }) => calmSeconds.toFixed(1)),
  number('with the kill s', ({ killedSeconds }) => killedSeconds.toFixed(1)),
  number('more s', ({ moreSeconds }) => moreSeconds.toFixed(1)),
  number('at most', ({ mostSeconds }) => mostSeconds.toFixed(1)),
  number('bar', ({ barSeconds }) => barSeconds),
];

export const formatRecovery = ({ accounts, rows, missed }: RecoveryReport, machine: Machine): string =>
  [
    `${machine.cores} cores (${machine.processor}), ${machine.memoryGiB} GiB, Node ${machine.node}, load ${machine.load}`,
    `A day of ${accounts} accounts (medians; "more" is the median of what the pairs differ by)\n${formatTable(COLUMNS, rows)}`,
    missed.length === 0 ? 'Every bar is kept.' : missed.map((line) => `BROKEN: ${line}`).join('\n'),
    '',
  ].join('\n\n');
