// What the autoscaler shows: one aligned line per queue and round, the reason in words.
import type { ScalingReason } from '../../src/domain/scaling/decide.ts';
import type { QueueDecision } from '../../src/operations/autoscaler.ts';

const REASONS: Readonly<Record<ScalingReason, string>> = {
  'backlog-late': 'the oldest task waits longer than it should',
  backlog: 'tasks wait',
  'pending-work': 'running runs hold more work',
  'in-use': 'slots in use',
  idle: 'nothing to do',
  'below-min': 'fewer than min',
  'above-max': 'more than max',
  'at-max': 'more are asked for than max',
  'cooling-down': 'more are asked for, the last change shows first',
  'slots-free': 'tasks wait although slots are free: more workers would hardly help',
  stabilising: 'fewer would do, not yet for the whole window',
  'work-coming': 'fewer would do, running runs hold more work',
  spare: 'fewer have done for the whole window',
};

export const reasonText = (reason: ScalingReason): string => REASONS[reason];

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
