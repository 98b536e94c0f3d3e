// Whom a run covers, page by page, and what is remembered of it.
import type { DeadlineOutcome } from '../contract/alert-messages.ts';
import type {
  AccountPage,
  AccountPageRequest,
  BackfillCounts,
  BackfillFinishRequest,
  CurrencyTotal,
  DaySummaryRequest,
  PartitionPlan,
  PartitionPlanRequest,
  RunBegun,
  RunRecordRequest,
  RunTally,
  TrainingFinishRequest,
  TrainingTally,
} from '../contract/messages.ts';
import {
  PARTITIONS_IN_FLIGHT,
  PARTITIONS_PER_PLAN,
  PARTITION_ROOM,
  PARTITION_SIZE_MAX,
  PARTITION_SIZE_MIN,
} from '../contract/limits.ts';
import { VARIABLE_NAMES, effectiveValue, isVariableName, type VariableValues } from '../domain/variables.ts';
import { groupsOf } from './account-groups.ts';
import type { RunKind, RunRecord, RunStatus, Store, VariableRecord } from '../ports/store.ts';
import type { DefaultDependencies } from './dependencies.ts';

export const createRunActivities = ({ store, clock, codeVersion }: DefaultDependencies) => ({
  async planPartitions({ after, ...scope }: PartitionPlanRequest): Promise<PartitionPlan> {
    const size = partitionSize(await store.accounts.count(scope));
    const ids = await store.accounts.listIds(scope, { after, limit: size * PARTITIONS_PER_PLAN });
    const ends = ids.filter((id, index) => index % size === size - 1 || id === ids.at(-1));
    const next = ids.length === size * PARTITIONS_PER_PLAN ? (ids.at(-1) ?? null) : null;
    const limit = size + PARTITION_ROOM;
    return { partitions: ends.map((through, i) => ({ after: ends[i - 1] ?? after, through, limit })), next };
  },

  async listAccountPage({ after, through, limit, ...scope }: AccountPageRequest): Promise<AccountPage> {
    const page = { after, limit, ...(through === undefined ? {} : { through }) };
    const accounts = await store.accounts.list(scope, page);
    return { ids: accounts.map(({ id }) => id), groups: groupsOf(accounts) };
  },

  async beginRun(request: RunRecordRequest): Promise<RunBegun | undefined> {
    const now = clock.now();
    const record = openRecord(request, now);
    const version = codeVersion === undefined ? {} : { codeVersion };
    await store.runs.save({ ...record, summary: orNull({ ...record.summary, ...version }) });
    return kindOf(request.pipeline) === 'day' ? await readVariables(store, request.runId, now) : undefined;
  },

  async summariseDay(request: DaySummaryRequest): Promise<readonly CurrencyTotal[]> {
    const totals = await store.revenue.totals(request.date, request.scope);
    const { status, tally, deadlines } = request;
    const summary = { tally, totals, ...(deadlines === undefined ? {} : { deadlines }) };
    await close(store, request, { status, summary }, clock.now());
    return totals;
  },

  async finishTraining(request: TrainingFinishRequest): Promise<void> {
    await close(store, request, { status: request.status, summary: { tally: request.tally } }, clock.now());
  },

  async finishBackfill({ status, tally, backfill, ...request }: BackfillFinishRequest): Promise<void> {
    const summary = { tally, ...(backfill === undefined ? {} : { backfill }) };
    await close(store, request, { status, summary }, clock.now());
  },
});

/** Repeated after a lost answer, it may read what was set in between: nobody has gone by the first answer then. */
async function readVariables(store: Store, runId: string, now: Date): Promise<RunBegun | undefined> {
  const values = setVariables(await store.variables.list());
  const effective = Object.fromEntries(VARIABLE_NAMES.map((name) => [name, effectiveValue(name, values)]));
  await store.variables.saveOfRun({ id: runId, values: effective, recordedAt: now.toISOString() });
  return Object.keys(values).length === 0 ? undefined : { variables: values };
}

const setVariables = (records: readonly VariableRecord[]): VariableValues =>
  Object.fromEntries(records.filter(({ id }) => isVariableName(id)).map(({ id, value }) => [id, value]));

/** A record with nothing to say has no summary. */
const orNull = (summary: Readonly<Record<string, unknown>>): RunRecord['summary'] =>
  Object.keys(summary).length === 0 ? null : summary;

/** Small days spread over several parents, large ones over full pages. */
export const partitionSize = (accounts: number): number =>
  Math.min(PARTITION_SIZE_MAX, Math.max(PARTITION_SIZE_MIN, Math.ceil(accounts / PARTITIONS_IN_FLIGHT)));

const openRecord = ({ runId, pipeline, date, scope, horizonDays }: RunRecordRequest, now: Date): RunRecord => ({
  id: runId,
  kind: kindOf(pipeline),
  pipeline,
  date,
  accountId: null,
  cohort: scope.cohort ?? null,
  status: 'running',
  errorCode: null,
  errorMessage: null,
  failure: null,
  startedAt: now.toISOString(),
  finishedAt: null,
  summary: orNull({
    ...(scope.accounts === undefined ? {} : { accounts: scope.accounts }),
    ...(horizonDays === undefined ? {} : { horizonDays }),
  }),
});

const kindOf = (pipeline: RunRecordRequest['pipeline']): RunKind => {
  if (pipeline === 'backfill' || pipeline === 'retrain' || pipeline === 'housekeeping') return pipeline;
  return 'day';
};

interface Closing {
  readonly status: RunStatus;
  readonly summary: {
    readonly tally: RunTally | TrainingTally;
    readonly totals?: readonly CurrencyTotal[];
    readonly backfill?: BackfillCounts;
    readonly deadlines?: readonly DeadlineOutcome[];
  };
}

async function close(store: Store, request: RunRecordRequest, { status, summary }: Closing, now: Date): Promise<void> {
  const record = (await store.runs.find(request.runId)) ?? openRecord(request, now);
  await store.runs.save({
    ...record,
    status,
    finishedAt: now.toISOString(),
    summary: { ...record.summary, ...summary },
  });
}
