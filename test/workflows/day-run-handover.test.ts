// A day run that outgrows its history: whatever ends in whatever order while it continues as new, each partition counts once.
// A real dev server that suggests it early; the worker keeps one workflow in memory, so that nearly every task begins by replay.
import { activityInfo } from '@temporalio/activity';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker, bundleWorkflowCode } from '@temporalio/worker';
import fc from 'fast-check';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  AccountPageRequest,
  DayRunResult,
  DayRunState,
  GateOutcome,
  GateRequest,
  PartitionPlan,
} from '../../src/contract/messages.ts';
import type { DayPipeline } from '../../src/contract/pipelines.ts';
import type { DayLookRequest } from '../../src/contract/alert-messages.ts';
import { DEFAULT_QUEUE } from '../../src/contract/queues.ts';
import { WORKFLOWS, dayRunId, partitionId } from '../../src/contract/workflow-ids.ts';
import type { AccountId } from '../../src/domain/ids.ts';
import { accountId, isoDate } from '../helpers/builders.ts';
import type { FoundHistory } from '../helpers/histories.ts';
import { startDevServer, type DevServer } from '../helpers/dev-server.ts';
import { waitFor } from '../helpers/wait-for.ts';

const SUGGESTED_AT = 70;
const date = isoDate('2026-06-01');

/** What one day is made of, and what came of it. */
class Script {
  /** Executions that began, by page. */
  readonly begun = new Map<string, Set<string>>();
  readonly summaries: string[] = [];
  readonly waves: string[] = [];
  /** When the day began, as each look at its deadlines was told. */
  readonly looks: number[] = [];
  readonly pages: readonly AccountId[];
  ratesHeld = false;

  constructor(ends: readonly string[]) {
    this.pages = ends.map((end, index) => accountId(`p${String(index).padStart(3, '0')}-${end}`));
  }

  begin(page: string): void {
    this.begun.set(page, (this.begun.get(page) ?? new Set()).add(activityInfo().workflowExecution?.runId ?? ''));
  }
}

let server: DevServer;
let connection: NativeConnection;
let client: Client;
let worker: Worker;
let working: Promise<void>;
let bundle: Awaited<ReturnType<typeof bundleWorkflowCode>>;
const scripts = new Map<string, Script>();

/** The script whose cohort the day runs. */
const scriptOf = (cohort: string | undefined): Script => scripts.get(cohort ?? '') ?? new Script([]);

const activities = {
  async beginRun() {},
  async planPartitions({ after, cohort }: { after: AccountId | null; cohort?: string }): Promise<PartitionPlan> {
    const { pages } = scriptOf(cohort);
    const rest = pages.slice(after === null ? 0 : pages.indexOf(after) + 1);
    const now = rest.slice(0, 7);
    const partitions = now.map((through, i) => ({ after: now[i - 1] ?? after, through, limit: 1 }));
    return { partitions, next: rest.length > now.length ? (now.at(-1) ?? null) : null };
  },
  async listAccountPage({ through, cohort }: AccountPageRequest) {
    scriptOf(cohort).begin(through ?? '');
    return { ids: [] };
  },
  async askRates() {
    return null;
  },
  async findRates() {
    return { ratesId: 'r', provider: 'rates-a', quoteDate: date };
  },
  async judgeBatch({ wave, execution, scope }: GateRequest): Promise<GateOutcome> {
    scriptOf(scope.cohort).waves.push(`${execution}-${wave}`);
    return { wave, decision: 'publish', judged: 1, published: 1, held: 1, hold: null };
  },
  async compareRates() {
    return { compared: 0, largest: null, alerted: false };
  },
  async lookAtDay({ startedAt, memory, scope }: DayLookRequest) {
    const startedAtMs = memory?.startedAtMs ?? Date.parse(startedAt);
    scriptOf(scope.cohort).looks.push(startedAtMs);
    const remembered = { startedAtMs, firstLookMs: startedAtMs, deadlines: {} };
    return { memory: remembered, deadlines: [], nextLookMs: 60_000, summary: '' };
  },
  async summariseDay({ scope, status }: { scope: { cohort?: string }; status: string }) {
    scriptOf(scope.cohort).summaries.push(status);
    return [];
  },
};

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  server = await startDevServer({ 'limit.historyCount.suggestContinueAsNew': String(SUGGESTED_AT) });
  connection = await NativeConnection.connect({ address: server.address });
  client = new Client({ connection: await Connection.connect({ address: server.address }) });
  bundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./scripted-partitions.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
  worker = await Worker.create({
    connection,
    taskQueue: DEFAULT_QUEUE,
    workflowBundle: bundle,
    maxCachedWorkflows: 1,
    activities,
  });
  working = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await working;
  await client.connection.close();
  await connection.close();
  await server.stop();
});

let days = 0;

async function begin(ends: readonly string[], pipeline: DayPipeline = 'revenue') {
  const cohort = `day-${days++}`;
  const script = new Script(ends);
  scripts.set(cohort, script);
  const workflowId = dayRunId(pipeline, date, { cohort });
  const handle = await client.workflow.start(WORKFLOWS.dayRun, {
    taskQueue: DEFAULT_QUEUE,
    workflowId,
    args: [{ pipeline, date, horizonDays: 1, cohort }],
  });
  const latest = client.workflow.getHandle(workflowId);
  return {
    script,
    workflowId,
    latest,
    firstRunId: handle.firstExecutionRunId,
    result: () => handle.result() as Promise<DayRunResult>,
  };
}

type Day = Awaited<ReturnType<typeof begin>>;
type HistoryEvent = NonNullable<FoundHistory['history']['events']>[number];

const historyOf = (workflowId: string, runId: string): Promise<FoundHistory['history']> =>
  client.workflow.getHandle(workflowId, runId).fetchHistory();

const nextRunOf = (run: FoundHistory | undefined): string | null =>
  run?.history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? null;

/** The histories of a day's runs, each of which continued as the next. */
async function chainOf({ workflowId, firstRunId }: Day): Promise<readonly FoundHistory[]> {
  const chain: FoundHistory[] = [];
  for (let next: string | null = firstRunId; next !== null; next = nextRunOf(chain.at(-1))) {
    chain.push({ workflowId, history: await historyOf(workflowId, next) });
  }
  expect(chain.flatMap(({ history }) => (history.events ?? []).flatMap(nondeterminism))).toEqual([]);
  return chain;
}

/** What a worker said that could not replay its own history. Temporal tries such a task again, and a test would only be slow. */
const nondeterminism = ({ workflowTaskFailedEventAttributes: failed }: HistoryEvent): readonly string[] => {
  const message = failed?.failure?.message ?? '';
  return message.includes('Nondeterminism') ? [message] : [];
};

const executions = ({ script }: Day): number[] => [...script.begun.values()].map((runs) => runs.size);

/** The day goes on in a run that is not the one that started it. */
const hasContinued = ({ workflowId, firstRunId }: Day) =>
  waitFor('the day run continues as new', async () => {
    const { status } = await client.workflow.getHandle(workflowId, firstRunId).describe();
    return status.name === 'CONTINUED_AS_NEW';
  });

const stateOf = ({ latest }: Day): Promise<DayRunState> => latest.query<DayRunState>('state');

const repeat = <T>(times: number, what: T): readonly T[] => Array.from({ length: times }, () => what);

/** Lets every partition end that waits for being asked, and has been started. */
async function finishWhoIsAsked({ workflowId, script }: Day): Promise<void> {
  for (const [index, page] of script.pages.entries()) {
    if (!page.endsWith('-asked')) continue;
    await client.workflow
      .getHandle(partitionId(workflowId, index))
      .signal('finish')
      .catch(() => undefined);
  }
}

const ADA = { by: 'Ada', reason: 'The store is being moved' };

describe('a day run whose history grows long', () => {
  test('counts every partition once, in whatever order they end while it continues as new', async () => {
    const ends = fc.array(fc.oneof(fc.constantFrom('0', '20'), fc.integer({ min: 1, max: 900 }).map(String)), {
      minLength: 12,
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(ends, async (script) => {
        const day = await begin(script);
        expect(await day.result()).toMatchObject({ accounts: script.length, published: script.length, failed: 0 });
        expect(executions(day)).toEqual(script.map(() => 1));
        const chain = await chainOf(day);
        expect(chain.length).toBeGreaterThan(1);
        for await (const { error } of Worker.runReplayHistories({ workflowBundle: bundle }, chain)) {
          expect(error).toBeUndefined();
        }
      }),
      { numRuns: 4, seed: 20_260_601, endOnFailure: true },
    );
    // Each new run of a chain waits for a second, as the server wants it.
  }, 180_000);

  test('keeps each of its histories a little over what the server suggests, and remembers when its deadlines began to count', async () => {
    const day = await begin(Array.from({ length: 40 }, (_, index) => String((index * 37) % 200)));
    await day.result();
    expect(day.script.looks.length).toBeGreaterThan(2);
    expect(new Set(day.script.looks).size).toBe(1);
    const lengths = (await chainOf(day)).map(({ history }) => history.events?.length ?? 0);
    expect(Math.max(...lengths)).toBeLessThan(3 * SUGGESTED_AT);
  });

  test('fails in the end for a partition that failed two runs before, and finishes the others first', async () => {
    const day = await begin(['200-fails', ...Array.from({ length: 25 }, () => '50')]);
    await expect(day.result()).rejects.toMatchObject({ cause: { type: 'INTERNAL' } });
    expect(executions(day)).toEqual(Array.from({ length: 26 }, () => 1));
    expect([...new Set(day.script.summaries)]).toEqual(['failed']);
  });

  test('cancelled in a later run ends the partitions that an earlier one started, too', async () => {
    const day = await begin(['0-waits', '0-waits', ...Array.from({ length: 30 }, () => '40'), '0-waits']);
    await hasContinued(day);
    await day.latest.cancel();

    await expect(day.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect([...new Set(day.script.summaries)]).toEqual(['cancelled']);
    await waitFor('the partition of the first run is cancelled', async () => {
      const { status } = await client.workflow.getHandle(partitionId(day.workflowId, 0)).describe();
      return status.name === 'CANCELLED';
    });
  });

  test('paused starts nothing, tells who paused it and why, and loses nothing by it', async () => {
    const day = await begin([...repeat(24, '20'), ...repeat(16, '0-asked')]);
    await hasContinued(day);
    const paused = await day.latest.executeUpdate('pause', { args: [ADA] });
    expect(paused).toMatchObject(ADA);
    // Each question makes this worker replay: on a busy machine that takes its time.
    const isQuiet = async () => {
      await finishWhoIsAsked(day);
      const { partitionsStarted, partitionsDone } = await stateOf(day);
      return partitionsStarted === partitionsDone;
    };
    await waitFor('everything in flight has ended', isQuiet, 120_000);
    expect(await stateOf(day)).toMatchObject({ stage: 'paused', paused: ADA });
    expect(day.script.begun.size).toBeLessThan(40);

    expect(await day.latest.executeUpdate('resume', { args: [ADA] })).toBeNull();
    let over = false;
    const result = day.result().finally(() => (over = true));
    await waitFor('the end', async () => finishWhoIsAsked(day).then(() => over), 120_000);
    expect(await result).toMatchObject({ accounts: 40 });
    expect(executions(day)).toEqual(repeat(40, 1));
  }, 180_000);

  test('counts the looks of its gate on, and keeps what they decided', async () => {
    const day = await begin(['0-asked', '0-asked'], 'daily');
    const partitions = [0, 1].map((index) => partitionId(day.workflowId, index));
    await waitFor('both partitions are started', async () => (await stateOf(day)).partitionsStarted === 2);
    for (const id of partitions) await day.latest.signal('parked', id);
    await waitFor('the gate looks while both partitions wait', async () => day.script.waves.length > 0);
    // Signals about nobody: what makes a history grow while partitions wait.
    for (let sent = 0; sent < SUGGESTED_AT; sent += 1) await day.latest.signal('parked', 'nobody');
    await hasContinued(day);
    for (const id of partitions) await client.workflow.getHandle(id).signal('finish');

    const { held, gate = [] } = await day.result();
    expect(held).toBe(2);
    expect(gate.length).toBeGreaterThan(1);
    expect(gate.map(({ wave }) => wave)).toEqual(gate.map((_, index) => index));
    // A look whose task was lost is done again under its own number.
    const looks = [...new Set(day.script.waves)];
    expect(looks).toEqual(gate.map(({ wave }) => `${day.firstRunId.slice(0, 8)}-${wave}`));
  });

  test('refuses a pause of which nobody could say later whose it was', async () => {
    const day = await begin(['500']);
    await expect(day.latest.executeUpdate('pause', { args: [{ by: ' ', reason: 'x' }] })).rejects.toMatchObject({
      cause: { type: 'INVALID_REQUEST' },
    });
    await day.result();
  });
});
