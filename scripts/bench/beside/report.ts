// Days beside a backfill for people: one line per number of accounts, and the verdict.
import { formatTable, type Column } from '../../cli/table.ts';
import { machineLine } from '../report.ts';
import { AIM, type BesideReport, type BesideSize } from './result.ts';

export function formatBeside({ machine, sizes }: BesideReport): string {
  const kept = sizes.every(({ withinAim }) => withinAim);
  const verdict = kept
    ? `Today's run keeps the aim beside a backfill: at most ${AIM} times its time alone.`
    : `Today's run is over the aim beside a backfill, which is ${AIM} times its time alone.`;
  return `${[machineLine(machine), formatTable(COLUMNS, sizes), verdict].join('\n\n')}\n`;
}

const number = (title: string, value: (row: BesideSize) => number | string): Column<BesideSize> => ({
  title,
  value,
  align: 'right',
});

const COLUMNS: readonly Column<BesideSize>[] = [
  number('N', ({ accounts }) => accounts),
  number('alone s', ({ aloneSeconds }) => aloneSeconds.toFixed(3)),
  number('beside s', ({ besideSeconds }) => besideSeconds.toFixed(3)),
  number('ratio', ({ ratio }) => ratio.toFixed(2)),
  number('aim', () => AIM.toFixed(1)),
  number('pairs', ({ pairs }) => pairs.map(({ alone, beside }) => (beside / alone).toFixed(2)).join(' ')),
  number('backfilled', ({ pairs }) => pairs.map(({ backfilled }) => backfilled).join(' ')),
];
