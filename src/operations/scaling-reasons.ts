// Why a queue should have as many workers as it should, in words.
import type { ScalingReason } from '../domain/scaling/decide.ts';

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

export const SCALING_REASONS: readonly ScalingReason[] = Object.keys(REASONS).filter(isReason);

function isReason(text: string): text is ScalingReason {
  return Object.hasOwn(REASONS, text);
}
