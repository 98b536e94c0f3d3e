// The first days of a stack: history through range reports where days are missing, then day runs, each told in one line.
import { addDays, listDates } from '../../src/domain/calendar/dates.ts';
import { MAX_HISTORY_DEPTH_DAYS, type Account } from '../../src/domain/account.ts';
import { businessDateAt } from '../../src/domain/calendar/business-date.ts';
import { dayRunId } from '../../src/contract/workflow-ids.ts';
import type { AccountId, IsoDate } from '../../src/domain/ids.ts';
import type { OperationsDeps } from '../../src/operations/deps.ts';
import { waitForRun, type RunDescription } from '../../src/operations/run-description.ts';
import { startBackfill, WHATEVER_IT_COSTS } from '../../src/operations/backfill.ts';
import { startDayRun } from '../../src/operations/runs.ts';
import type { Stack } from './stack.ts';

const PAGE = 200;
const POLL_MS = 100;

/** Fills the depth of history up to `to` when an account with sources lacks a day of it. */
export async function bringInHistory(stack: Stack, deps: OperationsDeps, to: IsoDate): Promise<void> {
  const from = addDays(to, 1 - MAX_HISTORY_DEPTH_DAYS);
  if (!(await someoneLacksDays(deps, { from, to }))) return;
  const run = await startBackfill(deps, { from, to, confirm: WHATEVER_IT_COSTS });
  const ended = await follow(stack, deps, run.id, `History ${from} to ${to}`);
  if (tallyOf(ended).failed > 0) stack.log(`  not complete: ${describeFailures(ended)}`);
}

async function someoneLacksDays(deps: OperationsDeps, range: { from: IsoDate; to: IsoDate }): Promise<boolean> {
  const expected = listDates(range.from, range.to).length;
  for await (const { id, sources } of activeAccounts(deps)) {
    if (sources.length > 0 && (await deps.store.revenue.history(id, range)).length < expected) return true;
  }
  return false;
}

/** The last day that is over in every account's own time zone, so that nobody has to wait for midnight. */
export async function lastDayForEveryone(deps: OperationsDeps): Promise<IsoDate> {
  const now = deps.clock.now().toISOString();
  const zones = new Set([deps.timeZone]);
  for await (const { timeZone } of activeAccounts(deps)) zones.add(timeZone);
  return [...zones].map((zone) => businessDateAt(now, zone)).reduce((first, date) => (date < first ? date : first));
}

async function* activeAccounts({ store }: OperationsDeps): AsyncGenerator<Account> {
  let after: AccountId | null = null;
  do {
    const page: readonly Account[] = await store.accounts.list({}, { after, limit: PAGE });
    yield* page;
    after = page.length < PAGE ? null : (page.at(-1)?.id ?? null);
  } while (after !== null);
}

/** Runs one day unless it is complete already. Returns how many accounts failed. */
export async function runDay(stack: Stack, deps: OperationsDeps, date: IsoDate): Promise<number> {
  if (await isComplete(deps, date)) {
    stack.log(`Day ${date}: complete already`);
    return 0;
  }
  const run = await startDayRun(deps, { date });
  const ended = await follow(stack, deps, run.id, `Day ${date}`);
  const { failed, held } = tallyOf(ended);
  if (failed > 0) stack.log(`  failed: ${describeFailures(ended)}`);
  if (held > 0)
    stack.log(`  held back: ${held} ${held === 1 ? 'forecast' : 'forecasts'}. Look: npm run morrow -- holds list`);
  if (ended.status !== 'completed')
    stack.log(`  the run ended as ${ended.status}: ${ended.errorMessage ?? 'see the Temporal Web UI'}`);
  return ended.status === 'completed' ? failed : Math.max(1, failed);
}

async function isComplete({ store }: OperationsDeps, date: IsoDate): Promise<boolean> {
  const [record, accounts] = await Promise.all([store.runs.find(dayRunId('daily', date)), store.accounts.count({})]);
  const tally = readTally(record?.summary ?? null);
  return record?.status === 'completed' && tally.failed === 0 && tally.done === accounts;
}

async function follow(stack: Stack, deps: OperationsDeps, id: string, label: string): Promise<RunDescription> {
  const step = stack.progress.step(label);
  try {
    const ended = await waitForRun(deps, id, {
      intervalMs: POLL_MS,
      onProgress: ({ progress }) => {
        if (progress !== null) step.update(`${progress.done} of ${progress.total} accounts`);
      },
    });
    step.done(`${tallyOf(ended).done} of ${tallyOf(ended).accounts} accounts`);
    return ended;
  } catch (error) {
    step.failed();
    throw error;
  }
}

interface Tally {
  readonly accounts: number;
  /** Held ones, too: their day is over, and a person decides the rest. */
  readonly done: number;
  readonly held: number;
  readonly failed: number;
  readonly failures: Readonly<Record<string, number>>;
}

const tallyOf = (run: RunDescription): Tally => readTally(run.summary);

/** The summary is ours, but it comes back from the store as plain JSON: read what is there. */
function readTally(summary: Readonly<Record<string, unknown>> | null): Tally {
  const tally = asRecord(summary?.['tally']);
  const count = (name: string): number => (typeof tally[name] === 'number' ? tally[name] : 0);
  const failures = Object.entries(asRecord(tally['failuresByCode'])).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return {
    accounts: count('accounts'),
    done: count('published') + count('held') + count('alreadyDone'),
    held: count('held'),
    failed: count('failed') + count('cancelled'),
    failures: Object.fromEntries(failures),
  };
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** `1 x REVENUE_NOT_IMPORTED (acme): npm run morrow -- errors REVENUE_NOT_IMPORTED`; of many accounts the first few. */
const describeFailures = (run: RunDescription): string => {
  const samples = samplesOf(run);
  return Object.entries(tallyOf(run).failures)
    .map(([code, count]) => {
      const names = samples.filter((sample) => sample.code === code).map(({ accountId }) => accountId);
      return `${count} x ${code} (${names.join(', ')}${count > names.length ? ', …' : ''}): npm run morrow -- errors ${code}`;
    })
    .join('; ');
};

function samplesOf({ summary }: RunDescription): readonly { readonly accountId: string; readonly code: string }[] {
  const { samples } = asRecord(summary?.['tally']);
  return (Array.isArray(samples) ? samples : [])
    .map(asRecord)
    .flatMap(({ accountId, code }) =>
      typeof accountId === 'string' && typeof code === 'string' ? [{ accountId, code }] : [],
    );
}
