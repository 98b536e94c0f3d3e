// What has changed since a moment ago: runs with their progress, alerts, holds. Read from the store, so that it does not matter
// which process changed it; a few queries, of which only counting the account days of a running day grows with their number.
import { isDayPipeline, PIPELINES } from '../contract/pipelines.ts';
import type { AlertRecord, HoldRecord, RunKind, RunRecord, RunStatus } from '../ports/store.ts';
import type { OperationsDeps } from './deps.ts';
import { readRunId } from './run-id.ts';

export const LIVE_TOPICS = ['runs', 'alerts', 'holds'] as const;
export type LiveTopic = (typeof LIVE_TOPICS)[number];

export interface LiveChange {
  readonly topic: LiveTopic;
  /** Of what is new or another than before. */
  readonly changed: readonly LiveFacts[];
}

/** The id with what a screen shows of it at once; everything else is asked for. */
export interface LiveFacts {
  readonly id: string;
  readonly status: string;
  /** Of a running day run: its account days by how they stand. */
  readonly accounts?: Readonly<Partial<Record<RunStatus, number>>>;
}

/** By topic and id: what is shown, and everything that counts as a change. */
export type LiveState = Readonly<Record<LiveTopic, ReadonlyMap<string, Fact>>>;

interface Fact {
  readonly facts: LiveFacts;
  readonly digest: string;
}

/** Newest of each kind; what is older does not change any more. */
const NEWEST = 20;
/** Incidents stay open for as long as they like: those that are open, or were a moment ago. */
const ALERTS = 200;
const RESOLVED_SINCE_MS = 10 * 60_000;
const KINDS: readonly RunKind[] = ['day', 'retrain', 'backfill', 'housekeeping'];

type LiveDeps = Pick<OperationsDeps, 'store' | 'clock'>;

/** @throws MorrowError STORE_UNREACHABLE. */
export async function readLive(deps: LiveDeps): Promise<LiveState> {
  const openSince = new Date(deps.clock.now().getTime() - RESOLVED_SINCE_MS).toISOString();
  const [runs, alerts, holds] = await Promise.all([
    Promise.all(KINDS.map((kind) => deps.store.runs.list({ kind, limit: NEWEST }))),
    deps.store.alerts.list({ openSince, limit: ALERTS }),
    deps.store.holds.list({ limit: NEWEST }),
  ]);
  return {
    runs: factsById(await Promise.all(runs.flat().map((run) => factsOfRun(deps, run)))),
    alerts: factsById(alerts.map(factsOfAlert)),
    holds: factsById(holds.map(factsOfHold)),
  };
}

const factsById = (facts: readonly Fact[]): ReadonlyMap<string, Fact> =>
  new Map(facts.map((fact) => [fact.facts.id, fact]));

async function factsOfRun({ store }: LiveDeps, run: RunRecord): Promise<Fact> {
  const { id, status, startedAt, finishedAt, summary } = run;
  const pipeline = PIPELINES.find((name) => name === run.pipeline);
  const counts =
    status === 'running' &&
    pipeline !== undefined &&
    isDayPipeline(pipeline) &&
    readRunId(id)?.explicitAccounts === false;
  const filter = run.cohort === null ? {} : { cohort: run.cohort };
  const accounts = counts ? await store.runs.countAccountDays(run.pipeline, run.date, filter) : null;
  const facts = { id, status, ...(accounts === null ? {} : { accounts }) };
  return { facts, digest: JSON.stringify([facts, startedAt, finishedAt, summary]) };
}

function factsOfAlert({ id, severity, count, lastAt, openedAt, resolvedAt, acknowledgement }: AlertRecord): Fact {
  const status = resolvedAt === null ? 'open' : 'resolved';
  return {
    facts: { id, status },
    digest: JSON.stringify([severity, count, openedAt, lastAt, resolvedAt, acknowledgement]),
  };
}

const factsOfHold = ({ id, status, accounts, log, closedAt }: HoldRecord): Fact => ({
  facts: { id, status },
  digest: JSON.stringify([status, accounts, log.length, closedAt]),
});

/** Nothing where nothing changed. What went by retention is no change. */
export const changesBetween = (before: LiveState, after: LiveState): readonly LiveChange[] =>
  LIVE_TOPICS.flatMap((topic) => {
    const changed = [...after[topic].values()]
      .filter(({ facts, digest }) => before[topic].get(facts.id)?.digest !== digest)
      .map(({ facts }) => facts);
    return changed.length === 0 ? [] : [{ topic, changed }];
  });
