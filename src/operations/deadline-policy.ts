// Deadlines as code: what an operator may say about them in a file, and how to read it. A file with errors starts nothing.
import { inWords } from '../domain/problem-words.ts';
import { z } from 'zod';
import { DAY_PIPELINES } from '../contract/pipelines.ts';
import { TIERS } from '../domain/account.ts';
import {
  DEADLINE_STAGES,
  DEFAULT_DEADLINES,
  deadlineKey,
  type Deadline,
  type DeadlinePolicy,
} from '../domain/alerting/deadline-policy.ts';
import { isTimeOfDay, minutesOfDay } from '../domain/calendar/local-time.ts';
import { PolicyFile } from './policy-file.ts';
import { timeZone } from './values.ts';

/** Longest time after a run's start, and longest warning, in minutes. */
const MOST_MINUTES = { afterStart: 2_880, warn: 1_440 };

const deadlineSchema = z
  .strictObject({
    pipeline: z.enum(DAY_PIPELINES).default('daily'),
    stage: z.enum(DEADLINE_STAGES),
    tier: z.enum(TIERS),
    /** Time of day on the day after the business date. */
    at: z.string().refine(isTimeOfDay, 'must be a time of day such as 07:30').optional(),
    timeZone: timeZone.optional(),
    afterStartMinutes: z.int().min(1).max(MOST_MINUTES.afterStart).optional(),
    warnMinutes: z
      .int()
      .min(0, 'would warn after the deadline; it counts the minutes before it')
      .max(MOST_MINUTES.warn)
      .default(30),
  })
  .superRefine((entry, context) => {
    for (const [field, message] of Object.entries(problemsOf(entry))) {
      context.addIssue({ code: 'custom', path: [field], message });
    }
  });

type Entry = z.output<typeof deadlineSchema>;

/** The fields of one deadline, for the page that lists them. */
export const DEADLINE_FIELDS = ['pipeline', 'stage', 'tier', 'at', 'timeZone', 'afterStartMinutes', 'warnMinutes'];

const source = new PolicyFile('INVALID_DEADLINE_POLICY', 'deadline policy');
const policyFile = z.strictObject({ deadlines: z.array(z.unknown()).max(100) });

/** Deadlines of DEADLINE_POLICY_FILE, or the defaults. @throws MorrowError INVALID_DEADLINE_POLICY naming file and field. */
export async function readDeadlines(file?: string): Promise<DeadlinePolicy> {
  return file === undefined ? DEFAULT_DEADLINES : parseDeadlines(await source.read(file), file);
}

/** @param file only for messages. @throws MorrowError INVALID_DEADLINE_POLICY naming file, entry and field of every problem. */
export function parseDeadlines(text: string, file: string): DeadlinePolicy {
  const parsed = policyFile.safeParse(source.parse(text, file), { error: inWords });
  if (!parsed.success)
    throw source.invalid(
      file,
      parsed.error.issues.map((issue) => issueText(issue)),
    );
  const problems: string[] = [];
  const entries: Entry[] = [];
  for (const [index, value] of parsed.data.deadlines.entries()) {
    const entry = deadlineSchema.safeParse(value, { error: inWords });
    if (entry.success) entries.push(entry.data);
    else problems.push(...entry.error.issues.map((issue) => `deadlines.${index}, ${issueText(issue)}`));
  }
  const deadlines = entries.map(toDeadline);
  problems.push(...twice(deadlines));
  if (problems.length > 0) throw source.invalid(file, problems);
  return deadlines;
}

/** By field. */
function problemsOf(entry: Entry): Readonly<Record<string, string>> {
  const { pipeline, stage, at, afterStartMinutes, warnMinutes } = entry;
  if ((at === undefined) === (afterStartMinutes === undefined)) return { at: 'say either at or afterStartMinutes' };
  if (pipeline === 'revenue' && stage !== 'collected')
    return { stage: 'the pipeline revenue only has the stage collected' };
  if (afterStartMinutes !== undefined && entry.timeZone !== undefined)
    return { timeZone: 'belongs to at; leave it out' };
  if (afterStartMinutes !== undefined && warnMinutes >= afterStartMinutes)
    return { warnMinutes: `would warn before the run begins; it must be less than ${afterStartMinutes}` };
  if (at !== undefined && isTimeOfDay(at) && warnMinutes > minutesOfDay(at))
    return { warnMinutes: `would warn before the business date is over; it must be ${minutesOfDay(at)} at most` };
  return {};
}

const toDeadline = ({ pipeline, stage, tier, warnMinutes, ...entry }: Entry): Deadline => ({
  pipeline,
  stage,
  tier,
  due:
    entry.at === undefined
      ? { afterStartMinutes: entry.afterStartMinutes ?? 0 }
      : { at: entry.at, timeZone: entry.timeZone ?? 'UTC' },
  warnMinutes,
});

function twice(deadlines: readonly Deadline[]): readonly string[] {
  const names = deadlines.map((deadline) => `${deadline.pipeline} ${deadlineKey(deadline)}`);
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  return [...new Set(repeated)].map((name) => `deadlines: ${name} is declared more than once`);
}

function issueText({ path, message, ...issue }: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `${[...path, ...issue.keys].join('.')}: is not known`;
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}
