// How long the same run took on the days before, when it landed against its deadline, and how long its steps take of late.
import { z } from 'zod';
import type { Tier } from '../../domain/account.ts';
import { mergeDurations, countDurations, quantileOf, type DurationBuckets } from '../../domain/alerting/durations.ts';
import { dueAt, type DeadlinePolicy } from '../../domain/alerting/deadline-policy.ts';
import { addDays } from '../../domain/calendar/dates.ts';
import type { IsoDate } from '../../domain/ids.ts';
import type { ListPlace, RunRecord, RunStatus } from '../../ports/store.ts';
import type { OperationsDeps } from '../deps.ts';
import { parseInput } from '../input.ts';
import { readRunId, type RunName } from '../run-id.ts';
import { runNotFound } from '../runs.ts';

export const DURATION_DAYS_MAX = 28;

export const durationsQuerySchema = z.strictObject({
  days: z.int().min(1).max(DURATION_DAYS_MAX).default(14),
  /** Also the durations of this step, of all accounts, per day. */
  step: z.string().min(1).max(100).optional(),
});
export type DurationsQuery = z.input<typeof durationsQuerySchema>;

export interface TimedDay {
  readonly id: string;
  readonly date: IsoDate;
  readonly status: RunStatus;
  /** ISO instants. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly tookMs: number | null;
  /** When the day had to be done; null: no deadline is set for it. */
  readonly deadlineAt: string | null;
  /** Positive: so much too late, by what is known now. Null also for a run that began after its deadline. */
  readonly lateMs: number | null;
  /** How long after its deadline the run began: a day that was caught up on, which is not late. Null: it began before. */
  readonly startedAfterMs: number | null;
}

export interface StepDay {
  /** UTC. */
  readonly date: string;
  readonly attempts: number;
  readonly medianMs: number;
  readonly p95Ms: number;
}

export interface RunDurations {
  readonly id: string;
  /** Oldest first, the run itself included. */
  readonly runs: readonly TimedDay[];
  readonly step: { readonly name: string; readonly days: readonly StepDay[] } | null;
}

/** Backfills that are read at a time: many may be of other cohorts or lists of accounts. */
const RUNS_READ = 500;
/** Pages of them that are read at most: a hundred cohorts, night by night over four weeks. */
const PAGES_READ = 6;

/** @throws InvalidInputError; MorrowError RUN_NOT_FOUND. */
export async function readRunDurations(
  deps: OperationsDeps,
  id: string,
  query: DurationsQuery = {},
): Promise<RunDurations> {
  const { days, step } = parseInput(durationsQuerySchema, query);
  const name = readRunId(id);
  if (name === null) throw runNotFound(id);
  const [runs, stepDays] = await Promise.all([
    likeRuns(deps, name, { id, days }),
    step === undefined ? null : readStepDays(deps, step, days),
  ]);
  const timed = await timeRuns(deps, name, runs);
  return { id, runs: timed, step: step === undefined ? null : { name: step, days: stepDays ?? [] } };
}

interface Like {
  readonly id: string;
  readonly days: number;
}

/** Runs of the same kind, pipeline and accounts, on the days up to the date of this one, oldest first. */
const likeRuns = (deps: OperationsDeps, name: RunName, like: Like): Promise<readonly RunRecord[]> =>
  name.kind === 'backfill' || name.kind === 'account-history'
    ? likeRanges(deps, name, like)
    : likeDays(deps, name, like);

/** Their ids differ in the date only. */
async function likeDays(
  { store }: OperationsDeps,
  { date }: RunName,
  { id, days }: Like,
): Promise<readonly RunRecord[]> {
  const dates = Array.from({ length: days }, (_, index) => addDays(date, index + 1 - days));
  const found = await Promise.all(dates.map((day) => store.runs.find(id.replace(date, day))));
  return found.filter((run) => run !== null);
}

/** Ranges of any length: they are looked for among those that end on these days. */
async function likeRanges({ store }: OperationsDeps, name: RunName, { id, days }: Like): Promise<readonly RunRecord[]> {
  const query = {
    kind: name.kind,
    pipeline: name.pipeline,
    dates: { from: addDays(name.date, 1 - days), to: name.date },
    ...(name.accountId === null ? {} : { accountId: name.accountId }),
  };
  const scope = scopeOf(id);
  const found: RunRecord[] = [];
  let after: ListPlace | undefined;
  for (let page = 0; page < PAGES_READ; page += 1) {
    const runs = await store.runs.list({ ...query, limit: RUNS_READ, ...(after === undefined ? {} : { after }) });
    found.push(...runs.filter((run) => scopeOf(run.id) === scope));
    const last = runs.at(-1);
    if (runs.length < RUNS_READ || last === undefined) break;
    after = { at: last.startedAt, id: last.id };
  }
  return found.toSorted((a, b) => (a.date < b.date ? -1 : 1));
}

/** What stays of the id of a range without its dates. */
const scopeOf = (id: string): string => id.split('/').slice(2).join('/');

async function timeRuns(deps: OperationsDeps, name: RunName, runs: readonly RunRecord[]): Promise<readonly TimedDay[]> {
  const tier = name.accountId === null ? null : ((await deps.store.accounts.find(name.accountId))?.tier ?? null);
  return runs.map((run) => timeRun(run, deadlineOf(deps.deadlines ?? [], run, tier), deps.clock.now().getTime()));
}

/** An account has that of its tier; a whole run is done when the last of its tiers has to be. Milliseconds. */
function deadlineOf(policy: DeadlinePolicy, run: RunRecord, tier: Tier | null): number | null {
  const final = run.pipeline === 'daily' ? 'published' : 'collected';
  const due = policy
    .filter((deadline) => deadline.pipeline === run.pipeline && deadline.stage === final)
    .filter((deadline) => tier === null || deadline.tier === tier)
    .map((deadline) => dueAt(deadline, run.date, Date.parse(run.startedAt)));
  return due.length === 0 ? null : Math.max(...due);
}

function timeRun(run: RunRecord, deadline: number | null, now: number): TimedDay {
  const { id, date, status, startedAt, finishedAt } = run;
  const begin = Date.parse(startedAt);
  const end = finishedAt === null ? null : Date.parse(finishedAt);
  return {
    id,
    date,
    status,
    startedAt,
    finishedAt,
    tookMs: end === null ? null : Math.max(0, end - begin),
    deadlineAt: deadline === null ? null : new Date(deadline).toISOString(),
    lateMs: deadline === null || begin > deadline ? null : (end ?? now) - deadline,
    startedAfterMs: deadline === null || begin <= deadline ? null : begin - deadline,
  };
}

async function readStepDays({ store, clock }: OperationsDeps, step: string, days: number): Promise<readonly StepDay[]> {
  const today = clock.now().toISOString().slice(0, 10);
  const dates = Array.from({ length: days }, (_, back) => dayBefore(today, days - 1 - back));
  const found = await Promise.all(dates.map((date) => readStepDay(store.durations, date, step)));
  return found.flatMap((day) => (day === null ? [] : [day]));
}

const dayBefore = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);

async function readStepDay(
  durations: OperationsDeps['store']['durations'],
  date: string,
  step: string,
): Promise<StepDay | null> {
  const rows = await durations.list({ from: `${date}T00`, to: `${date}T24` });
  const buckets = rows
    .filter((row) => row.step === step)
    .reduce((sum: DurationBuckets, row) => mergeDurations(sum, row.buckets), {});
  const attempts = countDurations(buckets);
  if (attempts === 0) return null;
  return { date, attempts, medianMs: round(quantileOf(buckets, 0.5)), p95Ms: round(quantileOf(buckets, 0.95)) };
}

/** To a tenth of a millisecond: buckets are not finer. */
const round = (ms: number): number => Math.round(ms * 10) / 10;
