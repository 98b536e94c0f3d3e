// Records the golden histories of test/histories from real runs: one calm day, one with failures and late rates, a backfill.
// Run it only when a change of workflow code is meant to break old runs, and say in the CHANGELOG how those drain:
//   MORROW_TEST_SERVER=… node --import tsx test/replay/record-histories.ts 1.0.0 [scene]
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { SOURCES_PATIENCE_MS } from '../../src/contract/limits.ts';
import { DEFAULT_QUEUE } from '../../src/contract/queues.ts';
import {
  WORKFLOWS,
  accountDayId,
  alertTestId,
  backfillRunId,
  housekeepingId,
  predictBulkId,
  providerBreakerId,
  modelChangeId,
  retrainRunId,
} from '../../src/contract/workflow-ids.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import type { AccountId } from '../../src/domain/ids.ts';
import { accountId, anAccount, isoDate, sourceId, u1, u2 } from '../helpers/builders.ts';
import { collectHistories, type FoundHistory } from '../helpers/histories.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { startWorkflowStack, type WorkflowStack } from '../helpers/workflow-stack.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const FOLDER = join(ROOT, 'test', 'histories');

async function calmDay(stack: WorkflowStack): Promise<readonly FoundHistory[]> {
  const day = await stack.startDay({ pipeline: 'daily', date: isoDate('2026-06-01'), horizonDays: 2 });
  await day.result();
  return await collectHistories(stack.env.client, [day.id]);
}

/** A source that fails for good, one that recovers, and rates that come late: the slow paths of the code. */
async function roughDay(stack: WorkflowStack): Promise<readonly FoundHistory[]> {
  const date = isoDate('2026-06-02');
  stack.outside.holdRates();
  stack.outside.fail({ code: 'SOURCE_UNAUTHORIZED', account: accountId('u2') });
  stack.outside.fail({
    code: 'SOURCE_UNAVAILABLE',
    account: accountId('u1'),
    source: sourceId('app-store-2'),
    times: 3,
  });
  const day = await stack.startDay({ pipeline: 'daily', date, horizonDays: 2 });
  const u1Day = stack.env.client.workflow.getHandle(accountDayId('daily', date, accountId('u1')));
  await waitFor('u1 waits for rates', async () =>
    JSON.stringify(await u1Day.query('state')).includes('waiting-for-rates'),
  );
  stack.outside.releaseRates();
  await day.result();
  stack.outside.heal();
  return await collectHistories(stack.env.client, [day.id]);
}

async function olderDays(stack: WorkflowStack): Promise<readonly FoundHistory[]> {
  const range = { from: isoDate('2026-01-01'), to: isoDate('2026-04-30') };
  const id = backfillRunId(range.from, range.to);
  await stack.execute(WORKFLOWS.backfillRun, id, range, DEFAULT_QUEUE);
  const cleaning = housekeepingId(isoDate('2026-06-03'));
  await stack.execute(WORKFLOWS.housekeeping, cleaning, { date: isoDate('2026-06-03') }, DEFAULT_QUEUE);
  return await collectHistories(stack.env.client, [id, cleaning]);
}

async function scheduled(stack: WorkflowStack): Promise<readonly FoundHistory[]> {
  // The server's time has been skipped ahead of ours; its yesterday is to be over all the same.
  stack.clock.at = new Date('2100-01-01T00:00:00Z');
  const id = 'scheduled/daily-by-hand';
  const input = { pipeline: 'revenue', timeZone: 'Europe/Berlin' };
  await stack.execute(WORKFLOWS.scheduledRun, id, input, DEFAULT_QUEUE);
  return await collectHistories(stack.env.client, [id]);
}

/** A forecast that its own gate holds, the answer to it, a retraining and a promotion. */
async function decisions(stack: WorkflowStack): Promise<readonly FoundHistory[]> {
  const date = isoDate('2026-06-10');
  const id = accountId('patchy');
  await stack.store.accounts.save(anAccount({ id, sources: [], historyDepthDays: 28 }));
  const month = Array.from({ length: 28 }, (_, day) => (100 + ((day * day * 31) % 37)).toFixed(2));
  await stack.importDays(id, date, month);
  await (await stack.startDay({ pipeline: 'daily', date, horizonDays: 7, accounts: [id] })).result();
  const retraining = retrainRunId(date, { accounts: [id] });
  await stack.execute(WORKFLOWS.retrainRun, retraining, { date, accounts: [id] }, DEFAULT_QUEUE);
  await promote(stack, id);
  const late = addDays(date, 40);
  await stack.importDays(id, addDays(late, -6), ['100.00']);
  await stack.importDays(id, late, ['100.00']);
  const day = await stack.startDay({ pipeline: 'daily', date: late, horizonDays: 7, accounts: [id] });
  const holdId = (await day.result()).gate?.[0]?.hold?.holdId ?? 'nothing was held';
  const hold = stack.env.client.workflow.getHandle(holdId);
  await hold.executeUpdate('release', { args: [{ by: 'Ada', reason: 'Looked at it' }] });
  await hold.result();
  return await collectHistories(stack.env.client, [retraining, modelChangeId(id), day.id, holdId]);
}

async function promote(stack: WorkflowStack, id: AccountId): Promise<void> {
  const startWorkflowOperation = new WithStartWorkflowOperation(WORKFLOWS.modelChange, {
    workflowId: modelChangeId(id),
    taskQueue: DEFAULT_QUEUE,
    workflowIdConflictPolicy: 'USE_EXISTING',
    args: [{ accountId: id }],
  });
  const args: [object] = [{ accountId: id, version: 1, by: 'Ada', reason: 'Looked at its backtest' }];
  await stack.env.client.workflow.executeUpdateWithStart('promote', { startWorkflowOperation, args });
  await stack.env.client.workflow.getHandle(modelChangeId(id)).result();
}

async function save(version: string, scene: string, found: readonly FoundHistory[]): Promise<void> {
  const folder = join(FOLDER, version, scene);
  await mkdir(folder, { recursive: true });
  for (const { workflowId, history } of found) {
    // Stack traces name the folder they were recorded in; nobody else has it.
    const text = JSON.stringify({ workflowId, history: JSON.parse(historyToJSON(history)) }, null, 1).replaceAll(
      ROOT,
      '.',
    );
    await writeFile(join(folder, `${workflowId.replaceAll('/', '~')}.json`), `${text}\n`);
  }
}

/** A breaker's whole life, and the rates of a day with their check. */
async function providers(stack: WorkflowStack): Promise<readonly FoundHistory[]> {
  const provider = sourceId('app-store-1');
  const id = providerBreakerId(provider);
  const keeper = await stack.start(WORKFLOWS.providerBreaker, id, { provider }, DEFAULT_QUEUE);
  const storedAs = (mode: string) =>
    waitFor(mode, async () => (await stack.store.providers.list()).some(({ breaker }) => breaker.mode === mode));
  await keeper.signal('outcomes', { requests: 40, failures: 40 });
  await storedAs('open');
  await stack.env.sleep('11 seconds');
  await storedAs('half-open');
  await keeper.signal('probes', { requests: 3, failures: 0 });
  await keeper.result();
  const day = await stack.startDay({ pipeline: 'daily', date: isoDate('2026-06-04'), horizonDays: 2 });
  await day.result();
  const found = await collectHistories(stack.env.client, [id, day.id]);
  return found.filter(({ workflowId }) => /^(provider|rates|rates-check)\//.test(workflowId));
}

/** A day that looks at its deadlines while rates are late, one look of the watch, and a test of the channels. */
async function alerts(stack: WorkflowStack): Promise<readonly FoundHistory[]> {
  const date = isoDate('2026-06-05');
  await stack.checkRates(date);
  stack.outside.holdRates();
  const day = await stack.startDay({ pipeline: 'daily', date, horizonDays: 2 });
  await stack.env.sleep('10 minutes');
  stack.outside.releaseRates();
  await day.result();
  const [watching, trying] = ['scheduled/morrow-watch-by-hand', alertTestId('by-hand')];
  await stack.execute(WORKFLOWS.watch, watching, { looks: 2, intervalMs: 60_000 }, DEFAULT_QUEUE);
  await stack.execute(WORKFLOWS.alertTest, trying, { by: 'Ada' }, DEFAULT_QUEUE);
  const found = await collectHistories(stack.env.client, [day.id, watching, trying]);
  return found.filter(({ workflowId }) => /^(day|scheduled|alert-test)\//.test(workflowId));
}

/** A day on which an account gives its place away, as one of its sources is down for two minutes. */
async function hanging(stack: WorkflowStack): Promise<readonly FoundHistory[]> {
  const date = isoDate('2026-06-06');
  const source = sourceId('app-store-2');
  stack.outside.fail({ code: 'SOURCE_UNAVAILABLE', account: accountId('u1'), source });
  const day = await stack.startDay({ pipeline: 'daily', date, horizonDays: 2 });
  const { store, env } = stack;
  const isPublished = async () => (await store.forecasts.findLatest(accountId('u2'), date))?.status === 'published';
  await waitFor('u2 is forecast', async () => (await store.runs.countAccountDays('daily', date, {})).staged === 1);
  await env.sleep(2 * SOURCES_PATIENCE_MS);
  await waitFor('u2 is published', isPublished);
  stack.outside.heal();
  await day.result();
  const found = await collectHistories(env.client, [day.id]);
  return found.filter(({ workflowId }) => /^(day|partition|account-day)\//.test(workflowId));
}

/** Predictions of several parts, to their end. */
async function bulk(stack: WorkflowStack): Promise<readonly FoundHistory[]> {
  const [bulkId, parts] = ['by-hand', 3];
  const asked = { kind: 'account', account: 'u1', date: '2026-06-01' };
  for (let part = 0; part < parts; part += 1) {
    await stack.store.bulk.savePart({ bulkId, kind: 'asked', part, rows: 1, refused: 0, content: [asked] });
  }
  await stack.execute(WORKFLOWS.predictBulk, predictBulkId(bulkId), { bulkId, parts, horizonDays: 7 }, DEFAULT_QUEUE);
  return await collectHistories(stack.env.client, [predictBulkId(bulkId)]);
}

/** All of them, or the one that is named. */
const SCENES: Readonly<Record<string, (stack: WorkflowStack) => Promise<readonly FoundHistory[]>>> = {
  'calm-day': calmDay,
  'rough-day': roughDay,
  'older-days': olderDays,
  providers,
  alerts,
  bulk,
  hanging,
  decisions,
  scheduled,
};

const [version, only] = process.argv.slice(2);
if (version === undefined) throw new Error('Say the version the histories stand for, e.g. 0.1.0.');
const stack = await startWorkflowStack();
await stack.store.accounts.save(u1());
await stack.store.accounts.save(u2());
for (const [scene, play] of Object.entries(SCENES)) {
  if (only === undefined || only === scene) await save(version, scene, await play(stack));
}
await stack.close();
