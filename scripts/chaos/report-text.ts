// A round's report for people: aligned tables, and every broken promise in words.
import { formatTable, type Column } from '../cli/table.ts';
import { PROMISES } from './promises.ts';
import type { KillCount, RoundReport } from './round-report.ts';

const number = <Row>(title: string, value: (row: Row) => number | string | null): Column<Row> => ({
  title,
  value,
  align: 'right',
});

const KILL_COLUMNS: readonly Column<KillCount>[] = [
  { title: 'process', value: ({ kind }) => kind },
  number('kills', ({ kills }) => kills),
  number('restarts', ({ restarts }) => restarts),
  number('median s', ({ medianSeconds, kills }) => (kills === 0 ? null : medianSeconds.toFixed(1))),
  number('longest s', ({ longestSeconds, kills }) => (kills === 0 ? null : longestSeconds.toFixed(1))),
];

interface Count {
  readonly name: string;
  readonly count: number;
}

export function formatRound(report: RoundReport): string {
  const parts = [
    `Seed ${report.seed}: ${report.accounts} accounts on ${report.date}, ${sum(report.kills.map(({ kills }) => kills))} kills (${report.killsInFlight} while the day ran), the store refused for ${report.outageSeconds} s`,
    `Killed, and back after\n${formatTable(KILL_COLUMNS, report.kills)}`,
    `Accounts by outcome\n${formatCounts('outcome', 'accounts', report.outcomes)}`,
    `Faults on ${share(report)} of ${report.requests} requests to the emulators\n${formatCounts('fault', 'requests', report.faults)}`,
    formatRepeats(report),
    `The day took ${report.daySeconds} s, the round ${report.seconds} s`,
    verdictOf(report),
  ];
  return `${parts.join('\n\n')}\n`;
}

function formatCounts(title: string, unit: string, counts: Readonly<Record<string, number>>): string {
  const rows = Object.entries(counts)
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count);
  return formatTable<Count>([{ title, value: ({ name }) => name }, number(unit, ({ count }) => count)], rows);
}

function share({ faults, requests }: RoundReport): string {
  return requests === 0 ? '0 %' : `${Math.round((sum(Object.values(faults)) / requests) * 100)} %`;
}

function formatRepeats({ repeats, api, breakersClosed }: RoundReport): string {
  return formatTable<Count>(
    [{ title: 'done again, and answered', value: ({ name }) => name }, number('count', ({ count }) => count)],
    [
      { name: 'steps tried again', count: repeats.stepAttempts },
      { name: 'fast paths that became slow ones', count: repeats.slowPaths },
      { name: 'workflow tasks done by another worker', count: repeats.workflowTasks },
      { name: 'calls that the API answered', count: api.answered },
      { name: 'calls that it refused with 503', count: api.refused },
      { name: 'calls while it was away', count: api.unreachable },
      { name: 'breakers closed by hand at the end', count: breakersClosed.length },
    ],
  );
}

const verdictOf = ({ broken, seed, accounts, kills }: RoundReport): string =>
  broken.length === 0
    ? 'Every promise was kept.'
    : [
        ...broken.map(({ promise, what }) => `BROKEN: ${PROMISES[promise]}. ${what}`),
        `Play it again: npm run chaos -- --seed ${seed} --accounts ${accounts} --kills ${sum(kills.map((row) => row.kills))}`,
      ].join('\n');

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
