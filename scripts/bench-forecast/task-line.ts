// One line of a task file, checked field by field.
import { z } from 'zod';
import { isIsoDate, parseIsoDate } from '../../src/domain/calendar/dates.ts';
import { LONGEST_HORIZON_DAYS } from '../../src/domain/forecast/apply.ts';
import type { DailySeries } from '../../src/domain/forecast/model.ts';
import type { IsoDate } from '../../src/domain/ids.ts';

export interface TaskLine extends DailySeries {
  readonly series: string;
  readonly origin: IsoDate;
  readonly window: number;
  readonly horizon: number;
}

/** The line is no task; the message names the field and what is wrong with it. */
export class TaskLineError extends Error {
  override readonly name = 'TaskLineError';
}

const isoDate = z.string().refine(isIsoDate, 'is no calendar date YYYY-MM-DD').transform(parseIsoDate);
const taskLine = z.object({
  series: z.string(),
  origin: isoDate,
  start: isoDate,
  window: z.int().min(1),
  horizon: z.int().min(1).max(LONGEST_HORIZON_DAYS),
  /** Oldest first; null is a day without an observation. */
  values: z
    .array(z.number().nullable())
    .refine((values) => values.some((value) => value !== null), 'has no observed value'),
});

/** @throws TaskLineError */
export function readTask(line: string): TaskLine {
  const parsed = taskLine.safeParse(parseJson(line));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue === undefined || issue.path.length === 0 ? 'the line' : `field "${issue.path.join('.')}"`;
  throw new TaskLineError(`${field}: ${issue?.message ?? 'not readable'}`);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new TaskLineError('the line is no JSON', { cause });
  }
}
