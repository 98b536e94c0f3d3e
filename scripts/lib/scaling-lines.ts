// What the autoscaler shows: one aligned line per queue and round, the reason in words.
import type { QueueDecision } from '../../src/operations/autoscaler.ts';
import { reasonText } from '../../src/operations/scaling-reasons.ts';

interface LineColumn {
  readonly title: string;
  readonly width: number;
  readonly value: (decision: QueueDecision) => string;
}

const COLUMNS: readonly LineColumn[] = [
  { title: 'TIME', width: -8, value: ({ figures }) => figures.at.slice(11, 19) },
  { title: 'QUEUE', width: -7, value: ({ queue }) => queue },
  { title: 'BACKLOG', width: 7, value: ({ figures }) => String(figures.backlog) },
  { title: 'AGE', width: 8, value: ({ figures }) => `${figures.backlogAgeSeconds.toFixed(1)} s` },
  { title: 'SLOTS', width: 9, value: ({ figures }) => `${figures.slotsUsed ?? '?'}/${figures.slotsTotal ?? '?'}` },
  { title: 'PENDING', width: 7, value: ({ figures }) => String(figures.pendingWork) },
  { title: 'WORKERS', width: 7, value: ({ figures }) => String(figures.workers) },
  { title: 'WANTED', width: 6, value: ({ wanted }) => String(wanted) },
  { title: 'WHY', width: -1, value: ({ reason }) => `${reason}: ${reasonText(reason)}` },
];

export const scalingHeader = (): string => COLUMNS.map(({ title, width }) => pad(title, width)).join('  ');

export const scalingLine = (decision: QueueDecision): string =>
  COLUMNS.map(({ value, width }) => pad(value(decision), width))
    .join('  ')
    .trimEnd();

/** A negative width aligns to the left. */
const pad = (text: string, width: number): string => (width < 0 ? text.padEnd(-width) : text.padStart(width));
