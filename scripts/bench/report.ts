// The benchmark's result for people: aligned tables that can be pasted into a document.
import { formatTable, type Column } from '../cli/table.ts';
import type { Machine } from './machine.ts';
import type { Report, ShapeResult, SizeResult } from './result.ts';
import type { StepCost } from './step-watch.ts';

export function formatReport(report: Report): string {
  const { machine, seed } = report;
  const parts = [
    machineLine(machine),
    formatTable(SIZE_COLUMNS, report.sizes),
    `From trigger to published, the seed's ${seed.accounts} accounts: ${seed.seconds.toFixed(3)} s (median of ${seed.days.length} days)`,
    `First days, each account trained on the spot\n${formatTable(FIRST_COLUMNS, report.sizes)}`,
    `Processor time per account in ms (real | bare), ordinary days\n${formatTable(CPU_COLUMNS, cpuRows(report.sizes))}`,
    ...stepsPart(report.sizes),
    ...shapesPart(report.sizes),
    `Memory in MB (PSS)\n${formatTable(MEMORY_COLUMNS, memoryRows(report))}`,
    report.broken.length === 0
      ? `${describeHeld(report.sizes)}; every history and payload is within its limits.`
      : report.broken.map((line) => `BROKEN: ${line}`).join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

export const machineLine = ({ cores, processor, memoryGiB, node, load }: Machine): string =>
  `${cores} cores (${processor}), ${memoryGiB} GiB, Node ${node}, load ${load}`;
function describeHeld(sizes: readonly SizeResult[]): string {
  const held = sizes.reduce((sum, size) => sum + size.held, 0);
  return held === 0
    ? 'Every account was published on every day'
    : `Every account was published, or held by a gate (${held} forecasts)`;
}

const number = <Row>(title: string, value: (row: Row) => number | string | null): Column<Row> => ({
  title,
  value,
  align: 'right',
});

const SIZE_COLUMNS: readonly Column<SizeResult>[] = [
  number('N', ({ accounts }) => accounts),
  number('real s', ({ seconds }) => seconds.toFixed(3)),
  number('accounts/s', ({ accountsPerSecond }) => accountsPerSecond.toFixed(1)),
  number('bare accounts/s', ({ bareAccountsPerSecond }) => bareAccountsPerSecond.toFixed(1)),
  number('ratio', ({ ratio }) => ratio.toFixed(2)),
  number('pairs', ({ pairs }) => pairs.length),
  number('account day', ({ histories }) => histories.accountDay),
  number('partition', ({ histories }) => histories.partition),
  number('day run', ({ histories }) => histories.dayRun),
  number('payload B', ({ histories }) => histories.largestPayloadBytes),
];

const FIRST_COLUMNS: readonly Column<SizeResult>[] = [
  number('N', ({ accounts }) => accounts),
  number('real s', ({ first }) => first.seconds.toFixed(3)),
  number('accounts/s', ({ accounts, first }) => (accounts / first.seconds).toFixed(1)),
  number('bare s', ({ first }) => first.bareSeconds?.toFixed(3) ?? null),
  number('ratio', ({ first }) => first.ratio?.toFixed(2) ?? null),
  number('real ms', ({ first }) => first.cpuMsPerAccount.real['sum']?.toFixed(1) ?? null),
  number('bare ms', ({ first }) => first.cpuMsPerAccount.bare['sum']?.toFixed(1) ?? null),
];

interface CpuRow {
  readonly accounts: number;
  readonly side: 'real' | 'bare';
  readonly of: Readonly<Record<string, number>>;
}

const cpuRows = (sizes: readonly SizeResult[]): CpuRow[] =>
  sizes.flatMap(({ accounts, cpuMsPerAccount }) => [
    { accounts, side: 'real' as const, of: cpuMsPerAccount.real },
    { accounts, side: 'bare' as const, of: cpuMsPerAccount.bare },
  ]);

const PROCESSES = ['temporal', 'worker-default', 'worker-heavy', 'emulators', 'api', 'supervisor', 'sum'] as const;

const CPU_COLUMNS: readonly Column<CpuRow>[] = [
  number('N', ({ accounts }) => accounts),
  { title: 'side', value: ({ side }) => side },
  ...PROCESSES.map((name) => number<CpuRow>(name, ({ of }) => of[name]?.toFixed(1) ?? null)),
];

/** Of the largest size: there the steady price shows. */
function stepsPart(sizes: readonly SizeResult[]): string[] {
  const largest = sizes.toSorted((a, b) => b.accounts - a.accounts)[0];
  if (largest === undefined) return [];
  const steps = Object.entries(largest.steps.steps).map(([name, cost]) => ({ name, ...cost }));
  const calls = Object.entries(largest.steps.calls).map(([name, perAccount]) => ({ name, perAccount }));
  return [
    `Steps of an ordinary day of ${largest.accounts}, by the workers' own clocks\n${formatTable(STEP_COLUMNS, steps)}`,
    `Calls to Temporal per account\n${formatTable(CALL_COLUMNS, calls)}`,
  ];
}

const STEP_COLUMNS: readonly Column<StepCost & { readonly name: string }>[] = [
  { title: 'step', value: ({ name }) => name },
  number('per account', ({ perAccount }) => perAccount),
  number('ms each', ({ meanMs }) => meanMs.toFixed(1)),
];

const CALL_COLUMNS: readonly Column<{ readonly name: string; readonly perAccount: number }>[] = [
  { title: 'call', value: ({ name }) => name },
  number('per account', ({ perAccount }) => perAccount),
];

function shapesPart(sizes: readonly SizeResult[]): string[] {
  const rows = sizes.flatMap(({ accounts, shapes }) => shapes.map((shape) => ({ ...shape, accounts })));
  return rows.length === 0 ? [] : [`Bare Temporal in other shapes\n${formatTable(SHAPE_COLUMNS, rows)}`];
}

const SHAPE_COLUMNS: readonly Column<ShapeResult & { readonly accounts: number }>[] = [
  number('N', ({ accounts }) => accounts),
  { title: 'shape', value: ({ shape }) => shape },
  number('accounts/s', ({ accounts, seconds }) => (accounts / seconds).toFixed(1)),
];

interface MemoryRow {
  readonly name: string;
  readonly idle: number | undefined;
  readonly peak: number | undefined;
  readonly bare: number | undefined;
}

function memoryRows({ memory: { idle, peak, barePeak } }: Report): MemoryRow[] {
  const names = [...Object.keys(idle).filter((name) => name !== 'sum'), 'sum'];
  return names.map((name) => ({ name, idle: idle[name], peak: peak[name], bare: barePeak[name] }));
}

const MEMORY_COLUMNS: readonly Column<MemoryRow>[] = [
  { title: 'process', value: ({ name }) => name },
  number('idle', ({ idle }) => idle?.toFixed(0) ?? null),
  number('peak', ({ peak }) => peak?.toFixed(0) ?? null),
  number('peak bare', ({ bare }) => bare?.toFixed(0) ?? null),
];
