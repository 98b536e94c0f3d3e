// Queues and workers in words. What nobody knows is a dash, never a zero. Pure.
import type { Queue, Worker } from '../client/fleet.ts';
import { formatDuration } from '../format/dates.ts';
import { formatPercent } from '../format/money.ts';

export const UNKNOWN = '–';

export const countText = (count: number | null): string => (count === null ? UNKNOWN : count.toLocaleString('en-GB'));

export const slotsText = (used: number | null, total: number | null): string =>
  used === null || total === null ? UNKNOWN : `${used} of ${total}`;

export const shareText = (share: number | null): string => (share === null ? UNKNOWN : formatPercent(share));

export const ageText = ({ backlog, backlogAgeSeconds }: Pick<Queue, 'backlog' | 'backlogAgeSeconds'>): string =>
  backlog === 0 ? UNKNOWN : formatDuration(backlogAgeSeconds * 1_000);

/** `12.5`; small rates keep two digits. */
export const rateText = (rate: number): string => rate.toFixed(rate !== 0 && rate < 10 ? 2 : 0);

export interface Hint {
  readonly tone: 'calm' | 'warn';
  readonly text: string;
}

/** What the autoscaler's rule would do, as advice. */
export function hintOf({ workers, slotsUsed, scaling: { wanted, max, text, reason } }: Queue): Hint {
  if (workers === 0) return { tone: 'warn', text: `No worker takes tasks: start ${Math.max(1, wanted)}` };
  // The rule takes a worker that does not say for busy: right for deciding, no advice to a person.
  if (slotsUsed === null) return { tone: 'calm', text: 'No advice: workers do not say what they have in hand' };
  if (reason === 'at-max')
    return { tone: 'warn', text: `All ${max} workers that the policy allows are there: ${text}` };
  if (wanted > workers) return { tone: 'warn', text: `${wanted} workers would do better: ${text}` };
  if (wanted < workers) return { tone: 'calm', text: `${wanted} would be enough: ${text}` };
  return { tone: 'calm', text: `${workers === 1 ? '1 is' : `${workers} are`} right: ${text}` };
}

/** Workers whose name, host, queue or state holds every word of the text, whatever the case. */
export function findWorkers(workers: readonly Worker[], text: string): readonly Worker[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return workers.filter(({ identity, host, queue, state }) => {
    const known = `${identity} ${host ?? ''} ${queue} ${state}`.toLowerCase();
    return words.every((word) => known.includes(word));
  });
}

/** `3 min 20 s ago`, by the clock of the API: that of the reader may be wrong. */
export const agoText = (at: string, instant: string): string =>
  `${formatDuration(Math.max(0, Date.parse(at) - Date.parse(instant)))} ago`;
