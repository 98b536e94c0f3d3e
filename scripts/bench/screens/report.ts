// The screens' figures for people, each line beside its bar.
import { formatTable, type Column } from '../../cli/table.ts';
import { machineLine } from '../report.ts';
import { BARS } from './figures.ts';
import type { BrowserResult, CallResult, PredictResult, ScreensReport } from './result.ts';
import type { ThreadFigures } from './trace.ts';

export function formatScreens(report: ScreensReport): string {
  const { machine, accounts, days, storeMb, seedSeconds, calls, busyCalls, predict, browser, broken } = report;
  const seeded = Object.entries(seedSeconds).map(([name, seconds]) => `${name} ${seconds}`);
  const parts = [
    machineLine(machine),
    `${accounts} accounts x ${days} days, ${storeMb} MB of SQLite; ${seeded.length === 0 ? 'seeded earlier' : `seeded in s: ${seeded.join(', ')}`}`,
    `Calls of each screen, ms, one after the other; bar: p95 ${BARS.screenP95Ms}\n${formatTable(CALLS, calls)}`,
    `The same while accounts of the last day end\n${formatTable(CALLS, busyCalls)}`,
    predictLine(predict),
    ...(browser === null ? ['No Chromium found: nothing is said about pages.'] : browserParts(browser)),
    ...(broken.length === 0 ? [] : [`Wrong answers:\n${broken.join('\n')}`]),
  ];
  return `${parts.join('\n\n')}\n`;
}

const verdict = (holds: boolean): string => (holds ? 'holds' : 'MISSED');

const number = (title: string, value: (row: CallResult) => number): Column<CallResult> => ({
  title,
  value: (row) => value(row).toFixed(1),
  align: 'right',
});

const CALLS: readonly Column<CallResult>[] = [
  { title: 'screen', value: ({ screen }) => screen },
  { title: 'call', value: ({ what }) => what },
  { title: 'n', value: ({ requests }) => String(requests), align: 'right' },
  number('first', ({ first }) => first),
  number('p50', ({ p50 }) => p50),
  number('p95', ({ p95 }) => p95),
  number('p99', ({ p99 }) => p99),
  number('KB', ({ kb }) => kb),
  { title: 'bar', value: ({ holds }) => verdict(holds) },
];

const predictLine = ({ requests, perSecond, errors, p50, p95, p99, max, holds }: PredictResult): string =>
  `POST /api/predict, ${requests} requests at ${perSecond} a second, ${errors} errors, ms: p50 ${p50}, p95 ${p95}, p99 ${p99}, max ${max}; bar: p99 ${BARS.predictP99Ms}: ${verdict(holds)}`;

function browserParts({ paints, scroll, scriptKb, scriptHolds }: BrowserResult): readonly string[] {
  const paint = paints.map(
    ({ page, firstPaintMs, largestPaintMs, loads, holds }) =>
      `${page}: first contentful paint ${firstPaintMs} ms, largest ${largestPaintMs} ms (medians of ${loads} fresh loads); bar: ${BARS.firstPaintMs}: ${verdict(holds)}`,
  );
  const { seconds, rowsPassed, frames, clock, processor } = scroll;
  return [
    paint.join('\n'),
    `JavaScript of the first load: ${scriptKb} KB compressed; bar: ${BARS.scriptKb}: ${verdict(scriptHolds)}`,
    [
      `Heat map of 90 days, scrolled over ${rowsPassed} accounts in ${seconds} s, ${frames} frames; bars: task ${BARS.taskMs} ms, script a frame ${BARS.scriptPerFrameMs} ms`,
      ...threadLines('by the clock', clock),
      ...threadLines('in processor time', processor),
    ].join('\n'),
  ];
}

const threadLines = (
  how: string,
  { longestTaskMs, tasksOverBar, scriptMs, framesWithinBar }: ThreadFigures,
): readonly string[] => [
  `  ${how}: longest task ${longestTaskMs} ms, ${tasksOverBar} above the bar: ${verdict(tasksOverBar === 0)}`,
  `  ${how}: script a frame median ${scriptMs.median} ms, p95 ${scriptMs.p95}, most ${scriptMs.max}, ${(framesWithinBar * 100).toFixed(1)} % of the frames within the bar: ${verdict(framesWithinBar === 1)}`,
];
