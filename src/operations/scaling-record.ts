// Recorded queue figures: one JSON object a line, written by the autoscalers and read by the dry run.
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import { TASK_QUEUES, type TaskQueue } from '../contract/queues.ts';
import type { ScalingDecision } from '../domain/scaling/decide.ts';
import type { QueueFigures } from '../domain/scaling/figures.ts';

const count = z.int().min(0);
const rate = z.number().min(0);

/** What was decided then is in the line for people; the dry run decides anew. */
const lineSchema = z.object({
  queue: z.enum(TASK_QUEUES),
  at: z.iso.datetime(),
  backlog: count,
  backlogAgeSeconds: rate,
  slotsUsed: count.nullable(),
  slotsTotal: count.nullable(),
  workers: count,
  pendingWork: count,
  addRate: rate,
  dispatchRate: rate,
});

export const recordLine = (
  queue: TaskQueue,
  figures: QueueFigures,
  { wanted, reason }: Pick<ScalingDecision, 'wanted' | 'reason'>,
): string => `${JSON.stringify({ queue, ...figures, wanted, reason })}\n`;

/**
 * By queue, each in the order of time. Left out: lines about something else, such as a process that says it is ready, and a
 * last line that was cut off by a kill.
 * @throws MorrowError INVALID_REQUEST naming file and line.
 */
export function parseRecord(text: string, file: string): ReadonlyMap<TaskQueue, readonly QueueFigures[]> {
  const found = new Map<TaskQueue, QueueFigures[]>();
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const value = parseJson(line);
    const isLast = index === lines.length - 1;
    if ((value === null && isLast) || (value !== null && !('queue' in value))) continue;
    const parsed = value === null ? null : lineSchema.safeParse(value);
    if (parsed === null || !parsed.success) throw invalidLine(file, index + 1, parsed?.error);
    const { queue, ...figures } = parsed.data;
    found.set(queue, [...(found.get(queue) ?? []), figures]);
  }
  if (found.size === 0) throw new MorrowError('INVALID_REQUEST', `${file} holds no figures.`);
  for (const figures of found.values()) figures.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return found;
}

/** Null: no JSON object. */
function parseJson(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

function invalidLine(file: string, line: number, error: z.ZodError | undefined): MorrowError {
  const reason =
    error === undefined
      ? 'is not JSON'
      : error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  return new MorrowError('INVALID_REQUEST', `${file}, line ${line}: ${reason}.`, { facts: { line } });
}
