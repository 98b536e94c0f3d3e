// What an operator may say about the number of workers: a policy file, and ranges such as `1..4` on a command line.
import { z } from 'zod';
import { inWords } from '../domain/problem-words.ts';
import { MorrowError } from '../contract/errors.ts';
import { TASK_QUEUES, type TaskQueue } from '../contract/queues.ts';
import { longestGapSeconds } from '../domain/scaling/decide.ts';
import { DEFAULT_SCALING_POLICY, type ScalingPolicies, type ScalingPolicy } from '../domain/scaling/policy.ts';
import { PolicyFile } from './policy-file.ts';

const MOST_WORKERS = 200;

const fields = {
  min: z.int().min(0).max(MOST_WORKERS),
  max: z.int().min(1).max(MOST_WORKERS),
  targetBacklogAgeSeconds: z.number().min(1).max(3_600),
  slotsPerWorker: z.int().min(1).max(4_000),
  targetUtilisation: z.number().min(0.1).max(1),
  targetPendingSeconds: z.number().min(1).max(86_400),
  scaleUpStep: z.int().min(1).max(MOST_WORKERS),
  scaleUpCooldownSeconds: z.number().min(0).max(3_600),
  scaleDownStep: z.int().min(1).max(MOST_WORKERS),
  scaleDownAfterSeconds: z.number().min(1).max(86_400),
} satisfies Record<keyof ScalingPolicy, z.ZodType>;

/** The fields of a queue's policy, for the page that lists them. */
export const POLICY_FIELDS = Object.keys(fields);

const queuePolicy = z.strictObject(fields).partial();
const source = new PolicyFile('INVALID_SCALING_POLICY', 'policy file');
const policyFile = z.strictObject({ default: queuePolicy.optional(), heavy: queuePolicy.optional() });

export type WorkerRange = Pick<ScalingPolicy, 'min' | 'max'>;
export type WorkerPolicies = ScalingPolicies<TaskQueue>;

/** What each queue's workers have in hand by default; until they say so themselves. */
const SLOTS: Readonly<Record<TaskQueue, number>> = { default: 132, heavy: 4 };

export interface PolicyWishes {
  /** A file that the user named; absent: the defaults. */
  readonly file?: string;
  /** Options win over the file. */
  readonly ranges?: Readonly<Partial<Record<TaskQueue, WorkerRange>>>;
}

/** @throws MorrowError INVALID_SCALING_POLICY naming file and field of every problem. */
export async function readPolicies({ file, ranges = {} }: PolicyWishes = {}): Promise<WorkerPolicies> {
  const text = file === undefined ? '{}' : await source.read(file);
  return parsePolicies(text, file ?? 'the options', ranges);
}

/** @param file only for messages. */
export function parsePolicies(text: string, file: string, ranges: PolicyWishes['ranges'] = {}): WorkerPolicies {
  const parsed = policyFile.safeParse(source.parse(text, file), { error: inWords });
  if (!parsed.success) throw source.invalid(file, parsed.error.issues.flatMap(issueTexts));
  const given = parsed.data;
  const complete = (queue: TaskQueue): ScalingPolicy => ({
    ...DEFAULT_SCALING_POLICY,
    slotsPerWorker: SLOTS[queue],
    ...withoutUndefined(given[queue] ?? {}),
    ...ranges[queue],
  });
  const policies: WorkerPolicies = { default: complete('default'), heavy: complete('heavy') };
  const problems = TASK_QUEUES.flatMap((queue) => rangeProblems(queue, policies[queue]));
  if (problems.length > 0) throw source.invalid(file, problems);
  return policies;
}

/** `1..4` -> 1 to 4 workers, `2` -> always 2. @throws MorrowError INVALID_SCALING_POLICY that names the option. */
export function parseRange(option: string, text: string): WorkerRange {
  const [, min = '', max = min] = /^(\d{1,3})(?:\.\.(\d{1,3}))?$/.exec(text) ?? [];
  const parsed = z
    .object({ min: fields.min, max: fields.max })
    .safeParse({ min: Number(min), max: Number(max) }, { error: inWords });
  if (min === '' || !parsed.success || parsed.data.min > parsed.data.max) {
    throw new MorrowError(
      'INVALID_SCALING_POLICY',
      `${option} is "${text.slice(0, 40)}"; it must be a range such as 1..4, from 0 up to ${MOST_WORKERS}.`,
    );
  }
  return parsed.data;
}

/**
 * Looking too seldom would leave the window unwatched, so that no worker would ever go.
 * @param name the option or variable, for the message. @throws MorrowError INVALID_SCALING_POLICY.
 */
export function checkInterval(name: string, seconds: number, policies: WorkerPolicies): void {
  const longest = Math.min(...TASK_QUEUES.map((queue) => longestGapSeconds(policies[queue])));
  if (seconds <= longest) return;
  throw new MorrowError(
    'INVALID_SCALING_POLICY',
    `${name} is ${seconds} s; with a scaleDownAfterSeconds of this policy it must be ${longest} at most.`,
  );
}

function rangeProblems(queue: TaskQueue, { min, max }: ScalingPolicy): readonly string[] {
  return min > max ? [`${queue}.min: is ${min}, above the max of ${max}`] : [];
}

function issueTexts({ path, message, ...issue }: z.core.$ZodIssue): readonly string[] {
  const place = path.join('.');
  if (issue.code !== 'unrecognized_keys') return [place === '' ? message : `${place}: ${message}`];
  return issue.keys.map((key) => `${[...path, key].join('.')}: is not known; ${knownAt(path.length)}`);
}

const knownAt = (depth: number): string =>
  depth === 0 ? `the queues are ${TASK_QUEUES.join(' and ')}` : `the fields are ${POLICY_FIELDS.join(', ')}`;

/** So that a field which is left out does not replace a default. */
const withoutUndefined = <T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
