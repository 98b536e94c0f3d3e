// Records the golden histories of test/histories from real runs: one calm day, one with failures and late rates, a backfill.
// Run it only when a change of workflow code is meant to break old runs, and say in the CHANGELOG how those drain:
//   MORROW_TEST_SERVER=… node --import tsx test/replay/record-histories.ts 1.0.0
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DEFAULT_QUEUE } from '../../src/contract/queues.ts';
import { WORKFLOWS, accountDayId, backfillRunId, housekeepingId } from '../../src/contract/workflow-ids.ts';
import { accountId, isoDate, sourceId, u1, u2 } from '../helpers/builders.ts';
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

const version = process.argv[2];
if (version === undefined) throw new Error('Say the version the histories stand for, e.g. 0.1.0.');
const stack = await startWorkflowStack();
await stack.store.accounts.save(u1());
await stack.store.accounts.save(u2());
await save(version, 'calm-day', await calmDay(stack));
await save(version, 'rough-day', await roughDay(stack));
await save(version, 'older-days', await olderDays(stack));
await save(version, 'scheduled', await scheduled(stack));
await stack.close();
