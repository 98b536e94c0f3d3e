// Schedules as code: what one entry of schedules.json may say, and how to read the file. Talks to no server.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { inWords } from '../domain/problem-words.ts';
import { MorrowError } from '../contract/errors.ts';
import { SCHEDULED_PIPELINES } from '../contract/pipelines.ts';
import { PROMOTION_MODES } from '../domain/cohort.ts';
import { cronProblem } from './schedules-cron.ts';
import { cohort, timeZone } from './values.ts';

export const PRESETS = ['@once', '@hourly', '@daily', '@weekly', '@monthly', '@quarterly', '@yearly'] as const;
/** `@once`: one single run, within seconds of the first apply (or of the first unpause). The others at 00:00 in the zone. */
export type SchedulePreset = (typeof PRESETS)[number];

export const OVERLAPS = ['Skip', 'BufferOne', 'BufferAll', 'CancelOther', 'TerminateOther', 'AllowAll'] as const;
/** What happens at a scheduled time while the run before is still going; Temporal's overlap policies by their CLI names. */
export type ScheduleOverlap = (typeof OVERLAPS)[number];

const cronText = z.string().superRefine((text, context) => {
  const problem = cronProblem(text);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

/** Temporal counts bytes, and refuses the whole schedule for one too many. */
const NOTE_MAX_BYTES = 1_000;
const noteText = z
  .string()
  .min(1)
  .refine((text) => Buffer.byteLength(text) <= NOTE_MAX_BYTES, 'must be at most 1,000 bytes of UTF-8');

const declarationSchema = z
  .strictObject({
    /** Also the Temporal schedule id. */
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be lower-case letters, digits, ".", "_" or "-", up to 64'),
    pipeline: z.enum(SCHEDULED_PIPELINES),
    cron: z.union([cronText, z.array(cronText).min(1).max(20)]).optional(),
    preset: z.enum(PRESETS).optional(),
    timeZone: timeZone.default('UTC'),
    jitterSeconds: z.int().min(0).max(86_400).default(0),
    /** How late a missed run is still made up for after an outage. */
    catchUpWindowMinutes: z.int().min(1).max(525_600).default(720),
    overlap: z.enum(OVERLAPS).default('BufferOne'),
    cohort: cohort.optional(),
    /** Of `retrain`: only cohorts in this mode. */
    mode: z.enum(PROMOTION_MODES).optional(),
    paused: z.boolean().default(false),
    note: noteText.optional(),
  })
  .refine((entry) => entry.cron === undefined || entry.preset === undefined, {
    path: ['preset'],
    message: 'say cron or preset, not both',
  })
  .refine((entry) => entry.cohort === undefined || entry.pipeline !== 'housekeeping', {
    path: ['cohort'],
    message: 'housekeeping covers every account; leave the cohort out',
  })
  .refine((entry) => entry.cohort === undefined || entry.pipeline !== 'watch', {
    path: ['cohort'],
    message: 'the watch covers everything; leave the cohort out',
  })
  .refine((entry) => entry.mode === undefined || entry.pipeline === 'retrain', {
    path: ['mode'],
    message: 'belongs to the pipeline retrain; leave it out',
  })
  .transform(({ cron, preset, cohort, mode, note, ...rest }) => ({
    ...rest,
    cron: cron === undefined ? [] : [cron].flat(),
    preset: preset ?? null,
    cohort: cohort ?? null,
    mode: mode ?? null,
    note: note ?? null,
  }));

/** One schedule. Neither `cron` nor `preset`: it has no times of its own and is only triggered or backfilled. */
export type ScheduleDeclaration = Readonly<z.infer<typeof declarationSchema>>;

const DEFAULT_FILE = fileURLToPath(new URL('../config/schedules.json', import.meta.url));

/**
 * Reads the declarations of MORROW_SCHEDULES_FILE, or the project's own. A file that says nothing about the watch gets the
 * project's: without it no alert would reach anybody.
 * @throws MorrowError INVALID_SCHEDULES.
 */
export async function readSchedules(file: string = DEFAULT_FILE): Promise<readonly ScheduleDeclaration[]> {
  const declared = await readFileOf(file);
  if (declared.some(isWatch)) return declared;
  return [...declared, ...(await readFileOf(DEFAULT_FILE)).filter(isWatch)];
}

const isWatch = ({ pipeline }: ScheduleDeclaration): boolean => pipeline === 'watch';

async function readFileOf(file: string): Promise<readonly ScheduleDeclaration[]> {
  try {
    return parseSchedules(await readFile(file, 'utf8'), file);
  } catch (error) {
    if (error instanceof MorrowError) throw error;
    throw new MorrowError('INVALID_SCHEDULES', `The schedules file ${file} cannot be read.`, { cause: error });
  }
}

/** @param file only for messages. @throws MorrowError INVALID_SCHEDULES naming file, entry and field of every problem. */
export function parseSchedules(text: string, file = 'schedules.json'): readonly ScheduleDeclaration[] {
  const entries = parseEntries(text, file);
  const problems: string[] = [];
  const declarations: ScheduleDeclaration[] = [];
  for (const [index, entry] of entries.entries()) {
    const parsed = declarationSchema.safeParse(entry, { error: inWords });
    if (parsed.success) declarations.push(parsed.data);
    else problems.push(...parsed.error.issues.map((issue) => `${entryName(entry, index)}, ${issueText(issue)}`));
  }
  problems.push(...duplicateIds(declarations).map((id) => `"${id}", id: is declared more than once`));
  if (problems.length === 0) return declarations;
  throw new MorrowError('INVALID_SCHEDULES', `${file}: ${problems.join('; ')}.`, {
    facts: { problems: problems.length },
  });
}

function parseEntries(text: string, file: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new MorrowError('INVALID_SCHEDULES', `${file} is not JSON: ${String(error)}.`, { cause: error });
  }
  const entries = z.array(z.unknown()).safeParse(value);
  if (entries.success) return entries.data;
  throw new MorrowError('INVALID_SCHEDULES', `${file} must hold a JSON array of schedules.`);
}

function entryName(entry: unknown, index: number): string {
  const named = z.object({ id: z.string().min(1) }).safeParse(entry);
  return named.success ? `entry ${index + 1} ("${named.data.id}")` : `entry ${index + 1}`;
}

function issueText(issue: z.core.$ZodIssue): string {
  const field = issue.path.join('.');
  // A union reports its members' problems one level down; the first member is the plain form that people mean.
  const inner = issue.code === 'invalid_union' ? issue.errors.flat().find(({ code }) => code === 'custom') : undefined;
  const message = inner?.message ?? issue.message;
  return field === '' ? message : `${field}: ${message}`;
}

function duplicateIds(declarations: readonly ScheduleDeclaration[]): readonly string[] {
  const seen = new Set<string>();
  const twice = declarations.filter(({ id }) => seen.size === seen.add(id).size).map(({ id }) => id);
  return [...new Set(twice)];
}
