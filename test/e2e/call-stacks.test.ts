// What WORKER_CALL_STACKS switches: where a running workflow stands, as the Web UI's tab Call Stack asks for it.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BulkInput } from '../../src/contract/messages.ts';
import { DEFAULT_QUEUE } from '../../src/contract/queues.ts';
import { WORKFLOWS } from '../../src/contract/workflow-ids.ts';
import { projectPath } from '../helpers/compose.ts';
import { startDevServer, type DevServer } from '../helpers/dev-server.ts';
import { waitFor } from '../helpers/wait-for.ts';

let server: DevServer;
let connection: Connection;
let native: NativeConnection;
let folder: string;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  server = await startDevServer();
  connection = await Connection.connect({ address: server.address });
  native = await NativeConnection.connect({ address: server.address });
  folder = await mkdtemp(join(tmpdir(), 'morrow-call-stacks-'));
});

afterAll(async () => {
  await native?.close();
  await connection?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The bundle that a worker makes for itself, from the compiled code. */
async function bundleWith(...additions: string[]): Promise<string> {
  const target = join(folder, `bundle-${additions.join('-')}.js`);
  const bundler = projectPath('dist/workers/bundle-workflows.js');
  await promisify(execFile)(process.execPath, [bundler, target, ...additions]);
  return await readFile(target, 'utf8');
}

/** Of predictions that wait for a heavy worker which is not there. */
async function stackWhileWaiting(code: string, bulkId: string): Promise<string> {
  const worker = await Worker.create({ connection: native, taskQueue: DEFAULT_QUEUE, workflowBundle: { code } });
  const input: BulkInput = { bulkId, parts: 1, horizonDays: 1 };
  const options = { workflowId: bulkId, taskQueue: DEFAULT_QUEUE, args: [input] };
  return await worker.runUntil(async () => {
    const handle = await new Client({ connection }).workflow.start(WORKFLOWS.predictBulk, options);
    await waitFor('the part to wait for a worker', () => waitsForSteps(handle), 30_000);
    const stack = await handle.query<string>('__stack_trace');
    await handle.terminate();
    return stack;
  });
}

const waitsForSteps = async (handle: WorkflowHandle): Promise<boolean> =>
  ((await handle.describe()).raw.pendingActivities ?? []).length > 0;

test('with call stacks a workflow says in which lines it waits', async () => {
  const stack = await stackWhileWaiting(await bundleWith('call-stacks'), 'with');
  expect(stack).toMatch(/at predictBulk .*predict-bulk/);
}, 60_000);

test('without them it says nothing, and runs the same', async () => {
  const stack = await stackWhileWaiting(await bundleWith(), 'without');
  expect(stack).not.toMatch(/ at /);
}, 60_000);
